from __future__ import annotations

import os
from pathlib import Path

from services.ingest.adapters.sightings import find_lone_sidecars, pair_sidecars, scan_inbox


def names(inbox: Path, *excluded: Path) -> list[str]:
    return sorted(scan_inbox(inbox, frozenset(excluded)).stamps)


def test_sees_files_in_all_directories_and_leaves_out_what_is_unfinished(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c d/ü.txt", "x.txt/inside.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in (".hidden", ".git/config.txt", "a.txt.part", "B.TMP", "half.part/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["a.txt", "b/c d/ü.txt", "x.txt/inside.txt"]


def test_leaves_out_directories_that_are_not_the_inboxs(tmp_path: Path) -> None:
    (tmp_path / "processed").mkdir()
    (tmp_path / "processed" / "a.txt").write_text("x")
    assert names(tmp_path, tmp_path / "processed") == []


def test_sees_names_of_any_bytes(tmp_path: Path) -> None:
    raw = b"zwei\nZeilen \xf6\xff.txt"
    (tmp_path / os.fsdecode(raw)).write_text("x")
    assert [os.fsencode(name) for name in names(tmp_path)] == [raw]


def test_does_not_follow_links(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    inbox.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (inbox / "dir").symlink_to(outside)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "dangling.txt").symlink_to(inbox / "nowhere")
    stamps = scan_inbox(inbox).stamps
    assert {name: stamp.kind for name, stamp in stamps.items()} == dict.fromkeys(
        ("dir", "loop", "dangling.txt"), "link"
    )


def test_names_the_kind_of_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert scan_inbox(tmp_path).stamps["pipe.txt"].kind == "named pipe"


def test_pairs_files_with_their_sidecars(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.meta.json", "b.txt", "d/a.txt.meta.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    stamps = scan_inbox(tmp_path).stamps
    assert {one.name: one.sidecar for one in pair_sidecars(stamps)} == {
        "a.txt": stamps["a.txt.meta.json"],
        "b.txt": None,
    }
    assert list(find_lone_sidecars(stamps)) == ["d/a.txt.meta.json"]
