"""Results of long runs: a line of JSON per trial, kept until the next run of that case and seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.local.places import find_cache
from tests.faults.soaks import SoakOutcome
from tests.faults.trials import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A result, and of which commit and when it is."""

    commit: str
    ended_at: str
    outcome: Outcome | SoakOutcome


def find_results() -> Path:
    """Return where results are kept when no other place is named."""
    return find_cache() / "faults" / "results.jsonl"


def append_line(path: Path, line: Line) -> None:
    """Add a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = "soak" if isinstance(line.outcome, SoakOutcome) else "trial"
    record = {"kind": kind, "commit": line.commit, "ended_at": line.ended_at, **asdict(line.outcome)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_lines(path: Path) -> list[Line]:
    """Return the latest result of each case and seed, and the latest soak."""
    latest: dict[tuple[object, ...], Line] = {}
    for record in _read_records(path):
        line = _read_line(record)
        place = (line.outcome.case, line.outcome.seed) if isinstance(line.outcome, Outcome) else ("soak",)
        latest[place] = line
    return list(latest.values())


def _read_records(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for text in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(text)


def _read_line(record: dict[str, Any]) -> Line:
    outcome = SoakOutcome if record.pop("kind") == "soak" else Outcome
    commit, ended_at = record.pop("commit"), record.pop("ended_at")
    return Line(commit, ended_at, outcome(**record))
