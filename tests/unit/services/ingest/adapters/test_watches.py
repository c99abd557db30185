"""The loop: hints, scans, waiting for Kafka, stopping. Waits on conditions with deadlines."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from services.ingest.adapters.memories import Memory
from services.ingest.adapters.settling import Settling
from services.ingest.adapters.watches import Watch
from services.ingest.settings import IngestSettings
from shared.runtime.messages import OutboundMessage
from tests.unit.services.ingest.adapters.rooms import Room, list_files, list_inbox

TEXT = "Brand in Möbelhaus\n\nZwölf Menschen sind bei einem Brand verletzt worden.\n"


async def until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  (what is waited for is on the disk)
            await asyncio.sleep(0.01)


def set_up(room: Room, beats: list[float] | None = None, **settings: float) -> Watch:
    chosen = IngestSettings.model_validate({"settle_s": 0.05, "scan_every_s": 0.05, "stop_within_s": 0.2} | settings)
    clock = asyncio.get_running_loop().time
    settling = Settling(chosen.settle_s, clock)
    room.delivery.forget = settling.forget
    noted = [] if beats is None else beats
    memory = Memory(room.delivery.ledger, chosen.remember_days)
    return Watch(chosen, room.delivery, settling, lambda: noted.append(clock()), memory, clock)


@contextlib.asynccontextmanager
async def watching(watch: Watch) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    running = asyncio.create_task(watch.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(running, 20)


async def test_takes_what_lies_there_and_what_comes_later(room: Room) -> None:
    room.drop("vorher.txt", TEXT)
    async with watching(set_up(room)):
        await until(lambda: len(room.publisher.acknowledged) == 1)
        room.drop("sub/nachher.txt", TEXT, {"outlet": "Talbote"})
        room.drop("leer.txt", b"")
        await until(lambda: not list_inbox(room))
    assert list_files(room.processed) == ["sub/nachher.txt", "sub/nachher.txt.meta.json", "vorher.txt"]
    assert list_files(room.failed) == ["leer.txt", "leer.txt.reason.json"]


async def test_a_hint_from_the_system_wakes_it_before_the_next_scan(room: Room) -> None:
    async with watching(set_up(room, scan_every_s=3600)) as stop:
        del stop
        dropped = 0
        while not room.publisher.acknowledged:  # the first may fall before the system watches
            dropped += 1
            room.drop(f"{dropped}.txt", TEXT)
            with contextlib.suppress(TimeoutError):
                await until(lambda: bool(room.publisher.acknowledged), 3)
            assert dropped < 10
    assert room.publisher.articles[0].text == TEXT


async def test_does_not_take_a_file_that_is_still_written(room: Room) -> None:
    async with watching(set_up(room, settle_s=0.3)):
        with (room.inbox / "langsam.txt").open("w") as file:
            for _ in range(12):
                file.write(TEXT)
                file.flush()
                await asyncio.sleep(0.05)
        await until(lambda: bool(room.publisher.acknowledged))
    (article,) = room.publisher.articles
    assert article.text == TEXT * 12


async def test_a_sidecar_alone_waits_for_its_text(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    beats: list[float] = []
    (room.inbox / "a.txt.meta.json").write_text('{"outlet": "Talbote"}')
    async with watching(set_up(room, beats)):
        await until(lambda: len(beats) >= 4)
        assert list_inbox(room) == ["a.txt.meta.json"]
        room.drop("a.txt", TEXT)
        await until(lambda: not list_inbox(room))
    assert room.publisher.articles[0].outlet == "Talbote"
    assert sum("waits for its text" in record.message for record in caplog.records) == 1


async def test_without_kafka_it_waits_says_so_once_and_goes_on_by_itself(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    room.publisher.away = True
    room.drop("a.txt", TEXT)
    beats: list[float] = []
    async with watching(set_up(room, beats)):
        await until(lambda: room.publisher.attempts >= 1)
        before = len(beats)
        await until(lambda: room.publisher.attempts >= 2)
        assert list_inbox(room) == ["a.txt"]
        assert len(beats) == before  # no progress: the health check must be able to tell
        room.publisher.away = False
        await until(lambda: not list_inbox(room))
    messages = [record.message for record in caplog.records]
    assert sum("Kafka does not take articles" in message for message in messages) == 1
    assert messages.count("Kafka takes articles again") == 1
    assert len(room.publisher.articles) == 1


async def test_refused_files_alone_do_not_say_that_kafka_is_back(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room.publisher.away = True
    path = room.drop("a.txt", TEXT)
    async with watching(set_up(room)):
        await until(lambda: room.publisher.attempts >= 1)
        path.unlink()
        room.drop("leer.txt", b"")
        await until(lambda: not list_inbox(room))
    assert "Kafka takes articles again" not in [record.message for record in caplog.records]


async def test_stops_although_kafka_does_not_answer(room: Room) -> None:
    class Silence:
        begun = False

        async def publish(self, messages: Sequence[OutboundMessage]) -> None:
            del messages
            self.begun = True
            await asyncio.Event().wait()

    silence = Silence()
    room.delivery.publisher = silence
    room.drop("a.txt", TEXT)
    async with watching(set_up(room)):
        await until(lambda: silence.begun)
    assert list_inbox(room) == ["a.txt"]


async def test_a_stop_lets_the_batch_in_flight_end(room: Room) -> None:
    class Slowness:
        def __init__(self) -> None:
            self.begun, self.answer = asyncio.Event(), asyncio.Event()

        async def publish(self, messages: Sequence[OutboundMessage]) -> None:
            self.begun.set()
            await self.answer.wait()
            await room.publisher.publish(messages)

    slowness = Slowness()
    room.delivery.publisher = slowness
    room.drop("a.txt", TEXT)
    async with watching(set_up(room, stop_within_s=20)) as stop:
        await slowness.begun.wait()
        stop.set()
        slowness.answer.set()
    assert len(room.publisher.articles) == 1
    assert list_files(room.processed) == ["a.txt"]


async def test_an_inbox_that_goes_and_comes_back_is_survived(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    elsewhere = room.inbox.with_name("elsewhere")
    async with watching(set_up(room)):
        room.inbox.rename(elsewhere)
        await until(lambda: any("can't be listed" in record.message for record in caplog.records))
        elsewhere.rename(room.inbox)
        room.drop("a.txt", TEXT)
        await until(lambda: bool(room.publisher.acknowledged))
    assert any("can be listed again" in record.message for record in caplog.records)


async def test_a_late_sidecar_becomes_a_new_version(room: Room) -> None:
    room.drop("a.txt", TEXT)
    async with watching(set_up(room)):
        await until(lambda: len(room.publisher.acknowledged) == 1)
        await until(lambda: not list_inbox(room))
        (room.inbox / "a.txt.meta.json").write_text('{"published": "2025-05-02"}')
        await until(lambda: len(room.publisher.acknowledged) == 2)
        await until(lambda: not list_inbox(room))
    assert [article.published for article in room.publisher.articles] == [None, "2025-05-02"]
    assert list_files(room.processed) == ["a.txt", "a.txt.meta.json"]


async def test_what_a_process_that_died_meanwhile_had_claimed_is_taken(room: Room) -> None:
    room.drop("a.txt", TEXT)
    (sighting,) = room.look()
    room.delivery.claims.take(sighting)
    dead = room.delivery
    room.start()
    async with watching(set_up(room)):
        lock = dead.claims._lock
        assert lock is not None
        assert room.publisher.acknowledged == []
        os.close(lock)
        dead.claims._lock = None
        await until(lambda: len(room.publisher.acknowledged) == 1)
    assert list_files(room.processed) == ["a.txt"]


async def test_readiness_follows_kafka(room: Room) -> None:
    watch = set_up(room)
    assert watch.describe_readiness()[0] is False
    room.publisher.away = True
    room.drop("a.txt", TEXT)
    async with watching(watch):
        await until(lambda: "Kafka" in watch.describe_readiness()[1])
        room.publisher.away = False
        await until(lambda: watch.describe_readiness() == (True, "taking files"))


async def test_shelves_within_the_inbox_are_not_taken_again(tmp_path: Path) -> None:
    room = Room(tmp_path)
    names = ("processing", "processed", "failed", "duplicate")
    room.places = type(room.places)(room.inbox, *(room.inbox / name for name in names))
    for path in room.places.excluded:
        path.mkdir()
    room.start()
    inner = room.processed
    beats: list[float] = []
    room.drop("a.txt", TEXT)
    async with watching(set_up(room, beats)):
        await until(lambda: bool(list_files(inner)))
        seen = len(beats)
        await until(lambda: len(beats) >= seen + 4)
    assert len(room.publisher.acknowledged) == 1
    room.close()
