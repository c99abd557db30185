"""`lagebild-extractor` as it is started in production: articles in, claim sets and dead letters out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import ARTICLES, CLAIMS, DEAD_LETTERS
from shared.runtime.codec import decode_event, encode_event
from shared.runtime.messages import OutboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.settings import KafkaSettings

pytestmark = pytest.mark.kafka

PATIENCE_S = 60.0
RECEIVED = "2025-06-12T17:04:09+00:00"


@pytest.fixture
def extractor(kafka: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [Path(sys.executable).with_name("lagebild-extractor")],
        env={
            **os.environ,
            "LAGEBILD_KAFKA": kafka,
            "LAGEBILD_KAFKA_SESSION_S": "6",
            "LAGEBILD_HEALTH_DIR": str(tmp_path / "health"),
        },
        stderr=(tmp_path / "extractor.log").open("wb"),
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.fixture
async def outputs(kafka: str) -> AsyncIterator[Any]:
    """A consumer of what comes from now on."""
    consumer: Any = AIOKafkaConsumer(
        CLAIMS.name, DEAD_LETTERS.name, bootstrap_servers=kafka, auto_offset_reset="latest"
    )
    await consumer.start()
    for place in consumer.assignment():
        await consumer.position(place)  # settled before anything is published
    yield consumer
    await consumer.stop()


def build_article(document_id: str, text: str) -> OutboundMessage:
    article = ArticleV1(
        document_id=document_id,
        version="v",
        text=text,
        headline=None,
        outlet="Lenztaler Bote",
        published="2025-06-12",
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file=f"{document_id}.txt",
        url=None,
        received=RECEIVED,
    )
    return encode_event(ARTICLES, document_id, article, source="test", time=RECEIVED)


async def collect(consumer: Any, wanted: Callable[[Any], bool], count: int) -> list[Any]:
    found: list[Any] = []
    async with asyncio.timeout(PATIENCE_S):
        while len(found) < count:
            record = await consumer.getone()
            if wanted(record):
                found.append(record)
    return found


def read_figures(record: Any) -> list[tuple[str, float | None]]:
    """Measures and figures of a claim set, read as a user would."""
    assert record.topic == CLAIMS.name
    assert dict(record.headers)["ce_type"] == CLAIMS.event_type.encode()
    value = decode_event(CLAIMS, record.value, record.headers)
    assert isinstance(value, ClaimSetV1)
    return [(claim.measure, claim.quantity.point) for claim in value.claims]


async def test_articles_become_claim_sets_and_poison_becomes_dead_letters(
    kafka: str, extractor: subprocess.Popen[bytes], outputs: Any, tmp_path: Path
) -> None:
    run = uuid.uuid4().hex
    told, silent, poison, misplaced = (f"{run}-{name}" for name in ("told", "silent", "poison", "misplaced"))
    foreign = build_article("somebody-else", "Nichts.")
    published = [
        build_article(told, "Bei dem Zugunglück kamen nach Angaben der Polizei 14 Menschen ums Leben.\n"),
        OutboundMessage(ARTICLES.name, poison.encode(), b"\xff no JSON", []),
        OutboundMessage(ARTICLES.name, misplaced.encode(), foreign.value, foreign.headers),
        build_article(silent, "Der Rat vertagte sich."),
    ]
    async with Publisher(KafkaSettings(kafka=kafka), service="test") as publisher:
        await publisher.publish(published)

    records = await collect(outputs, lambda record: record.key.decode().startswith(run), 4)

    by_key = {record.key.decode(): record for record in records}
    assert read_figures(by_key[told]) == [("killed", 14)]
    assert read_figures(by_key[silent]) == []
    for key, reason in ((poison, b"no ArticleV1"), (misplaced, b"is not the document id")):
        record = by_key[key]
        assert record.topic == DEAD_LETTERS.name
        assert reason in dict(record.headers)["reason"]
    assert by_key[poison].value == b"\xff no JSON"

    extractor.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(extractor.wait, PATIENCE_S) == 0
    assert (tmp_path / "health" / "extractor.heartbeat").exists()
