"""From the outbox to the output topics."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence

from asyncpg import Record

from services.reconciler.adapters.databases import Database
from shared.runtime.errors import FencedError, PermanentError
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage
from shared.storage.connections import Connection

LOG = logging.getLogger(__name__)

_LOCK = 7_236_102
"""Advisory lock of the one relay that works; freed when its holder's transaction ends or its connection is gone."""
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0

_NEXT = """
SELECT sequence, topic, key, value, headers FROM lagebild.outbox
 WHERE refused IS NULL ORDER BY sequence LIMIT $1"""
_DELETE = "DELETE FROM lagebild.outbox WHERE sequence = ANY($1)"
_REFUSE = "UPDATE lagebild.outbox SET refused = $2 WHERE sequence = $1"


class Relay:
    """Publishes what the outbox holds, in order, and deletes what Kafka has acknowledged.

    Of several relays one works, the others wait for its place. A crash between publishing and deleting publishes again:
    consumers recognise repetitions by `ce_id`. What Kafka can never take stays in the outbox, marked with the reason.

    `publish` raises FencedError once another relay has published: this one may have lost its place while it was frozen.
    `take_over` makes it the publisher again; only then the outbox is read, on the session that holds the place.
    """

    def __init__(
        self,
        database: Database,
        publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]],
        *,
        batch: int,
        poll_s: float,
        take_over: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._publish = publish
        self._take_over = take_over
        self._batch = batch
        self._poll_s = poll_s
        self._filled = asyncio.Event()

    def wake(self) -> None:
        """Look at the outbox now."""
        self._filled.set()

    async def run(self) -> None:
        """Relay until cancelled; whatever fails is tried again, with growing pauses."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                if await self.drain():
                    pause = _FIRST_PAUSE_S
                await self._wait(self._poll_s)
            except Exception as error:  # noqa: BLE001  (Kafka or Postgres are away: they come back, or operators see this)
                LOG.warning("outbox waits", extra=fields(error=repr(error), pause_s=round(pause, 2)))
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def drain(self) -> int:
        """Publish until the outbox is empty and return how many rows that were; 0 also while another relay works."""
        self._filled.clear()
        relayed = 0
        while count := await self._drain_batch():
            relayed += count
        return relayed

    async def _drain_batch(self) -> int:
        """Publish one batch; the place is held by the transaction, so that Postgres takes it from a frozen process."""
        async with self._database.connect() as connection, connection.transaction():
            if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
                return 0
            rows = await connection.fetch(_NEXT, self._batch)
            if not rows:
                return 0
            try:
                await self._relay(connection, rows)
            except FencedError:
                if self._take_over is None:
                    raise
                await self._take_over()
                rows = await connection.fetch(_NEXT, self._batch)
                await self._relay(connection, rows)
            return len(rows)

    async def _relay(self, connection: Connection, rows: Sequence[Record]) -> None:
        latest = {(row["topic"], row["key"]): row for row in rows}  # what a later row replaces need not be sent
        refused: set[int] = set()
        try:
            await self._publish([_read_message(row) for row in latest.values()])
        except PermanentError:
            refused = {row["sequence"] for row in latest.values() if not await self._relay_alone(connection, row)}
        await connection.execute(_DELETE, [row["sequence"] for row in rows if row["sequence"] not in refused])

    async def _relay_alone(self, connection: Connection, row: Record) -> bool:
        """Publish one row, or mark it where Kafka can never take it; tell whether it was published."""
        try:
            await self._publish([_read_message(row)])
        except PermanentError as error:
            LOG.error(  # noqa: TRY400  (the reason says it all)
                "message stays in the outbox", extra=fields(topic=row["topic"], key=row["key"], reason=error.reason)
            )
            await connection.execute(_REFUSE, row["sequence"], error.reason)
            return False
        return True

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._filled.wait(), seconds)
        except TimeoutError:
            return


def _read_message(row: Record) -> OutboundMessage:
    headers = [(name, text.encode()) for name, text in json.loads(row["headers"]).items()]
    return OutboundMessage(row["topic"], row["key"], row["value"], headers)
