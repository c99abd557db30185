"""What lies in an inbox beside files, and files that go while they are looked at: nobody waits, nothing is lost."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.ingest.adapters.admissions import Admission
from services.ingest.adapters.readings import OpenFile
from services.ingest.core.read_documents import Entry
from tests.unit.services.ingest.adapters.rooms import Room, list_files, list_inbox, read_reason
from tests.unit.services.ingest.collection.printed import one_column

TEXT = "Brand in Möbelhaus\n\nZwölf Menschen sind bei einem Brand verletzt worden.\n"


async def test_a_device_is_refused_and_never_opened(room: Room) -> None:
    try:
        os.mknod(room.inbox / "endlos.txt", 0o666 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero has no end
    except PermissionError:
        pytest.skip("only root may make devices")
    room.drop("gut.txt", TEXT)
    await room.deliver()
    assert read_reason(room, "endlos.txt")["what"] == "not_a_file"
    assert "device" in read_reason(room, "endlos.txt")["why"]
    assert len(room.publisher.articles) == 1


async def test_a_directory_named_like_a_file_is_a_directory(room: Room) -> None:
    room.drop("brand.txt/a.txt", TEXT)
    (room.inbox / "leer.html").mkdir()
    await room.deliver()
    assert [article.origin_file for article in room.publisher.articles] == ["brand.txt/a.txt"]
    assert list_files(room.processed) == ["brand.txt/a.txt"]


async def test_a_file_whose_name_a_directory_of_the_shelf_has_gets_a_number(room: Room) -> None:
    room.drop("brand.txt/a.txt", TEXT)
    await room.deliver()
    (room.inbox / "brand.txt").rmdir()
    room.drop("brand.txt", TEXT.replace("Zwölf", "Elf"))
    await room.deliver()
    assert list_files(room.processed) == ["brand-2.txt", "brand.txt/a.txt"]


async def test_a_name_as_long_as_the_system_allows_is_taken(room: Room) -> None:
    name = "ä" * 123 + "xxxxx.txt"
    assert len(name.encode()) == 255
    room.drop(name, TEXT)
    await room.deliver()
    assert [article.origin_file for article in room.publisher.articles] == [name]
    assert list_inbox(room) == []


async def test_directories_too_deep_for_any_path_keep_nobody(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    before = Path.cwd()
    try:
        os.chdir(room.inbox)
        for _ in range(25):
            os.mkdir("x" * 200)  # noqa: PTH102  (the whole path is longer than any call takes)
            os.chdir("x" * 200)
        Path("tief.txt").write_text(TEXT)  # noqa: ASYNC240
    finally:
        os.chdir(before)
    room.drop("gut.txt", TEXT)
    for _ in range(3):
        await room.deliver()
    assert [article.origin_file for article in room.publisher.articles] == ["gut.txt"]


async def test_a_file_that_can_not_be_claimed_is_named_once_and_keeps_no_other(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.drop("a.txt", TEXT)
    room.drop("b.txt", TEXT.replace("Zwölf", "Elf"))
    take = room.delivery.claims.take

    def refuse(sighting: object) -> object:
        if getattr(sighting, "name", "") == "a.txt":
            raise PermissionError(13, "Permission denied")
        return take(sighting)  # type: ignore[arg-type]

    monkeypatch.setattr(room.delivery.claims, "take", refuse)
    for _ in range(3):
        await room.deliver()
    assert list_inbox(room) == ["a.txt"]
    assert sum("can't be claimed" in record.message for record in caplog.records) == 1


@pytest.mark.parametrize(("name", "data"), [("a.txt", TEXT.encode()), ("a.pdf", one_column())])
@pytest.mark.parametrize("deed", [os.unlink, lambda path: os.truncate(path, 20)])
async def test_a_file_that_goes_or_shrinks_while_it_is_read_is_left_for_the_next_look(
    room: Room, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, deed: Callable[[str], None]
) -> None:
    room.drop(name, data)
    read_open = Admission._read_open

    def disturb(self: Admission, work: object, opened: OpenFile, *rest: object) -> Iterator[list[Entry]]:
        deed(work.claim.path)  # type: ignore[attr-defined]
        yield from read_open(self, work, opened, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Admission, "_read_open", disturb)
        await room.deliver()
    gone = list_inbox(room) == []
    assert gone == (deed is os.unlink)
    await room.deliver()  # what is left of it is a file like any other
    assert list_inbox(room) == []
    assert name not in list_files(room.places.processing)
