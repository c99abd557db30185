"""A producer whose clock is wrong: its messages are taken, and kept as long as any other's."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.contracts.registry import Topic, load_topics
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics

pytestmark = pytest.mark.kafka

DAY = 86_400


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
@pytest.mark.parametrize("days", [366, -56 * 365], ids=["a year ahead", "in 1970"])
async def test_the_broker_goes_by_its_own_clock(kafka: str, topic: Topic, days: int) -> None:
    topic = replace(topic, name=f"{topic.name}.clock-test-{days}")  # others read the registry's
    await ensure_topics(KafkaSettings(kafka=kafka), [topic])
    wrong = int((time.time() + days * DAY) * 1000)
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer:
        sent = await producer.send_and_wait(topic.name, b"{}", key=b"rubbish", partition=0, timestamp_ms=wrong)
    async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
        place = TopicPartition(topic.name, 0)
        consumer.assign([place])
        consumer.seek(place, sent.offset)
        kept = await consumer.getone()
    assert abs(kept.timestamp / 1000 - time.time()) < DAY
