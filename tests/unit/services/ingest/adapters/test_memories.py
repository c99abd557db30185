"""The ledger does not grow for ever: what is old is forgotten, and nothing else."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from services.ingest.adapters.memories import Memory
from tests.unit.services.ingest.adapters.rooms import Room, list_files, list_inbox

LONG = " ".join(f"Wort{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(300))


def count_rows(room: Room) -> dict[str, int]:
    tables = ("versions", "files", "progress", "returned", "texts", "bands")
    with sqlite3.connect(room.ledger) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def fade(room: Room, days: float, after_days: float) -> None:
    then = datetime.now(UTC) + timedelta(days=after_days)
    memory = Memory(room.delivery.ledger, days, lambda: then)
    while memory.fade():
        pass


async def test_what_is_old_is_forgotten_whole(room: Room) -> None:
    for number in range(3):
        room.drop(f"{number}.txt", f"{LONG} {number}")
    await room.deliver()
    assert count_rows(room) | {"bands": 0} == {
        "versions": 3, "files": 3, "progress": 0, "returned": 0, "texts": 3, "bands": 0
    }  # fmt: skip
    fade(room, days=30, after_days=31)
    assert set(count_rows(room).values()) == {0}


async def test_what_is_younger_is_remembered(room: Room) -> None:
    room.drop("a.txt", LONG)
    await room.deliver()
    before = count_rows(room)
    fade(room, days=30, after_days=29)
    assert count_rows(room) == before
    room.drop("b.txt", LONG)
    await room.deliver()
    assert list_files(room.duplicate) == ["b.txt", "b.txt.reason.json"]


async def test_a_document_with_a_younger_version_keeps_its_text(room: Room) -> None:
    room.drop("a.txt", LONG, {"id": "a"})
    await room.deliver()
    with sqlite3.connect(room.ledger) as connection:
        connection.execute("UPDATE versions SET published_at = '2020-01-01T00:00:00.000000+00:00'")
    room.drop("a2.txt", LONG + " neu", {"id": "a"})
    await room.deliver()
    fade(room, days=30, after_days=0)
    rows = count_rows(room)
    assert (rows["versions"], rows["texts"]) == (1, 1)


async def test_what_was_forgotten_is_published_again(room: Room) -> None:
    room.drop("a.txt", LONG)
    await room.deliver()
    fade(room, days=30, after_days=31)
    room.drop("b.txt", LONG)
    await room.deliver()
    first, second = room.publisher.articles
    assert (first.document_id, first.version) == (second.document_id, second.version)
    assert list_inbox(room) == []
    assert list_files(room.duplicate) == []


async def test_after_it_has_forgotten_it_rests(room: Room) -> None:
    moment = [datetime.now(UTC)]
    memory = Memory(room.delivery.ledger, 30, lambda: moment[0])
    assert memory.fade() is False
    room.drop("a.txt", LONG)
    await room.deliver()
    moment[0] += timedelta(hours=1)
    memory.days = 0.000_001
    assert memory.fade() is False
    assert count_rows(room)["versions"] == 1
    moment[0] += timedelta(hours=6)
    assert memory.fade() is True
    assert count_rows(room)["versions"] == 0
