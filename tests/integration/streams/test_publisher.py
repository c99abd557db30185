"""What Publisher and lagebild-topics promise, on a real Kafka."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from services.desk.topic_reading import read_to_end as read_topic_to_end
from shared.contracts.registry import ARTICLES, Topic
from shared.runtime.errors import FencedError, PermanentError, TopicsUnreadyError
from shared.runtime.messages import OutboundMessage
from shared.runtime.producers import FencedPublisher, Publisher
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics

NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def topic(kafka: str) -> Topic:
    fresh = replace(ARTICLES, name=f"test-{uuid.uuid4().hex[:12]}", partitions=1)
    report = await ensure_topics(KafkaSettings(kafka=kafka), [fresh])
    assert report.created == [fresh.name]
    return fresh


@pytest.fixture
async def publisher(kafka: str) -> AsyncIterator[Publisher]:
    async with Publisher(KafkaSettings(kafka=kafka), service="test") as publisher:
        yield publisher


async def read_values(kafka: str, topic: Topic, count: int) -> list[bytes | None]:
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        place = TopicPartition(topic.name, 0)
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


async def read_to_end(kafka: str, topic: Topic, isolation: str = "read_uncommitted") -> list[bytes | None]:
    consumer: Any = AIOKafkaConsumer(
        topic.name, bootstrap_servers=kafka, auto_offset_reset="earliest", isolation_level=isolation
    )
    await consumer.start()
    try:
        async with asyncio.timeout(60):
            return [record.value async for record in read_topic_to_end(consumer)]
    finally:
        await consumer.stop()


def messages(topic: Topic, *values: bytes | None) -> list[OutboundMessage]:
    return [OutboundMessage(topic.name, b"key", value, [("ce_id", b"1")]) for value in values]


@pytest.mark.kafka
async def test_published_means_acknowledged_and_in_order(kafka: str, topic: Topic, publisher: Publisher) -> None:
    values = [str(number).encode() for number in range(500)]
    await publisher.publish(messages(topic, *values))
    await publisher.publish(messages(topic, None))
    assert await read_values(kafka, topic, 501) == [*values, None]


@pytest.mark.kafka
async def test_a_small_message_never_overtakes_a_large_one_of_its_key(
    kafka: str, topic: Topic, publisher: Publisher
) -> None:
    """Of two versions of a document the last one stays in a compacted topic, however full a batch is."""
    draw = random.Random(0)
    values = [draw.randbytes(draw.choice((10, 100_000, 200_000))) for _ in range(60)]
    await publisher.publish(messages(topic, *values))
    assert await read_values(kafka, topic, len(values)) == values


@pytest.mark.kafka
async def test_what_is_too_large_for_the_topic_is_refused_for_good_and_the_next_goes_through(
    kafka: str, topic: Topic, publisher: Publisher
) -> None:
    incompressible = random.Random(0).randbytes(2_000_000)
    with pytest.raises(PermanentError, match="more than"):
        await publisher.publish(messages(topic, incompressible))
    with pytest.raises(PermanentError, match="more than"):
        await publisher.publish(messages(topic, b"x" * 20_000_000))
    await publisher.publish(messages(topic, b"small"))
    assert await read_values(kafka, topic, 1) == [b"small"]


async def test_a_broker_that_is_away_is_an_error_that_may_pass() -> None:
    async with Publisher(KafkaSettings(kafka=NOWHERE), service="test") as publisher:
        with pytest.raises(KafkaError):
            await publisher.publish(messages(ARTICLES, b"x"))


@pytest.mark.kafka
async def test_who_was_overtaken_publishes_nothing_until_it_takes_over(kafka: str, topic: Topic) -> None:
    settings, name = KafkaSettings(kafka=kafka), f"test-{uuid.uuid4().hex}"
    async with (
        FencedPublisher(settings, service="one", transactional_id=name) as one,
        FencedPublisher(settings, service="two", transactional_id=name) as two,
    ):
        await one.publish(messages(topic, b"1"))
        await two.publish(messages(topic, b"2"))
        with pytest.raises(FencedError):
            await one.publish(messages(topic, b"late"))
        await two.publish(messages(topic, b"3"))
        await one.take_over()
        await one.publish(messages(topic, b"4"))
        with pytest.raises(FencedError):
            await two.publish(messages(topic, b"late"))
    assert await read_to_end(kafka, topic) == [b"1", b"2", b"3", b"4"]


@pytest.mark.kafka
async def test_a_fenced_publisher_refuses_what_is_too_large_and_goes_on(kafka: str, topic: Topic) -> None:
    settings, name = KafkaSettings(kafka=kafka), f"test-{uuid.uuid4().hex}"
    async with FencedPublisher(settings, service="one", transactional_id=name) as one:
        for value in (random.Random(0).randbytes(2_000_000), b"x" * 20_000_000):
            with pytest.raises(PermanentError, match="more than"):
                await one.publish(messages(topic, b"beside it", value))
        await one.publish(messages(topic, b"small"))
    assert await read_to_end(kafka, topic, isolation="read_committed") == [b"small"]


@pytest.mark.kafka
async def test_topics_are_made_as_the_registry_says(kafka: str, topic: Topic) -> None:
    again = await ensure_topics(KafkaSettings(kafka=kafka), [topic])
    assert (again.created, again.existing, again.wrong, again.tuned) == ([], [topic.name], [], [])


@pytest.mark.kafka
async def test_another_number_of_partitions_is_an_error_that_says_what_to_do(kafka: str, topic: Topic) -> None:
    with pytest.raises(TopicsUnreadyError, match=r"has 1 partitions, the registry wants 6.*delete"):
        await ensure_topics(KafkaSettings(kafka=kafka), [replace(topic, partitions=6)])


@pytest.mark.kafka
async def test_another_cleanup_policy_is_an_error(kafka: str, topic: Topic) -> None:
    compacted = replace(topic, config={**topic.config, "cleanup.policy": "compact"})
    with pytest.raises(TopicsUnreadyError, match=r"cleanup\.policy=delete"):
        await ensure_topics(KafkaSettings(kafka=kafka), [compacted])


@pytest.mark.kafka
async def test_other_configuration_is_the_operators_choice(kafka: str, topic: Topic) -> None:
    shorter = replace(topic, config={**topic.config, "retention.ms": "1000"})
    report = await ensure_topics(KafkaSettings(kafka=kafka), [shorter])
    assert "retention.ms=2592000000" in report.tuned[0]


async def test_a_broker_that_never_answers_ends_the_wait_and_says_so() -> None:
    with pytest.raises(TopicsUnreadyError, match="LAGEBILD_KAFKA"):
        await ensure_topics(KafkaSettings(kafka=NOWHERE, kafka_wait_s=0.5), [ARTICLES])
