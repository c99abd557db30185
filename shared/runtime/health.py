"""Health that means progress: two files per service, one touched by progress, one that says what stands in its way."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shared.runtime.settings import ProcessSettings, load_settings

_BEAT_EVERY_S = 1.0
_USAGE = """usage: lagebild-health [--live] [--json] SERVICE   (ingest, extractor or reconciler)
exit status 0: ready; 1: not; with --live 1 only where a restart would help
"""


class Heartbeat:
    """The health files of this process's service."""

    def __init__(self, settings: ProcessSettings, service: str) -> None:
        self._path = heartbeat_path(settings, service)
        self._last = float("-inf")
        self._troubles: dict[str, str] = {}
        self._started = time.time()

    def beat(self) -> None:
        """Note progress, or that there is nothing to do. Cheap: touches the file at most once a second."""
        now = time.monotonic()
        if now - self._last < _BEAT_EVERY_S:
            return
        self._last = now
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()

    def note_trouble(self, step: str, what: str | None) -> None:
        """Note why a step is being tried again; None: it has succeeded."""
        if what is None:
            self._troubles.pop(step, None)
        else:
            self._troubles[step] = what

    def report(self, *, waiting: int | None, faults: Mapping[str, str]) -> None:
        """Write how many messages wait (None: not known), and what does not answer: its name, and what it says.

        To be called every few seconds by the loop that does the work, so that its silence tells of a frozen process.
        """
        report = Report(os.getpid(), self._started, time.time(), waiting, {**faults, **self._troubles})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(f".{os.getpid()}.part")
        unfinished.write_text(json.dumps(asdict(report)), encoding="utf-8")
        unfinished.replace(self._path.with_suffix(".report.json"))


@dataclass(frozen=True, slots=True)
class Report:
    """What a process said of itself: at `at` `waiting` messages waited for it. Times are seconds since the epoch."""

    pid: int
    started: float
    at: float
    waiting: int | None
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Health:
    """`live`: a restart would not help. `ready`: work gets done, or there is none. `sentence` says why not."""

    live: bool
    ready: bool
    sentence: str
    progress_age_s: float | None
    report: Report | None


def heartbeat_path(settings: ProcessSettings, service: str) -> Path:
    """Return where that service's heartbeat file lies."""
    return settings.health_dir / f"{service}.heartbeat"


def describe_health(settings: ProcessSettings, service: str, now: float) -> Health:
    """Return how the service is. `now`: seconds since the epoch."""
    path = heartbeat_path(settings, service)
    age, report = _read_age(path, now), _read_report(path.with_suffix(".report.json"))
    longest_s = settings.health_max_age_s

    def tell(sentence: str, *, live: bool = False, ready: bool = False) -> Health:
        return Health(live, ready, f"{service} {sentence}", age, report)

    if report is None:  # only just started
        if age is None:
            return tell(f"has shown no sign of life yet ({path} is missing): is it starting, does it run here?")
        return tell(f"made progress {age:.0f} s ago", live=age <= longest_s, ready=age <= longest_s)
    if now - report.at > longest_s:
        silent_s = now - report.at
        return tell(f"has said nothing for {silent_s:.0f} s: it is frozen or gone; read its log, then restart it")
    up_s = max(0.0, now - report.started)
    if age is not None and age > up_s:  # progress of an earlier process
        age = None
    progress = f"no progress in its {up_s:.0f} s" if age is None else f"last progress {age:.0f} s ago"
    waiting = "" if report.waiting is None else f", {report.waiting:,} messages wait"
    if report.faults:
        said = "; ".join(f"{name}: {what}" for name, what in sorted(report.faults.items()))
        return tell(f"waits: {said}; {progress}{waiting}", live=True)
    if (up_s if age is None else age) > longest_s:
        return tell(f"is stuck: {progress}, more than {longest_s:.0f} s{waiting}: read its log, then restart it")
    if age is None:
        return tell(f"is starting: {progress}{waiting}", live=True)
    return tell(f"is well: {progress}{waiting}", live=True, ready=True)


def _read_age(path: Path, now: float) -> float | None:
    try:
        return max(0.0, now - path.stat().st_mtime)
    except FileNotFoundError:
        return None


def _read_report(path: Path) -> Report | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Report(**found)


def run() -> None:
    """Tell whether a service is ready: `lagebild-health [--live] [--json] SERVICE`, exit status 0 or 1."""
    options = {argument for argument in sys.argv[1:] if argument.startswith("-")}
    services = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if len(services) != 1 or options - {"--live", "--json"}:
        sys.stderr.write(_USAGE)
        sys.exit(2)
    health = describe_health(load_settings(ProcessSettings), services[0], time.time())
    sys.stdout.write((json.dumps(asdict(health)) if "--json" in options else health.sentence) + "\n")
    sys.exit(0 if (health.live if "--live" in options else health.ready) else 1)
