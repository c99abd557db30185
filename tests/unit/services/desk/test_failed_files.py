"""`lagebild retry` on real directories, as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.desk.commands.retry import app


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("INBOX", "FAILED"):
        monkeypatch.delenv(f"LAGEBILD_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "inbox"
    (path / "failed").mkdir(parents=True)
    return path


def fail(inbox: Path, name: str, code: str = "empty", *, sidecar: bool = False) -> None:
    path = inbox / "failed" / "2025-05-02" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)
    if sidecar:
        path.with_name(path.name + ".meta.json").write_text("{}")
    path.with_name(path.name + ".reason.json").write_text(json.dumps({"what": code, "where": name, "why": "weil"}))


def retry(inbox: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--inbox", str(inbox), *arguments])


def tree(inbox: Path) -> list[str]:
    return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())


def test_puts_failed_files_back_with_their_sidecars(inbox: Path) -> None:
    fail(inbox, "lokal/a.txt", sidecar=True)
    fail(inbox, "b.pdf", "no_text")
    done = retry(inbox)
    assert done.exit_code == 0
    assert "2 failed files put back" in done.output
    assert tree(inbox) == ["b.pdf", "lokal/a.txt", "lokal/a.txt.meta.json"]


def test_replaces_nothing(inbox: Path) -> None:
    fail(inbox, "a.txt", sidecar=True)
    (inbox / "a.txt").write_text("neu")
    retry(inbox)
    assert (inbox / "a.txt").read_text() == "neu"
    assert tree(inbox) == ["a-2.txt", "a-2.txt.meta.json", "a.txt"]


def test_only_what_is_chosen_goes_back_and_a_list_moves_nothing(inbox: Path) -> None:
    fail(inbox, "a.txt")
    fail(inbox, "b.pdf", "no_text")
    before = tree(inbox)
    listed = retry(inbox, "--list")
    assert "no_text: weil" in listed.output
    assert tree(inbox) == before
    retry(inbox, "--code", "no_text")
    assert "b.pdf" in tree(inbox)
    assert "failed/2025-05-02/a.txt" in tree(inbox)


def test_says_when_nothing_matches_or_there_is_no_inbox(inbox: Path, tmp_path: Path) -> None:
    assert "nothing in" in str(retry(inbox, "anders.txt").exception)
    assert "--inbox" in str(retry(tmp_path / "nirgends").exception)
