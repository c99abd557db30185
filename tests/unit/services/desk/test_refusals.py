from __future__ import annotations

import json
from pathlib import Path

from services.desk.refusals import RefusalWatch, describe_refusals


def refuse(failed: Path, name: str, why: str = "the file is empty.", *, with_text: bool = True) -> None:
    path = failed / "2025-05-02" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    reason = {"what": "empty", "where": name, "why": why, "what_to_do": "…", "when": "…"}
    path.with_name(f"{path.name}.reason.json").write_text(json.dumps(reason), encoding="utf-8")
    if with_text:
        path.touch()


def test_each_refusal_is_told_once_and_not_what_was_there_before(tmp_path: Path) -> None:
    refuse(tmp_path, "alt.txt")
    watch = RefusalWatch(tmp_path)
    assert watch.look() == ()
    refuse(tmp_path, "neu.txt")
    (found,) = watch.look()
    line = describe_refusals((found,), tmp_path)
    assert line == f"1 file refused: neu.txt: the file is empty; see {tmp_path}/2025-05-02/neu.txt.reason.json"
    assert watch.look() == ()


def test_a_reason_whose_file_has_not_come_is_told_when_it_has(tmp_path: Path) -> None:
    watch = RefusalWatch(tmp_path)
    refuse(tmp_path, "a.txt", with_text=False)
    assert watch.look() == ()
    refuse(tmp_path, "a.txt")
    assert [found.where for found in watch.look()] == ["a.txt"]


def test_many_refusals_are_one_line(tmp_path: Path) -> None:
    watch = RefusalWatch(tmp_path)
    for number in range(3):
        refuse(tmp_path, f"{number}.txt")
    line = describe_refusals(watch.look(), tmp_path)
    assert line.startswith("3 files refused, the first: 0.txt: the file is empty; see ")
    assert "lagebild retry --list" in line


def test_a_directory_that_does_not_exist_yet_holds_nothing(tmp_path: Path) -> None:
    watch = RefusalWatch(tmp_path / "failed")
    assert watch.look() == ()
    refuse(tmp_path / "failed", "a.txt")
    assert len(watch.look()) == 1
