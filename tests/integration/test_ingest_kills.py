"""`kill -9` of two ingest processes on one inbox, at any moment: nothing lost, nothing in two places, nothing doubled.

`LAGEBILD_KILL_FILES=2000 pytest tests/integration/test_ingest_kills.py` is the long form.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from infra.local.stack import LocalStack

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow]

FILES = int(os.environ.get("LAGEBILD_KILL_FILES", "200"))
ROUNDS = 5
PROCESSES = 2
SEED = 20251122
DEADLINE_S = 120 + FILES / 5
SHELVES = ("processed", "failed", "duplicate")


class Swarm:
    """Two ingest processes on one inbox, killed and started again."""

    def __init__(self, stack: LocalStack) -> None:
        self.inbox = stack.inbox
        self.log = stack.logs / "swarm.log"
        self.processes: list[asyncio.subprocess.Process] = []
        self.environment = {**os.environ, **stack.environment} | {
            "LAGEBILD_INBOX": str(stack.inbox),
            "LAGEBILD_SETTLE_S": "0.1",
            "LAGEBILD_SCAN_EVERY_S": "0.3",
            "LAGEBILD_BATCH_FILES": "7",
        }
        for name in SHELVES:
            self.environment[f"LAGEBILD_{name.upper()}"] = str(stack.inbox / name)

    async def start(self) -> None:
        command = str(Path(sys.executable).with_name("lagebild-ingest"))
        with self.log.open("ab") as log:
            for number in range(PROCESSES):
                environment = self.environment | {"LAGEBILD_HEALTH_DIR": str(self.log.with_name(f"health-{number}"))}
                self.processes.append(await asyncio.create_subprocess_exec(command, env=environment, stderr=log))

    async def kill(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            await process.wait()
        self.processes.clear()

    def list_places(self) -> dict[str, list[str]]:
        """Return where each file lies, by name: below which of ingest's directories, or in the inbox itself."""
        places: dict[str, list[str]] = {}
        for path in self.inbox.rglob("*"):
            first = path.relative_to(self.inbox).parts[0]
            if path.is_file() and first != ".lagebild" and path.suffix != ".lock":
                places.setdefault(path.name, []).append(first if first in (*SHELVES, "processing") else "inbox")
        return places

    def count_shelved(self) -> int:
        return sum(place[0] in SHELVES for name, place in self.list_places().items() if name.endswith(".txt"))


@pytest.fixture
def dropped(stack: LocalStack) -> list[str]:
    """Drop the files of which every third has a sidecar, and every tenth is none that can be read; return all names."""
    chance = random.Random(SEED)
    names = []
    for number in range(FILES):
        directory = stack.inbox / f"{number % 3}"
        directory.mkdir(exist_ok=True)
        path = directory / f"{number:05}.txt"
        figure = chance.randint(2, 900)
        text = f"Brand in Lagerhalle {number}\n\nBei einem Brand sind am Freitag {figure} Menschen verletzt worden.\n"
        if number % 3 == 0:
            sidecar = path.with_name(path.name + ".meta.json")
            sidecar.write_text(json.dumps({"outlet": "Talbote", "id": f"kill-{number}"}))
            names.append(sidecar.name)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" if number % 10 == 7 else text.encode())
        names.append(path.name)
    return names


async def test_killed_again_and_again_two_processes_lose_and_double_nothing(
    stack: LocalStack, dropped: list[str]
) -> None:
    stack.start_services(("extractor", "reconciler"))
    swarm = Swarm(stack)
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        await swarm.start()
        target = (number + 1) * FILES // (ROUNDS + 1)
        await until(lambda least=target: swarm.count_shelved() >= least, swarm)  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0, 0.05))  # any moment: the seed is in the file
        await swarm.kill()
        assert_each_file_is_in_one_place(swarm, dropped)
    await swarm.start()
    await until(lambda: swarm.count_shelved() == FILES, swarm)
    await until(
        lambda: set(map(tuple, swarm.list_places().values())) <= {(one,) for one in SHELVES} | {("failed",)}, swarm
    )
    await swarm.kill()

    places = assert_each_file_is_in_one_place(swarm, dropped)
    refused = {f"{number:05}.txt" for number in range(FILES) if number % 10 == 7}
    assert {name for name, place in places.items() if place == "failed" and name.endswith(".txt")} == refused
    assert {place for name, place in places.items() if name not in refused and name.endswith(".txt")} == {"processed"}
    published = await read_versions(stack.kafka)
    assert len(published) == FILES - len(refused)
    assert all(count >= 1 for count in published.values())
    await wait_for_rows(stack.postgres_dsn, set(published))


def assert_each_file_is_in_one_place(swarm: Swarm, dropped: list[str]) -> dict[str, str]:
    places = swarm.list_places()
    assert {name: where for name, where in places.items() if len(where) != 1} == {}
    assert set(dropped) <= set(places)
    for name in dropped:  # a sidecar lies where its text lies, unless the kill came between the two
        if name.endswith(".meta.json") and places[name] != places[name.removesuffix(".meta.json")]:
            assert "processing" in (*places[name], *places[name.removesuffix(".meta.json")]), (name, places[name])
    return {name: where[0] for name, where in places.items()}


async def until(condition: Callable[[], bool], swarm: Swarm) -> None:
    give_up = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < give_up, swarm.log.read_text(errors="replace")[-4_000:]
        await asyncio.sleep(0.02)


async def read_versions(kafka: str) -> Counter[tuple[str, str]]:
    """Return how often each version of each document stands in the topic."""
    consumer = AIOKafkaConsumer("lagebild.articles.v1", bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        found: Counter[tuple[str, str]] = Counter()
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    if ("ce_source", b"/lagebild/ingest") not in record.headers:
                        continue  # other tests put rubbish on the topic that they share
                    value = json.loads(record.value)
                    found[value["document_id"], value["version"]] += 1
        return found
    finally:
        await consumer.stop()


async def wait_for_rows(dsn: str, wanted: set[tuple[str, str]]) -> None:
    """Wait until each version is in Postgres, and see that none is there twice."""
    connection = await asyncpg.connect(dsn)
    try:
        give_up = time.monotonic() + DEADLINE_S
        while True:
            rows = await connection.fetch("SELECT document_id, version FROM lagebild.documents")
            archived = await connection.fetch("SELECT document_id, version FROM lagebild.articles")
            if {tuple(row) for row in rows} == wanted == {tuple(row) for row in archived}:
                break
            assert time.monotonic() < give_up, f"{len(rows)} of {len(wanted)} documents are in Postgres"
            await asyncio.sleep(0.3)
        assert len(rows) == len(archived) == len(wanted)
    finally:
        await connection.close()
