from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.ingest.adapters import renames
from services.ingest.adapters.shelves import Move, _name_partial, find_bereaved, shelve
from services.ingest.adapters.sightings import Sighting, pair_sidecars, scan_inbox

DAY = "2025-05-02"
REASON = {"what": "empty", "why": "weil"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "processed"


@pytest.fixture
def far_shelf(tmp_path: Path) -> Iterator[Path]:
    """A shelf on another file system."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system at /dev/shm")
    path = Path(tempfile.mkdtemp(dir=memory))
    yield path
    shutil.rmtree(path)


def move_all(inbox: Path, shelf: Path, reason: dict[str, str] | None = None) -> list[Path | OSError]:
    sightings = sorted(pair_sidecars(scan_inbox(inbox).stamps), key=lambda sighting: sighting.name)
    outcomes = shelve([plan_move(inbox, sighting, shelf, reason) for sighting in sightings])
    return [Path(outcome) if isinstance(outcome, str) else outcome for outcome in outcomes]


def plan_move(inbox: Path, sighting: Sighting, shelf: Path, reason: dict[str, str] | None = None) -> Move:
    path = inbox / sighting.name
    sidecar = None if sighting.sidecar is None else path.with_name(path.name + ".meta.json")
    return Move(path, sidecar, sighting.name, shelf, DAY, reason)


def tree(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


def test_moves_a_file_with_its_sidecar_into_the_days_directory(inbox: Path, shelf: Path) -> None:
    (inbox / "sub").mkdir()
    (inbox / "sub" / "a.txt").write_text("Text")
    (inbox / "sub" / "a.txt.meta.json").write_text("{}")
    assert move_all(inbox, shelf) == [shelf / DAY / "sub" / "a.txt"]
    assert tree(inbox) == {}
    assert tree(shelf) == {f"{DAY}/sub/a.txt": "Text", f"{DAY}/sub/a.txt.meta.json": "{}"}


def test_writes_the_reason_beside_the_file(inbox: Path, shelf: Path) -> None:
    (inbox / "a.txt").write_text("")
    move_all(inbox, shelf, REASON)
    assert json.loads(tree(shelf)[f"{DAY}/a.txt.reason.json"]) == REASON


@pytest.mark.parametrize("how", ["one step", "links", "renames", "copies"])
def test_never_overwrites(
    how: str, inbox: Path, shelf: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how in {"links", "renames"}:  # as on network mounts
        monkeypatch.setattr(renames, "_renameat2", None)
    if how == "renames":
        monkeypatch.setattr(os, "link", refuse_link)
    if how == "copies":
        shelf = request.getfixturevalue("far_shelf")
    for text in ("eins", "zwei", "drei"):
        (inbox / "1.100 Tote.txt").write_text(text)
        (inbox / "1.100 Tote.txt.meta.json").write_text(json.dumps(text))
        move_all(inbox, shelf, REASON)
    found = tree(shelf)
    for name, text in (("1.100 Tote", "eins"), ("1.100 Tote-2", "zwei"), ("1.100 Tote-3", "drei")):
        assert found[f"{DAY}/{name}.txt"] == text
        assert json.loads(found[f"{DAY}/{name}.txt.meta.json"]) == text
        assert json.loads(found[f"{DAY}/{name}.txt.reason.json"]) == REASON
    assert len(found) == 9
    assert tree(inbox) == {}


def refuse_link(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, "a file of another user")


def test_a_free_name_beside_an_orphaned_reason_is_not_taken(inbox: Path, shelf: Path) -> None:
    (shelf / DAY).mkdir(parents=True)
    (shelf / DAY / "a.txt.reason.json").write_text("of another file, which was taken out again")
    (inbox / "a.txt").write_text("")
    assert move_all(inbox, shelf, REASON) == [shelf / DAY / "a-2.txt"]


def test_moves_pipes_and_links_themselves(inbox: Path, shelf: Path) -> None:
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "link.txt").symlink_to("/nowhere/at all")
    move_all(inbox, shelf, REASON)
    assert (shelf / DAY / "pipe.txt").is_fifo()
    assert (shelf / DAY / "link.txt").readlink() == Path("/nowhere/at all")
    assert list(inbox.iterdir()) == []


def test_moves_links_to_another_file_system_and_drops_empty_stand_ins_for_pipes(inbox: Path, far_shelf: Path) -> None:
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "link.txt").symlink_to("/nowhere/at all")
    move_all(inbox, far_shelf, REASON)
    assert (far_shelf / DAY / "pipe.txt").read_bytes() == b""
    assert (far_shelf / DAY / "link.txt").readlink() == Path("/nowhere/at all")
    assert list(inbox.iterdir()) == []


@pytest.mark.parametrize("stem", ["ä" * 125, "x" * 250, "x. " * 83])
def test_shortens_names_that_leave_no_room_for_a_reason(stem: str, inbox: Path, shelf: Path) -> None:
    (inbox / f"{stem}.txt").write_text("Text")
    (moved,) = move_all(inbox, shelf, REASON)
    assert isinstance(moved, Path)
    assert moved.read_text() == "Text"
    assert moved.name.endswith(".txt")
    assert moved.with_name(moved.name + ".reason.json").is_file()


def test_one_file_that_can_not_be_moved_keeps_no_other(inbox: Path, shelf: Path) -> None:
    for name in ("a.txt", "b/x.txt", "c.txt"):
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text(name)
    (shelf / DAY).mkdir(parents=True)
    (shelf / DAY / "b").write_text("a file where a directory must be")
    outcomes = move_all(inbox, shelf)
    assert isinstance(outcomes[1], NotADirectoryError | FileExistsError)
    assert tree(inbox) == {"b/x.txt": "b/x.txt"}
    assert {"a.txt", "c.txt"} <= {path.name for path in shelf.rglob("*")}


def test_a_move_whose_reason_can_not_be_written_is_not_made(inbox: Path, shelf: Path) -> None:
    (inbox / "a.txt").write_text("Text")
    (inbox / "a.txt.meta.json").write_text("{}")
    _name_partial(shelf / DAY / "a.txt.reason.json").mkdir(parents=True)  # so the reason can't be written
    (outcome,) = move_all(inbox, shelf, REASON)
    assert isinstance(outcome, IsADirectoryError)
    assert tree(inbox) == {"a.txt": "Text", "a.txt.meta.json": "{}"}
    assert tree(shelf) == {}


def test_a_crash_between_the_two_steps_of_a_move_is_made_good(
    inbox: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renames, "_renameat2", None)
    (inbox / "a.txt").write_text("Text")
    (shelf / DAY).mkdir(parents=True)
    os.link(inbox / "a.txt", shelf / DAY / "a.txt")
    renames.rename_new(inbox / "a.txt", shelf / DAY / "a.txt")
    assert tree(inbox) == {}
    assert tree(shelf) == {f"{DAY}/a.txt": "Text"}


def test_finds_the_text_whose_sidecar_a_crash_left_behind(inbox: Path, shelf: Path) -> None:
    for _ in range(2):
        (inbox / "sub").mkdir(exist_ok=True)
        (inbox / "sub" / "a.txt").write_text("Text")
        (inbox / "sub" / "a.txt.meta.json").write_text("{}")
        move_all(inbox, shelf)
    assert find_bereaved([shelf], "sub/a.txt") is None
    (shelf / DAY / "sub" / "a-2.txt.meta.json").unlink()
    assert find_bereaved([inbox / "none", shelf], "sub/a.txt") == shelf / DAY / "sub" / "a-2.txt"
