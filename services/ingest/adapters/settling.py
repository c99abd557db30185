"""Tell files that are complete from files that are still being written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.ingest.adapters.sightings import Sighting, Stamp, pair_sidecars
from services.ingest.core.names import MARKER_SUFFIX, name_manifest, name_sidecar


@dataclass(frozen=True, slots=True)
class Observation:
    """What one look told: files to take now, how many are not complete yet, and which have vanished untaken."""

    settled: tuple[Sighting, ...]
    unsettled: int
    vanished: tuple[str, ...]


class Settling:
    """Remembers since when each file has looked as it does. A file is complete after `period_s` without a change.

    `done_markers`: only with `NAME.done` beside it, too.
    """

    def __init__(self, period_s: float, clock: Callable[[], float], *, done_markers: bool = False) -> None:
        self._period_s = period_s
        self._done_markers = done_markers
        self._clock = clock
        self._since: dict[str, tuple[Stamp, float]] = {}

    def observe(self, stamps: Mapping[str, Stamp]) -> Observation:
        """Take in what the inbox holds now; a file and its sidecar are complete together.

        Links come first, while what they lead to is still there; then the oldest.
        """
        now = self._clock()
        vanished = tuple(name for name in self._since if name not in stamps)
        self._since = {name: self._note(name, stamp, now) for name, stamp in stamps.items()}
        sightings = tuple(one for one in pair_sidecars(stamps) if one.marked or not self._done_markers)
        settled = [sighting for sighting in sightings if self._is_settled(sighting, now)]
        settled.sort(key=lambda sighting: (sighting.stamp.kind != "link", sighting.stamp.mtime_ns, sighting.name))
        return Observation(tuple(settled), len(sightings) - len(settled), vanished)

    def forget(self, name: str) -> None:
        """Stop remembering a file that left with its sidecar: their absence will be no surprise."""
        self._since.pop(name, None)
        self._since.pop(name_sidecar(name), None)
        self._since.pop(name + MARKER_SUFFIX, None)

    def is_still(self, name: str) -> bool:
        """Tell whether the file has looked as it does for the whole period."""
        seen = self._since.get(name)
        return seen is not None and self._clock() - seen[1] >= self._period_s

    def _note(self, name: str, stamp: Stamp, now: float) -> tuple[Stamp, float]:
        before = self._since.get(name)
        return before if before is not None and before[0] == stamp else (stamp, now)

    def _is_settled(self, sighting: Sighting, now: float) -> bool:
        latest = self._since[sighting.name][1]
        if sighting.sidecar is not None:
            latest = max(latest, self._since[name_sidecar(sighting.name)][1])
        manifest = self._since.get(name_manifest(sighting.name))
        if manifest is not None:
            latest = max(latest, manifest[1])
        return now - latest >= self._period_s
