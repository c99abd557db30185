"""`lagebild dead-letters` on a real Kafka: what a service refused is listed, shown, and sent back once."""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from shared.contracts.registry import ARTICLES
from shared.runtime.dead_letters import build_dead_letter
from shared.runtime.errors import PermanentError
from shared.runtime.messages import InboundMessage, OutboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.settings import KafkaSettings
from tests.integration.test_cli import PLAIN, lagebild

pytestmark = pytest.mark.kafka

HEADERS = (("ce_id", b"1"), ("trace", b"a"), ("trace", b"\xff"))


def build_letter(service: str, offset: int, value: bytes | None, reason: str) -> OutboundMessage:
    message = InboundMessage(ARTICLES.name, 1, offset, f"{service}-{offset}".encode(), value, HEADERS)
    return build_dead_letter(message, PermanentError(reason), service=service, time="2025-06-12T17:00:00+00:00")


async def publish(kafka: str, letters: list[OutboundMessage]) -> None:
    async with Publisher(KafkaSettings(kafka=kafka), service="test") as publisher:
        await publisher.publish(letters)


async def read_articles(kafka: str, prefix: str) -> list[Any]:
    """Return the messages of the articles topic whose key begins so."""
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        places = [TopicPartition(ARTICLES.name, number) for number in range(ARTICLES.partitions)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += records
    finally:
        await consumer.stop()
    return [record for record in found if (record.key or b"").startswith(prefix.encode())]


def test_letters_are_listed_shown_and_sent_back_once(kafka: str) -> None:
    environment = {**PLAIN, "LAGEBILD_KAFKA": kafka}
    service = f"service-{uuid.uuid4().hex[:8]}"  # the topic is shared with other tests
    values = [b'{"text": "\\u001b[2J"}', b"\xff\x00kein JSON", None]
    reasons = ["no ArticleV1: 17 fields", "no ArticleV1: 4 fields", "a tombstone"]
    letters = [build_letter(service, n, value, reasons[n]) for n, value in enumerate(values)]
    asyncio.run(publish(kafka, letters))

    told = lagebild("dead-letters", "list", "--service", service, "--json", environment=environment)
    assert told.returncode == 0, told.stderr
    listed = {line["offset"]: line for line in map(json.loads, told.stdout.splitlines())}
    assert sorted(listed) == ["0", "1", "2"]
    assert [listed[str(n)]["reason"] for n in range(3)] == reasons
    page = lagebild("dead-letters", "list", "--service", service, "--reason", "fields", environment=environment).stdout
    assert "no ArticleV1: … fields" in page
    assert "a tombstone" not in page

    shown = lagebild("dead-letters", "show", listed["1"]["id"][:12], environment=environment).stdout
    assert "\\xff\\x00kein JSON" in shown
    assert "came from: lagebild.articles.v1, partition 1, offset 1" in shown
    whole = json.loads(lagebild("dead-letters", "show", listed["1"]["id"], "--json", environment=environment).stdout)
    assert base64.b64decode(whole["value"]["base64"]) == values[1]

    wanted = ("dead-letters", "replay", "--service", service)
    assert "3 dead letters would be sent back" in lagebild(*wanted, "--dry-run", environment=environment).stdout
    assert asyncio.run(read_articles(kafka, service)) == []
    one = lagebild("dead-letters", "replay", listed["0"]["id"], environment=environment)
    assert "1 dead letters were sent back" in one.stdout, one.stderr
    rest = lagebild(*wanted, environment=environment)
    assert "2 dead letters were sent back, 1 had been before" in rest.stdout, rest.stderr
    none = lagebild(*wanted, environment=environment)
    assert "0 dead letters were sent back, 3 had been before" in none.stdout, none.stderr

    sent = {record.key: record for record in asyncio.run(read_articles(kafka, service))}
    assert {key: record.value for key, record in sent.items()} == {
        f"{service}-{n}".encode(): value for n, value in enumerate(values)
    }
    assert all(tuple(record.headers) == HEADERS for record in sent.values())
    gone = lagebild("dead-letters", "list", "--service", service, environment=environment).stdout
    assert "no dead letters that were not sent back" in gone
    assert "sent back 2" in lagebild("dead-letters", "show", listed["1"]["id"], environment=environment).stdout

    lagebild(*wanted, "--again", environment=environment)
    assert len(asyncio.run(read_articles(kafka, service))) == 6


def test_what_cannot_be_sent_back_is_named_and_fails_the_command(kafka: str) -> None:
    service = f"service-{uuid.uuid4().hex[:8]}"
    message = InboundMessage("somebody.elses", 0, 0, b"k", b"v", ())
    letter = build_dead_letter(message, PermanentError("r"), service=service, time="2025-06-12T17:00:00+00:00")
    asyncio.run(publish(kafka, [letter]))

    told = lagebild("dead-letters", "replay", "--service", service, environment={**PLAIN, "LAGEBILD_KAFKA": kafka})

    assert told.returncode == 1
    assert "somebody.elses is no topic that a service reads; it stays where it is" in told.stderr
    assert "0 dead letters were sent back" in told.stdout


def test_a_letter_that_is_not_there_is_one_line(kafka: str) -> None:
    told = lagebild("dead-letters", "show", "feedc0de", environment={**PLAIN, "LAGEBILD_KAFKA": kafka})
    assert told.returncode == 1
    assert told.stderr.strip() == "lagebild: no dead letter feedc0de; `lagebild dead-letters list` lists them"
