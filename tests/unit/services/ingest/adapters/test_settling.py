from __future__ import annotations

from services.ingest.adapters.settling import Settling
from services.ingest.adapters.sightings import Stamp


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def stamp(size: int = 5, mtime_ns: int = 1, inode: int = 1) -> Stamp:
    return Stamp("file", 1, inode, size, mtime_ns)


def watch(*looks: tuple[float, dict[str, Stamp]]) -> list[tuple[list[str], int]]:
    """Return after each look (seconds since the last, what was seen) who is settled and how many are not."""
    clock = Clock()
    settling = Settling(1.0, clock)
    told = []
    for passed, stamps in looks:
        clock.now += passed
        seen = settling.observe(stamps)
        told.append(([sighting.name for sighting in seen.settled], seen.unsettled))
    return told


def test_a_file_settles_when_it_has_not_changed_for_the_period() -> None:
    assert watch((0, {"a.txt": stamp()}), (0.9, {"a.txt": stamp()}), (0.2, {"a.txt": stamp()})) == [
        ([], 1),
        ([], 1),
        (["a.txt"], 0),
    ]


def test_growth_a_later_time_and_another_file_of_the_name_begin_the_period_anew() -> None:
    for other in (stamp(size=6), stamp(mtime_ns=2), stamp(inode=2)):
        assert watch((0, {"a.txt": stamp()}), (1.5, {"a.txt": other}), (1.5, {"a.txt": other})) == [
            ([], 1),
            ([], 1),
            (["a.txt"], 0),
        ]


def test_a_text_waits_for_its_sidecar_to_settle() -> None:
    both = {"a.txt": stamp(), "a.txt.meta.json": stamp(inode=2)}
    assert watch((0, {"a.txt": stamp()}), (0.9, both), (0.2, both), (1.0, both))[1:] == [
        ([], 1),
        ([], 1),
        (["a.txt"], 0),
    ]


def test_a_sidecar_alone_is_never_settled_and_keeps_nobody_waiting() -> None:
    assert watch((0, {"a.txt.meta.json": stamp()}), (9, {"a.txt.meta.json": stamp()})) == [([], 0), ([], 0)]


def test_links_come_first_then_the_oldest() -> None:
    seen = {
        "new.txt": stamp(mtime_ns=9),
        "old.txt": stamp(mtime_ns=3),
        "also old.txt": stamp(mtime_ns=3),
        "link.txt": Stamp("link", 1, 1, 5, 99),
    }
    assert watch((0, seen), (1, seen))[1] == (["link.txt", "also old.txt", "old.txt", "new.txt"], 0)


def test_tells_which_files_vanished_untaken() -> None:
    settling = Settling(1.0, Clock())
    settling.observe({"a.txt": stamp(), "b.txt": stamp(), "b.txt.meta.json": stamp()})
    settling.forget("b.txt")
    assert settling.observe({}).vanished == ("a.txt",)


def test_with_markers_a_file_waits_for_its_own() -> None:
    clock = Clock()
    settling = Settling(1.0, clock, done_markers=True)
    stamps = {"a.txt": stamp(), "b.txt": stamp(inode=2), "b.txt.done": stamp(0, inode=3)}
    settling.observe(stamps)
    clock.now += 2
    assert [(one.name, one.marked) for one in settling.observe(stamps).settled] == [("b.txt", True)]


def test_a_manifest_that_is_still_written_holds_the_files_beside_it() -> None:
    beside = {"x/a.txt": stamp(), "y/b.txt": stamp(inode=2)}
    told = watch(
        (0, beside | {"x/manifest.csv": stamp(1, inode=3)}),
        (1, beside | {"x/manifest.csv": stamp(2, inode=3)}),
        (1, beside | {"x/manifest.csv": stamp(2, inode=3)}),
    )
    assert told[1:] == [(["y/b.txt"], 1), (["x/a.txt", "y/b.txt"], 0)]
