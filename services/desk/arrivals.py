"""Wait until what was dropped has gone the whole way: inbox, Kafka, ledger, output topics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from services.desk.connections import open_database
from services.desk.database_counts import count_outbox, list_arrived
from services.desk.kafka_lags import read_kafka_status

_LOOK_EVERY_S = 0.3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the articles are; `done` when nothing waits anywhere."""

    arrived: int
    behind: int
    waiting: int
    in_inbox: int
    expected: int

    @property
    def done(self) -> bool:
        """Whether every article is in the ledger and every change in the output topics."""
        return self.arrived == self.expected and not (self.behind or self.waiting or self.in_inbox)


Report = Callable[[Progress], None]


async def wait_for_arrivals(
    postgres_dsn: str,
    kafka: str,
    *,
    files: Collection[Path],
    document_ids: Collection[str],
    within_s: float,
    report: Report,
) -> None:
    """Return when the dropped `files` have left the inbox and their documents are in the ledger and nothing waits.

    `report` is called after each look; what it raises ends the waiting.

    Raises:
        TimeoutError: It took longer than `within_s` seconds.
    """
    async with asyncio.timeout(within_s), open_database(postgres_dsn) as connection:
        while True:
            waiting, _ = await count_outbox(connection)
            progress = Progress(
                arrived=len(await list_arrived(connection, list(document_ids))),
                waiting=waiting,
                in_inbox=sum(file.exists() for file in files),
                behind=(await read_kafka_status(kafka)).behind,
                expected=len(document_ids),
            )
            report(progress)
            if progress.done:
                return
            await asyncio.sleep(_LOOK_EVERY_S)
