"""What consume_batches and run_worker promise, on a real Kafka, with workers that are processes of their own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from shared.contracts.registry import ARTICLES, DEAD_LETTERS
from shared.runtime.batches import EXIT_FAILED
from shared.runtime.breakers import EXIT_TRIPPED
from shared.runtime.health import Health, describe_health
from shared.runtime.messages import OutboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics

pytestmark = pytest.mark.kafka

WORKER = Path(__file__).with_name("number_worker.py")
ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0


@dataclass
class Bench:
    """A topic, a group and a file of their own, and the workers that a test started."""

    kafka: str
    directory: Path
    name: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:12]}")
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def settings(self) -> KafkaSettings:
        return KafkaSettings(kafka=self.kafka)

    @property
    def notebook(self) -> Path:
        return self.directory / "numbers.txt"

    def start(self, behaviour: str = "steady", **environment: str) -> subprocess.Popen[bytes]:
        number = len(self.workers)
        worker = subprocess.Popen(
            [sys.executable, str(WORKER), self.name, self.name, str(self.notebook), behaviour],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "LAGEBILD_KAFKA": self.kafka,
                "LAGEBILD_KAFKA_SESSION_S": "6",
                "LAGEBILD_HEALTH_DIR": str(self.directory / f"health-{number}"),
                **environment,
            },
            stderr=(self.directory / f"worker-{number}.log").open("wb"),
        )
        self.workers.append(worker)
        return worker

    def ask_health(self) -> Health:
        """Return the health of the first worker, five seconds being long."""
        settings = KafkaSettings(kafka=self.kafka, health_dir=self.directory / "health-0", health_max_age_s=5)
        return describe_health(settings, self.name, time.time())

    def read_numbers(self) -> Counter[str]:
        return Counter(self.notebook.read_text().split()) if self.notebook.exists() else Counter()

    def has_numbers(self, count: int) -> bool:
        return len(self.read_numbers()) >= count

    async def publish(self, values: list[bytes]) -> None:
        async with Publisher(self.settings, service=self.name) as publisher:
            await publisher.publish(
                [OutboundMessage(self.name, f"key-{n}".encode(), value, []) for n, value in enumerate(values)]
            )

    async def read_committed(self) -> int:
        """Return how many messages the group has committed over all partitions."""
        client: Any = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await client.start()
        try:
            offsets = await client.list_consumer_group_offsets(f"lagebild-{self.name}")
        finally:
            await client.close()
        return sum(meta.offset for place, meta in offsets.items() if place.topic == self.name and meta.offset > 0)

    async def read_dead_letters(self) -> list[Any]:
        consumer: Any = AIOKafkaConsumer(bootstrap_servers=self.kafka)
        await consumer.start()
        try:
            places = [TopicPartition(DEAD_LETTERS.name, n) for n in range(DEAD_LETTERS.partitions)]
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
            ends = await consumer.end_offsets(places)
            found: list[Any] = []
            while any([await consumer.position(place) < ends[place] for place in places]):
                batches = await consumer.getmany(timeout_ms=500)
                found += [record for records in batches.values() for record in records]
        finally:
            await consumer.stop()
        return [record for record in found if dict(record.headers)["service"] == self.name.encode()]


@pytest.fixture
async def bench(kafka: str, tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(kafka, tmp_path)
    await ensure_topics(bench.settings, [replace(ARTICLES, name=bench.name), DEAD_LETTERS])
    yield bench
    for worker in bench.workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


async def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"waited {PATIENCE_S:.0f} s in vain until {what}"
        await asyncio.sleep(0.05)


def numbers(count: int, start: int = 0) -> list[bytes]:
    return [str(number).encode() for number in range(start, start + count)]


def texts(count: int) -> set[str]:
    return {str(number) for number in range(count)}


def has_ended(worker: subprocess.Popen[bytes]) -> bool:
    return worker.poll() is not None


async def stop_cleanly(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGTERM)
    await wait_until(lambda: worker.poll() is not None, "the worker has stopped")
    assert worker.returncode == 0


async def test_poison_goes_to_the_dead_letters_alone_and_failures_pass(bench: Bench) -> None:
    values = numbers(300)
    values[40:40] = [b"garbage", b"refuse"]
    values[200:200] = [b"refuse", b"garbage", b"refuse"]
    await bench.publish(values)
    worker = bench.start("stumble")

    await wait_until(lambda: set(bench.read_numbers()) >= texts(300), "all numbers are there")
    await stop_cleanly(worker)

    assert bench.read_numbers() == Counter(texts(300))
    letters = await bench.read_dead_letters()
    assert Counter(letter.value for letter in letters) == {b"garbage": 2, b"refuse": 3}
    for letter in letters:
        headers = dict(letter.headers)
        assert headers["topic"] == bench.name.encode()
        assert headers["reason"] == (b"not a number" if letter.value == b"garbage" else b"told to refuse")
        assert letter.key in {f"key-{n}".encode() for n, value in enumerate(values) if value == letter.value}
        assert {"partition", "offset", "version", "ce_id", "ce_type"} <= headers.keys()
    assert await bench.read_committed() == 305


async def test_what_arrives_while_the_flow_is_held_is_read_again_though_nothing_was_committed(bench: Bench) -> None:
    worker = bench.start("held")

    await wait_until(partial(bench.has_numbers, 40), "all numbers are there")
    await stop_cleanly(worker)
    assert set(bench.read_numbers()) == texts(40)
    assert await bench.read_committed() == 40


@pytest.mark.slow
async def test_kill_in_the_middle_loses_nothing(bench: Bench) -> None:
    await bench.publish(numbers(2000))
    for reached in (300, 1000):
        worker = bench.start("slow")
        await wait_until(partial(bench.has_numbers, reached), f"{reached} numbers are there")
        worker.kill()
        worker.wait()

    bench.start()
    await wait_until(lambda: len(bench.read_numbers()) == 2000, "all numbers are there")
    assert set(bench.read_numbers()) == texts(2000)


async def test_a_clean_stop_commits_what_is_done(bench: Bench) -> None:
    await bench.publish(numbers(500))
    worker = bench.start("slow")
    await wait_until(lambda: len(bench.read_numbers()) >= 100, "some numbers are there")
    await stop_cleanly(worker)

    assert await bench.read_committed() == sum(bench.read_numbers().values())
    bench.start()
    await wait_until(lambda: len(bench.read_numbers()) == 500, "all numbers are there")
    assert bench.read_numbers() == Counter(texts(500))


async def test_when_retries_end_the_process_ends_and_nothing_is_acknowledged(bench: Bench) -> None:
    await bench.publish(numbers(50))
    broken = bench.start("broken", LAGEBILD_RETRY_GIVE_UP_S="0.5")
    await wait_until(lambda: broken.poll() is not None, "the worker has given up")

    assert broken.returncode == EXIT_FAILED
    assert await bench.read_committed() == 0
    bench.start()
    await wait_until(lambda: len(bench.read_numbers()) == 50, "all numbers are there")
    assert bench.read_numbers() == Counter(texts(50))


async def test_a_worker_that_cannot_show_signs_of_life_ends_and_loses_nothing(bench: Bench) -> None:
    await bench.publish(numbers(200))
    no_directory = bench.directory / "file"
    no_directory.write_text("")
    broken = bench.start("slow", LAGEBILD_HEALTH_DIR=str(no_directory / "health"))
    await wait_until(lambda: broken.poll() is not None, "the worker has given up")

    assert broken.returncode == EXIT_FAILED
    bench.start()
    await wait_until(lambda: set(bench.read_numbers()) >= texts(200), "all numbers are there")


@pytest.mark.slow
async def test_workers_that_come_and_go_lose_nothing(bench: Bench) -> None:
    await bench.publish(numbers(1000))
    first = bench.start("slow")
    await wait_until(lambda: len(bench.read_numbers()) >= 50, "the first works")
    second = bench.start("slow")
    await bench.publish(numbers(1000, start=1000))
    await wait_until(lambda: len(bench.read_numbers()) >= 600, "both work")
    first.kill()
    third = bench.start("slow")
    await wait_until(lambda: len(bench.read_numbers()) >= 1200, "the others go on")
    await stop_cleanly(second)

    await wait_until(lambda: len(bench.read_numbers()) == 2000, "all numbers are there")
    assert set(bench.read_numbers()) == texts(2000)
    await stop_cleanly(third)
    assert await bench.read_committed() == 2000


async def test_a_bad_deploy_does_not_drain_the_topic_however_often_it_is_restarted(bench: Bench) -> None:
    await bench.publish(numbers(200))
    for _ in range(3):
        faulty = bench.start("faulty")
        await wait_until(partial(has_ended, faulty), "the breaker has tripped")
        assert faulty.returncode == EXIT_TRIPPED

    assert await bench.read_committed() == 0
    assert await bench.read_dead_letters() == []
    assert "nearly everything fails" in (bench.directory / "worker-0.log").read_text()
    bench.start()
    await wait_until(lambda: len(bench.read_numbers()) == 200, "all numbers are there")
    assert bench.read_numbers() == Counter(texts(200))


async def test_poison_on_a_silent_topic_is_buried_and_committed_once_something_succeeds(bench: Bench) -> None:
    await bench.publish([b"garbage", b"refuse"])
    worker = bench.start()
    async with asyncio.timeout(PATIENCE_S):
        while len(await bench.read_dead_letters()) < 2:
            assert worker.poll() is None
    assert await bench.read_committed() == 0

    await bench.publish(numbers(20))
    await wait_until(lambda: set(bench.read_numbers()) >= texts(20), "all numbers are there")
    await stop_cleanly(worker)
    assert await bench.read_committed() == 22
    assert len(await bench.read_dead_letters()) == 2


async def test_a_worker_is_ready_while_it_idles_and_not_once_it_is_frozen(bench: Bench) -> None:
    worker = bench.start()
    await wait_until(lambda: bench.ask_health().ready, "the worker is ready")
    assert bench.ask_health().report is not None

    worker.send_signal(signal.SIGSTOP)
    await wait_until(lambda: not bench.ask_health().ready, "the frozen worker is seen")
    found = bench.ask_health()
    assert not found.live
    assert "has said nothing for" in found.sentence
    worker.send_signal(signal.SIGCONT)
    await wait_until(lambda: bench.ask_health().ready, "the worker is ready again")


async def test_a_handler_that_never_ends_is_seen(bench: Bench) -> None:
    bench.start("frozen")
    await wait_until(lambda: bench.ask_health().ready, "the worker is ready")
    await bench.publish(numbers(3))

    await wait_until(lambda: not bench.ask_health().live, "the stuck worker is seen")
    found = bench.ask_health()
    assert "is stuck: last progress" in found.sentence
    assert re.search(r", [123] messages wait", found.sentence)  # what no batch has had yet may not be counted


async def test_a_worker_that_tries_in_vain_says_at_what(bench: Bench) -> None:
    bench.start("broken")
    await bench.publish(numbers(3))
    await wait_until(lambda: "process" in (bench.ask_health().sentence), "the trouble is told")
    found = bench.ask_health()
    assert (found.live, found.ready) == (True, False)
    assert "process: ConnectionError: always broken" in found.sentence
