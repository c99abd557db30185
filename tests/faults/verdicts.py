"""What came of a trial: everything there, once, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from services.desk.ledger_reading import fetch_ledger
from services.ingest.core.names import SIDECAR_SUFFIX
from shared.contracts.registry import ASSESSMENTS, DEAD_LETTERS, DISCREPANCIES, Topic, load_topics
from tests.faults.workloads import Expectation

Letter = tuple[str, int, int, str]
"""What a dead letter is about: topic, partition, offset, and the service that refused it."""

RUBBISH = b"rubbish"
"""Key of what a trial puts onto topics that no service reads: it must do no harm, and is passed over here."""

SHELVES = ("processed", "duplicate", "failed")
_SHOWN = 3


@dataclass(slots=True)
class Verdict:
    """What was found. `complaints` is empty where the trial went well.

    Attributes:
        messages: how many messages were ever written to all topics.
        repeated: how many of them had been written before (same `ce_id`): at least once means that this may happen.
        lost: how much is missing of what should be there.
        doubled: how much is there that should not be, or twice.
        letters: how many dead letters.
        complaints: sentences.
    """

    messages: int = 0
    repeated: int = 0
    lost: int = 0
    doubled: int = 0
    letters: int = 0
    complaints: list[str] = field(default_factory=list)

    def compare(self, what: str, wanted: Collection[object], found: Collection[object]) -> None:
        """Complain of what is missing, of what is too much, and of what is there twice."""
        missing, extra = set(wanted) - set(found), set(found) - set(wanted)
        twice = [one for one, count in Counter(found).items() if count > 1]
        self.lost += len(missing)
        self.doubled += len(extra) + len(twice)
        for kind, some in (("missing", missing), ("too much", extra), ("twice", twice)):
            if some:
                shown = ", ".join(sorted(map(repr, some))[:_SHOWN])
                self.complaints.append(f"{len(some)} {what} {kind}: {shown} …")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must have come of a trial.

    Attributes:
        ledger: what the articles come to.
        files: names of all files that were dropped.
        refused: names of those that ingest must refuse.
        letters: what must be in the dead letters.
    """

    ledger: Expectation
    files: Collection[str]
    refused: Collection[str]
    letters: Collection[Letter]


def judge(kafka: str, dsn: str, inbox: Path, wanted: Wanted) -> Verdict:
    """Compare ledger, topics and shelves with what they should hold."""
    verdict = Verdict()
    _judge_shelves(verdict, inbox, wanted)
    asyncio.run(_judge_ledger(verdict, dsn, wanted.ledger))
    asyncio.run(_judge_topics(verdict, kafka, wanted))
    return verdict


def _judge_shelves(verdict: Verdict, inbox: Path, wanted: Wanted) -> None:
    shelved: dict[str, list[str]] = {name: [] for name in SHELVES}
    elsewhere: list[str] = []
    for path in inbox.rglob("*.txt"):
        shelf = path.relative_to(inbox).parts[0]
        (shelved[shelf] if shelf in SHELVES else elsewhere).append(path.name)
    verdict.compare("files on the shelves", wanted.files, [name for some in shelved.values() for name in some])
    verdict.compare("refused files", wanted.refused, shelved["failed"])
    verdict.compare("files still in the inbox", [], elsewhere)
    sidecars = [path.name.removesuffix(SIDECAR_SUFFIX) for path in inbox.rglob(f"*{SIDECAR_SUFFIX}")]
    verdict.compare("sidecars", [name for name in wanted.files if name not in wanted.refused], sidecars)


async def _judge_ledger(verdict: Verdict, dsn: str, expected: Expectation) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT document_id, version FROM lagebild.articles")
        verdict.compare("archived versions", expected.versions, [tuple(row) for row in rows])
        rows = await connection.fetch("SELECT document_id FROM lagebild.documents")
        verdict.compare("documents", expected.documents, [row[0] for row in rows])
        rows = await connection.fetch("SELECT claim_id FROM lagebild.claims")
        verdict.compare("claims", expected.claims, [row[0] for row in rows])
    finally:
        await connection.close()
    digest = (await fetch_ledger(dsn)).digest
    if digest != expected.digest:
        verdict.complaints.append(f"the ledger's digest is {digest}, that of the cores alone {expected.digest}")


async def _judge_topics(verdict: Verdict, kafka: str, wanted: Wanted) -> None:
    expected = wanted.ledger
    told = {topic.name: await read_topic(kafka, topic) for topic in load_topics()}
    for records in told.values():
        verdict.messages += len(records)
        ids = Counter(dict(record.headers).get("ce_id") for record in records)
        verdict.repeated += sum(count - 1 for ce_id, count in ids.items() if ce_id is not None)
    estimates = {key: json.loads(value)["estimate"] for key, value in read_latest(told[ASSESSMENTS.name]).items()}
    verdict.compare("assessed tracks", list(expected.estimates), list(estimates))
    different = [key for key, estimate in estimates.items() if estimate != expected.estimates.get(key)]
    if different:
        verdict.complaints.append(f"{len(different)} assessments tell another estimate than the cores: {different[:3]}")
    verdict.compare("discrepancies told", expected.discrepancies, list(read_latest(told[DISCREPANCIES.name])))
    buried = {_read_letter(record) for record in told[DEAD_LETTERS.name] if record.key != RUBBISH}
    verdict.letters = len(buried)
    verdict.compare("dead letters", wanted.letters, buried)


async def read_topic(kafka: str, topic: Topic) -> list[ConsumerRecord]:
    """Return everything that is on the topic."""
    places = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, enable_auto_commit=False, max_partition_fetch_bytes=16 * 1024 * 1024
    )
    await consumer.start()
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        records: list[ConsumerRecord] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for some in (await consumer.getmany(timeout_ms=1000)).values():
                records += some
        return records
    finally:
        await consumer.stop()


def read_latest(records: Iterable[ConsumerRecord]) -> Mapping[str, bytes]:
    """Return the latest value under each key; keys whose latest is a tombstone are gone, and so is rubbish."""
    latest = {record.key: record.value for record in records if record.key != RUBBISH}
    return {key.decode(): value for key, value in latest.items() if value is not None}


def _read_letter(record: ConsumerRecord) -> Letter:
    headers = {name: raw.decode() for name, raw in record.headers}
    return headers["topic"], int(headers["partition"]), int(headers["offset"]), headers["service"]
