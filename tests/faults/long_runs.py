"""`make faults` and `make soak`: the long form, a line of results per trial, and the report made of them.

python -m tests.faults.long_runs                          every case: kill with 20 seeds, the others with 3
python -m tests.faults.long_runs --case kill --seeds 7    one trial again
python -m tests.faults.long_runs --resume                 what has not gone well yet, after an interruption
python -m tests.faults.long_runs --soak                   the soak alone
python -m tests.faults.long_runs --report                 the report alone, from the results that there are
"""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from infra.local.places import PROJECT
from tests.faults.arenas import Ground
from tests.faults.cases import CASES, count_seeds
from tests.faults.reports import write_report
from tests.faults.results import Line, append_line, find_results, read_lines
from tests.faults.soaks import SoakOutcome, run_soak
from tests.faults.trials import LONG, Case, Outcome, run_trial
from tests.faults.workloads import DEFAULT_SEED, Workload, prepare_workload

_LONGEST_TURN_S = 150.0
SOAK_MINUTES, SOAK_RATE = "LAGEBILD_SOAK_MINUTES", "LAGEBILD_SOAK_RATE"


def run() -> int:
    """Do what the command line asks for; 0 where everything went well."""
    options = _read_options()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is no news here
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # servers and directories are cleared away
    if options.report:
        write_report(read_lines(options.results))
        return 0
    well = _run_soak(options) if options.soak else _run_trials(options)
    write_report(read_lines(options.results))
    return 0 if well else 1


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults.long_runs", description="The long form of the fault tests.")
    parser.add_argument("--case", choices=list(CASES), action="append", help="only this one; may be repeated")
    parser.add_argument("--seeds", type=_read_seeds, help="7 or 1-20, for all cases of this run")
    parser.add_argument("--resume", action="store_true", help="pass over what has gone well before")
    parser.add_argument("--soak", action="store_true", help=f"the soak alone; see {SOAK_MINUTES} and {SOAK_RATE}")
    parser.add_argument("--report", action="store_true", help="write the report alone")
    parser.add_argument("--results", type=Path, default=find_results(), help="file of the results' lines")
    parser.add_argument(
        "--turns", type=Path, help="file to lock (flock) while trials run, where others want a turn too"
    )
    return parser.parse_args()


def _read_seeds(text: str) -> Sequence[int]:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _run_trials(options: argparse.Namespace) -> bool:
    done = {
        (line.outcome.case, line.outcome.seed)
        for line in read_lines(options.results)
        if options.resume and isinstance(line.outcome, Outcome) and not line.outcome.complaints
    }
    well, turns = True, Turns(options.turns)
    with tempfile.TemporaryDirectory(prefix="lagebild-articles-") as directory, Ground() as ground:
        workload = prepare_workload(LONG.articles, DEFAULT_SEED, Path(directory))
        for case, seed in _list_trials(options):
            if (case.name, seed) in done:
                continue
            if obstacle := case.find_obstacle():
                _say(f"{case.name} {seed}: left out, {obstacle}")
                continue
            turns.begin()
            outcome, logs = _attempt(ground, case, workload, seed)
            turns.end()
            append_line(options.results, _sign(outcome))
            _say(f"{case.name} {seed}: {'; '.join(outcome.complaints) or 'well'}, {outcome.took_s:g} s{logs}")
            if outcome.complaints:
                well = False
                ground.close()
    return well


def _list_trials(options: argparse.Namespace) -> Iterator[tuple[Case, int]]:
    """Yield what to run: every case with its first seed, then with its second; a run cut short has tried them all."""
    seeds = {name: list(options.seeds or range(1, count_seeds(name) + 1)) for name in options.case or CASES}
    for number in range(max(map(len, seeds.values()))):
        for name, mine in seeds.items():
            if number < len(mine):
                yield CASES[name], mine[number]


def _attempt(ground: Ground, case: Case, workload: Workload, seed: int) -> tuple[Outcome, str]:
    """Run a trial; one that breaks off has gone ill, and the others tell more."""
    try:
        with ground.lend() as arena:
            return run_trial(arena, case, LONG, workload, seed)
    except Exception as error:  # noqa: BLE001
        first = str(error).partition("\n")[0]
        complaint = f"{type(error).__name__}: {first}"
        outcome = Outcome(case.name, seed, workload.seed, 0, {}, 0, 0, 0, 0, 0, 0, 0.0, 0.0, [complaint])
        return outcome, "\n" + traceback.format_exc()


def _run_soak(options: argparse.Namespace) -> bool:
    minutes, rate = float(os.environ.get(SOAK_MINUTES, "30")), float(os.environ.get(SOAK_RATE, "5"))
    with tempfile.TemporaryDirectory(prefix="lagebild-articles-") as directory, Ground() as ground:
        workload = prepare_workload(round(minutes * 60 * rate), DEFAULT_SEED, Path(directory))
        outcome, logs = run_soak(ground.open(), workload, minutes)
    append_line(options.results, _sign(outcome))
    _say(f"soak: {'; '.join(outcome.complaints) or 'well'}, {outcome.took_s:g} s{logs}")
    return not outcome.complaints


def _sign(outcome: Outcome | SoakOutcome) -> Line:
    git = ["git", "-C", str(PROJECT), "rev-parse", "--short=10", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return Line(commit, datetime.now(UTC).isoformat(timespec="seconds"), outcome)


class Turns:
    """A lock on a file that others want, too: given back between trials once it was held for a while."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._since = 0.0

    def begin(self) -> None:
        """Wait for a turn, unless it is ours already."""
        if self._path is not None and self._file is None:
            self._file = self._path.open("w")
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._since = time.monotonic()

    def end(self) -> None:
        """Let others have their turn, when ours was long enough."""
        if self._file is not None and time.monotonic() - self._since > _LONGEST_TURN_S:
            self._file.close()
            self._file = None


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run())
