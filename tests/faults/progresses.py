"""How far the stages of a pipeline are, looked at all the time, and how long they took to go on after a fault."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from infra.local.stack import SERVICES
from shared.contracts.registry import ARTICLES, CLAIMS, Topic

_LOOK_EVERY_S = 0.15
_ANSWER_WITHIN_S = 3.0
_WRITTEN = """
SELECT (SELECT count(*) FROM lagebild.documents) + (SELECT count(*) FROM lagebild.ended_versions)
     + (SELECT count(*) FROM lagebild.articles)"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that is over: what it was, which services it hit, and when it ended (monotonic)."""

    kind: str
    services: tuple[str, ...]
    ended_at: float


@dataclass(slots=True)
class Progress:
    """Looks at what each service has put out: messages on its topic, or rows. A context; reads from a thread."""

    kafka: str
    dsn: str
    _seen: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: {name: [] for name in SERVICES})
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def count(self, service: str) -> int:
        """Return what it had put out at the last look."""
        seen = self._seen[service]
        return seen[-1][1] if seen else 0

    def measure_recoveries(self, fault: Fault) -> Mapping[str, float]:
        """Return for each service that the fault hit the seconds from its end to the next thing it put out.

        A service that had nothing left to put out is not there.
        """
        found = {}
        for service in fault.services:
            before = [count for at, count in self._seen[service] if at <= fault.ended_at]
            reached = before[-1] if before else 0
            later = (at for at, count in self._seen[service] if at > fault.ended_at and count > reached)
            first = next(later, None)
            if first is not None:
                found[service] = first - fault.ended_at
        return found

    def measure_longest_queue(self) -> int:
        """Return the most articles that ingest had put out at a look and the extractor had not."""
        pairs = zip(self._seen["ingest"], self._seen["extractor"], strict=False)  # each look is at both
        return max((read - extracted for (_, read), (_, extracted) in pairs), default=0)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._look()), name="progress")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        assert self._thread is not None
        self._thread.join()

    async def _look(self) -> None:
        await asyncio.gather(self._look_at_topics(), self._look_at_ledger())

    async def _look_at_topics(self) -> None:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka, enable_auto_commit=False)
        await consumer.start()
        try:
            while not self._ended.is_set():
                with contextlib.suppress(Exception):  # Kafka may be down: that is the trial
                    async with asyncio.timeout(_ANSWER_WITHIN_S):
                        ends = await consumer.end_offsets(_list_partitions(ARTICLES) + _list_partitions(CLAIMS))
                        for service, topic in (("ingest", ARTICLES), ("extractor", CLAIMS)):
                            self._note(service, sum(ends[place] for place in _list_partitions(topic)))
                await asyncio.sleep(_LOOK_EVERY_S)
        finally:
            await consumer.stop()

    async def _look_at_ledger(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(Exception):  # so may Postgres
                connection = await asyncpg.connect(self.dsn, timeout=_ANSWER_WITHIN_S)
                try:
                    while not self._ended.is_set():
                        self._note("reconciler", await connection.fetchval(_WRITTEN, timeout=_ANSWER_WITHIN_S))
                        await asyncio.sleep(_LOOK_EVERY_S)
                finally:
                    connection.terminate()
            await asyncio.sleep(_LOOK_EVERY_S)

    def _note(self, service: str, count: int) -> None:
        self._seen[service].append((time.monotonic(), count))


def _list_partitions(topic: Topic) -> list[TopicPartition]:
    return [TopicPartition(topic.name, number) for number in range(topic.partitions)]
