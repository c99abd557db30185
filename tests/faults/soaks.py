"""`make soak`: a steady load for a long time, with production's own settings. Memory must stay flat.

LAGEBILD_SOAK_MINUTES (30) and LAGEBILD_SOAK_RATE (5 articles a second) say how long and how much.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.faults.arenas import Arena
from tests.faults.crews import Crew
from tests.faults.trials import Case, Form, Trial
from tests.faults.workloads import Workload

FLAT_WITHIN = 0.05
_LOOK_EVERY_S = 2.0
_MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class SoakOutcome:
    """What came of a soak, as a line of the results.

    `memory`: for each service the median of its resident megabytes in each third of the time.
    `longest_queue`: most articles that had been read and whose claims were not yet out.
    """

    minutes: float
    rate: float
    workload_seed: int
    articles: int
    messages: int
    lost: int
    doubled: int
    unasked_ends: int
    longest_queue: int
    memory: Mapping[str, Sequence[float]]
    took_s: float
    complaints: Sequence[str]


@dataclass(slots=True)
class MemoryWatch:
    """Looks at the memory of each service, children included, until `stop`."""

    crew: Crew
    seen: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Look until stopped."""
        while not self._stopping.wait(_LOOK_EVERY_S):
            for key in self.crew.keys:
                pid = self.crew.find_pid(key)
                if pid is not None:
                    self.seen.setdefault(key, []).append((time.monotonic(), measure_memory(pid)))

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def summarize(self, begun: float, ended: float) -> Mapping[str, Sequence[float]]:
        """Return for each service the median of each third of that time, in megabytes."""
        marks = [begun + (ended - begun) * number / 3 for number in range(4)]
        return {
            key: [
                round(statistics.median([mb for at, mb in seen if first <= at < last]), 1)
                for first, last in pairwise(marks)
            ]
            for key, seen in self.seen.items()
        }


def measure_memory(pid: int) -> float:
    """Return the resident megabytes of a process and of those it has started; 0 for one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return own / _MEGABYTE + sum(measure_memory(int(child)) for child in children)


def run_soak(arena: Arena, workload: Workload, minutes: float) -> tuple[SoakOutcome, str]:
    """Drop the workload evenly over the minutes; return what came of it, and the ends of the logs if it went ill."""
    began = time.monotonic()
    feed_s = minutes * 60
    case = Case("soak", "none", lambda trial: trial.wait_to(feed_s))
    form = Form(len(workload.files), feed_s=feed_s, rounds=0, outage_s=0, settle_s=300, settings={})
    arena.renew()
    trial = Trial(arena, case, form, workload, 0)
    watch = MemoryWatch(trial.crew)
    thread = threading.Thread(target=watch.run, name="memory")
    with trial:
        trial.begin()
        fed_from = time.monotonic()
        thread.start()
        try:
            case.harm(trial)
        finally:
            watch.stop()
            thread.join()
        memory = watch.summarize(fed_from, time.monotonic())
        verdict = trial.settle()
        verdict.complaints += complain_of_growth(memory)
        logs = "\n" + trial.crew.describe_ends() if verdict.complaints else ""
    outcome = SoakOutcome(
        minutes,
        round(len(workload.files) / feed_s, 1),
        workload.seed,
        len(workload.files),
        verdict.messages,
        verdict.lost,
        verdict.doubled,
        trial.crew.unasked_ends,
        trial.progress.measure_longest_queue(),
        memory,
        round(time.monotonic() - began, 1),
        verdict.complaints,
    )
    return outcome, logs


def complain_of_growth(memory: Mapping[str, Sequence[float]]) -> list[str]:
    """Return a sentence for each service whose memory was not flat: the last third against the second."""
    return [
        f"{key} went from {second:g} MB in the second third to {third:g} MB in the last"
        for key, (_, second, third) in memory.items()
        if abs(third - second) > FLAT_WITHIN * second
    ]
