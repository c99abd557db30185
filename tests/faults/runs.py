"""A workload on its way through a stack, and how far it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from aiokafka import AIOKafkaConsumer

from infra.local.stack import LocalStack
from services.desk.arrivals import wait_for_arrivals
from services.desk.ledger_reading import fetch_ledger
from services.desk.seeds import drop_files, identify_seeds
from shared.contracts.registry import Topic

WITHIN_S = 150.0
"""A consumer that was killed holds its partitions until its session ends."""


@dataclass(frozen=True, slots=True)
class Run:
    """Articles for one stack."""

    stack: LocalStack
    articles: Sequence[Path]

    def drop(self, first: int, last: int) -> None:
        """Put some of the articles into the inbox."""
        drop_files(self.articles[first:last], self.stack.inbox)

    def wait_for_all(self) -> None:
        """Return when every article is in the ledger and nothing waits anywhere."""
        asyncio.run(
            wait_for_arrivals(
                self.stack.postgres_dsn,
                self.stack.kafka,
                files=[self.stack.inbox / article.name for article in self.articles],
                document_ids=identify_seeds(self.articles),
                within_s=WITHIN_S,
                report=lambda _: self.require_alive(),
            )
        )

    def require_alive(self) -> None:
        """Fail with the end of its log where a service has ended by itself."""
        for service in self.stack.services.values():
            service.require_alive()

    def read_digest(self) -> str:
        """Return the digest of the ledger in Postgres."""
        return asyncio.run(fetch_ledger(self.stack.postgres_dsn)).digest

    def count_messages(self, topic: Topic) -> int:
        """Return how many messages were ever written to the topic."""
        return asyncio.run(_sum_ends(self.stack.kafka, topic.name))

    def count_documents(self) -> int:
        """Return how many documents are in the ledger."""
        with psycopg.connect(self.stack.postgres_dsn) as connection:
            row = connection.execute("SELECT count(*) FROM lagebild.documents").fetchone()
        assert row is not None
        return int(row[0])


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Return when the condition holds."""
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"waited {WITHIN_S:g} s for {what}"
        time.sleep(0.01)


async def _sum_ends(kafka: str, topic: str) -> int:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        return sum((await consumer.end_offsets(consumer.assignment())).values())
    finally:
        await consumer.stop()
