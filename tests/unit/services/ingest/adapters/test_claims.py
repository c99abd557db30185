"""Several processes on one inbox: each file is one's alone, and what the dead had comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.ingest.adapters.claims import Claims
from services.ingest.adapters.renames import rename_new
from tests.unit.services.ingest.adapters.rooms import Room, list_files, list_inbox

TEXT = "Brand in Möbelhaus\n\nZwölf Menschen sind bei einem Brand verletzt worden.\n"


async def test_a_file_is_claimed_by_one(room: Room) -> None:
    room.drop("a.txt", TEXT, {"outlet": "Talbote"})
    (sighting,) = room.look()
    other = Claims(room.places)
    claim = other.take(sighting)
    assert claim is not None
    assert "a.txt" in list_files(room.places.processing)
    assert room.delivery.claims.take(sighting) is None
    await room.delivery.deliver([sighting])
    assert room.publisher.acknowledged == []
    assert room.delivery.claims.reclaim() == 0  # its owner lives
    other.release(claim)
    other.close()
    assert list_inbox(room) == ["a.txt", "a.txt.meta.json"]


def test_what_a_dead_process_had_claimed_comes_back_with_its_sidecar(room: Room) -> None:
    room.drop("sub/a.txt", TEXT, {"outlet": "Talbote"})
    room.drop("b.txt", TEXT)
    (room.inbox / "b.txt.done").touch()
    for sighting in room.look():
        assert room.delivery.claims.take(sighting) is not None
    assert list_inbox(room) == []
    room.die()
    survivor = Claims(room.places)
    assert survivor.reclaim() == 2
    assert list_inbox(room) == ["b.txt", "b.txt.done", "sub/a.txt", "sub/a.txt.meta.json"]
    survivor.close()
    assert list(room.places.processing.iterdir()) == []


def test_what_comes_back_replaces_nothing(room: Room) -> None:
    room.drop("a.txt", "alt", {"outlet": "alt"})
    (sighting,) = room.look()
    room.delivery.claims.take(sighting)
    room.die()
    room.drop("a.txt", "neu")
    Claims(room.places).reclaim()
    assert (room.inbox / "a.txt").read_text() == "neu"
    assert (room.inbox / "a-2.txt").read_text() == "alt"
    assert list_inbox(room) == ["a-2.txt", "a-2.txt.meta.json", "a.txt"]


async def test_a_sidecar_whose_text_was_shelved_before_the_crash_follows_it(room: Room) -> None:
    room.drop("a.txt", TEXT, {"outlet": "Talbote"})
    (sighting,) = room.look()
    claim = room.delivery.claims.take(sighting)
    assert claim is not None
    day = room.processed / "2025-05-02"
    day.mkdir()
    rename_new(claim.path, day / "a.txt")
    room.die()
    room.start()
    await room.deliver()
    assert list_files(room.processed) == ["a.txt", "a.txt.meta.json"]
    assert list_inbox(room) == []


def test_a_file_that_changed_since_it_was_seen_is_not_claimed(room: Room) -> None:
    room.drop("a.txt", TEXT)
    (sighting,) = room.look()
    room.drop("a.txt", TEXT * 2)
    assert room.delivery.claims.take(sighting) is None
    assert list_inbox(room) == ["a.txt"]


def test_a_name_that_is_still_in_work_is_not_claimed_twice(room: Room) -> None:
    room.drop("a.txt", TEXT)
    (first,) = room.look()
    assert room.delivery.claims.take(first) is not None
    room.drop("a.txt", "neu")
    (second,) = room.look()
    assert room.delivery.claims.take(second) is None
    assert (room.inbox / "a.txt").read_text() == "neu"


def test_thousands_of_claims_need_no_more_open_files(room: Room) -> None:
    for number in range(600):
        room.drop(f"{number}.txt", "x")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for sighting in room.look():
        assert room.delivery.claims.take(sighting) is not None
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


@pytest.mark.parametrize("leftover", ["x.lock", "leer"])
def test_clears_up_after_the_dead(room: Room, leftover: str) -> None:
    path = room.places.processing / leftover
    path.touch() if leftover.endswith(".lock") else path.mkdir()
    room.delivery.claims.reclaim()
    assert list(room.places.processing.iterdir()) == []
