"""Health that means progress: a file per service, touched when work gets done or when there is none."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from shared.runtime.settings import ProcessSettings, load_settings

_BEAT_EVERY_S = 1.0


class Heartbeat:
    """The heartbeat file of this process's service."""

    def __init__(self, settings: ProcessSettings, service: str) -> None:
        self._path = heartbeat_path(settings, service)
        self._last = float("-inf")

    def beat(self) -> None:
        """Note progress, or that there is nothing to do. Cheap: touches the file at most once a second."""
        now = time.monotonic()
        if now - self._last < _BEAT_EVERY_S:
            return
        self._last = now
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()


def heartbeat_path(settings: ProcessSettings, service: str) -> Path:
    """Return where that service's heartbeat file lies."""
    return settings.health_dir / f"{service}.heartbeat"


def describe_health(settings: ProcessSettings, service: str, now: float) -> tuple[bool, str]:
    """Return whether the service is well, and a sentence. `now`: seconds since the epoch."""
    path = heartbeat_path(settings, service)
    try:
        age = max(0.0, now - path.stat().st_mtime)
    except FileNotFoundError:
        return False, f"{service} has shown no sign of life yet ({path} is missing): is it starting, does it run here?"
    if age > settings.health_max_age_s:
        return False, (
            f"{service} has made no progress for {age:.0f} s, more than {settings.health_max_age_s:.0f} s: "
            "read its log, then restart it"
        )
    return True, f"{service} made progress {age:.0f} s ago"


def run() -> None:
    """Tell whether a service is well: `lagebild-health SERVICE`, exit status 0 or 1."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.stderr.write("usage: lagebild-health SERVICE   (ingest, extractor or reconciler)\n")
        sys.exit(2)
    well, sentence = describe_health(load_settings(ProcessSettings), sys.argv[1], time.time())
    sys.stdout.write(sentence + "\n")
    sys.exit(0 if well else 1)
