from __future__ import annotations

from pathlib import Path

import pytest

from services.desk.environments import write_environment
from services.desk.inboxes import Inbox, count_inbox, find_inbox

TODAY = "2025-05-02"


def fill(directory: Path, *names: str) -> None:
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    (tmp_path / "failed").mkdir()
    return Inbox(tmp_path, tmp_path / "failed", tmp_path / "processed", tmp_path / "duplicate")


def test_files_that_wait_are_counted_without_what_describes_them(inbox: Inbox) -> None:
    fill(inbox.path, "a.txt", "a.txt.meta.json", "a.txt.done", "lokal/b.txt", "manifest.csv", ".c.txt", "d.txt.part")
    fill(inbox.path, "processed/2025-05-02/e.txt", "duplicate/2025-05-02/f.txt", ".lagebild/ledger.sqlite")
    counts = count_inbox(inbox, TODAY)
    assert counts is not None
    assert (counts.waiting, counts.lone_sidecars, counts.refused) == (2, (), 0)


def test_a_file_that_is_being_read_has_not_arrived_yet(inbox: Inbox) -> None:
    fill(inbox.path, "processing/host-1-ab.lock", "processing/host-1-ab/a.txt", "processing/host-1-ab/a.txt.meta.json")
    counts = count_inbox(inbox, TODAY)
    assert counts is not None
    assert counts.waiting == 1


def test_a_sidecar_alone_is_named(inbox: Inbox) -> None:
    fill(inbox.path, "a.txt", "a.txt.meta.json", "lokal/b.txt.meta.json")
    counts = count_inbox(inbox, TODAY)
    assert counts is not None
    assert counts.lone_sidecars == ("lokal/b.txt.meta.json",)


def test_refused_files_are_counted_for_today_and_in_all(inbox: Inbox) -> None:
    for name in ("2025-05-01/a.txt", "2025-05-02/b.txt", "2025-05-02/lokal/c.txt"):
        fill(inbox.failed, name, f"{name}.reason.json", f"{name}.meta.json")
    fill(inbox.failed, "2025-05-02/on-its-way.txt.reason.json")
    counts = count_inbox(inbox, TODAY)
    assert counts is not None
    assert (counts.refused_today, counts.refused) == (2, 3)


def test_an_inbox_that_is_not_there_is_not_empty(tmp_path: Path) -> None:
    assert count_inbox(find_inbox(tmp_path), TODAY) is None


def test_the_inbox_is_where_the_stack_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAGEBILD_INBOX", "LAGEBILD_FAILED"):
        monkeypatch.delenv(name, raising=False)
    assert find_inbox(tmp_path).failed == tmp_path / "inbox" / "failed"
    write_environment(tmp_path, {"LAGEBILD_INBOX": "/srv/in", "LAGEBILD_FAILED": "/srv/failed"})
    found = find_inbox(tmp_path)
    assert (found.path, found.failed, found.processed) == (
        Path("/srv/in"),
        Path("/srv/failed"),
        Path("/srv/in/processed"),
    )
    assert find_inbox(tmp_path, Path("/other")).failed == Path("/other/failed")
