"""A trial: a workload on its way through the services while a case does harm, then the verdict."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psycopg

from infra.local.stack import SERVICES
from services.desk.kafka_lags import read_kafka_status
from tests.faults.arenas import Arena, wait_until
from tests.faults.articles import GeneratedArticle
from tests.faults.clock.clocks import WrongClock
from tests.faults.crews import Crew, Environment
from tests.faults.progresses import Fault, Progress
from tests.faults.verdicts import Letter, Verdict, Wanted, judge
from tests.faults.workloads import Workload

DSN = "LAGEBILD_POSTGRES_DSN"
# All within what production may set. A session as short as it may be, so that a dead worker's partitions are given to
# others soon; small batches, so that there are many moments between two of them.
SETTINGS = {
    "LAGEBILD_KAFKA_SESSION_S": "6",
    "LAGEBILD_SETTLE_S": "0.2",
    "LAGEBILD_SCAN_EVERY_S": "0.5",
    "LAGEBILD_BATCH_FILES": "50",
    "LAGEBILD_EXTRACTOR_BATCH": "20",
    "LAGEBILD_RECONCILER_BATCH": "50",
    "LAGEBILD_ARCHIVE_BATCH": "30",
    "LAGEBILD_RELAY_BATCH": "50",
}
_FIRST_SHARE, _MOST_FIRST = 0.1, 300
_WAITING = "SELECT (SELECT count(*) FROM lagebild.outbox), (SELECT count(*) FROM lagebild.articles)"


@dataclass(frozen=True, slots=True)
class Form:
    """How large trials are.

    Attributes:
        articles: how many go through.
        feed_s: seconds over which they are dropped, once the services work.
        rounds: how often a fault is repeated within a trial.
        outage_s: seconds of what is called a minute.
        settle_s: seconds after which a trial that has not come to rest has failed.
        settings: variables of the services.
    """

    articles: int
    feed_s: float
    rounds: int
    outage_s: float
    settle_s: float
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)


SHORT = Form(articles=240, feed_s=4, rounds=1, outage_s=3, settle_s=150)
LONG = Form(articles=3000, feed_s=25, rounds=2, outage_s=60, settle_s=420)


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of harm.

    Attributes:
        name: what it is called on the command line and in the report.
        faults: one sentence for the report.
        harm: does it, to a trial whose services work.
        replicas: how many of which service are started; one where it is not named.
        settings: variables of the services, beside those of the form.
        fed: whether the workload is dropped into the inbox; else `harm` brings it.
        prepare: called before the services start, to change what they are started with.
        find_obstacle: says why this machine can't do such harm; empty where it can.
    """

    name: str
    faults: str
    harm: Callable[[Trial], None]
    replicas: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    fed: bool = True
    prepare: Callable[[Trial], None] = lambda _: None
    find_obstacle: Callable[[], str] = lambda: ""


class Trial:
    """A workload under way. A context; `settle` comes last in it.

    `draw` is seeded: the same seed does the same harm at the same moments, as far as a machine can.
    """

    def __init__(self, arena: Arena, case: Case, form: Form, workload: Workload, seed: int) -> None:
        self.arena, self.case, self.form, self.workload = arena, case, form, workload
        self.draw = Random(f"{case.name} {seed}")
        self.crew = Crew(arena.stack, self._adapt)
        self.progress = Progress(arena.stack.kafka, arena.postgres.dsn)
        self.faults: list[Fault] = []
        self.letters: set[Letter] = set()
        self.rubbish: list[GeneratedArticle] = []
        self.postgres_port: int | None = None  # where services shall find Postgres, if not at its own port
        self.ballast = Path()
        self.clocks: Mapping[str, WrongClock] = {}
        self.extra_environment: Callable[[str], Mapping[str, str]] = lambda _: {}
        self.afterwards = ExitStack()
        self._begun = time.monotonic()
        self._feeding = threading.Event()
        self._feeder = threading.Thread(target=self._feed, name="feeder")
        self._alarm = threading.Event()

    # what cases use

    def wait_to(self, moment_s: float) -> None:
        """Wait until so many seconds have passed since the services began to work."""
        self._alarm.wait(max(0.0, self._begun + moment_s - time.monotonic()))

    def tell_moment(self) -> float:
        """Return how many seconds have passed since the services began to work."""
        return time.monotonic() - self._begun

    def is_fed_and_done(self, service: str) -> bool:
        """Whether a service has put out something for each version, and no more will be dropped."""
        expected = self.workload.expected
        rows = len(expected.versions) + (len(expected.documents) if service == "reconciler" else 0)
        return not self._feeder.is_alive() and self.progress.count(service) >= rows

    def wait_further(self, seconds: float) -> None:
        """Let so much time pass."""
        self._alarm.wait(seconds)

    def draw_moments(self, count: int, last_s: float | None = None) -> list[float]:
        """Return moments for `wait_to` within the time in which articles are dropped."""
        return sorted(self.draw.uniform(0.0, last_s or self.form.feed_s) for _ in range(count))

    def note(self, kind: str, *services: str) -> None:
        """Note that a fault is over now, and which services it hit."""
        self.faults.append(Fault(kind, services, time.monotonic()))

    def is_through(self) -> bool:
        """Whether everything is in the archive and nothing waits anywhere."""
        if self._feeder.is_alive() or self._count_inbox():
            return False
        try:
            behind = asyncio.run(read_kafka_status(self.arena.stack.kafka)).behind
            with psycopg.connect(self.arena.postgres.dsn, connect_timeout=5) as connection:
                waiting, archived = connection.execute(_WAITING).fetchone() or (1, 0)
        except Exception:  # noqa: BLE001 - a server may still be coming back
            return False
        return not behind and not waiting and archived >= len(self.workload.expected.versions)

    # life

    @property
    def _first(self) -> int:
        """How many articles are there before the services."""
        return min(_MOST_FIRST, round(len(self.workload.files) * _FIRST_SHARE))

    def begin(self) -> None:
        """Start the services and the stream of articles; returns when each service has put something out."""
        self.case.prepare(self)
        for name in SERVICES:
            for number in range(1, self.case.replicas.get(name, 1) + 1):
                self.crew.start(name if number == 1 else f"{name}-{number}")
        if not self.case.fed:
            return
        self._drop(self.workload.files[: self._first])
        wait_until(lambda: all(map(self.progress.count, SERVICES)), "a first message of each service", 180)
        self._begun = time.monotonic()
        self._feeder.start()

    def settle(self) -> Verdict:
        """Wait until everything has come to rest, and judge."""
        complaint = ""
        try:
            wait_until(self.is_through, "everything to come to rest", self.form.settle_s)
        except AssertionError as error:
            complaint = f"{error}; {self._count_inbox()} files wait"
        fed = self.workload.files if self.case.fed else ()
        wanted = Wanted(
            self.workload.expected,
            [file.name for file in (*fed, *self.rubbish)],
            [file.name for file in self.rubbish],
            self.letters,
        )
        verdict = judge(self.arena.stack.kafka, self.arena.postgres.dsn, self.arena.stack.inbox, wanted)
        if complaint:
            verdict.complaints.insert(0, complaint)
        return verdict

    def measure_recovery(self) -> float:
        """Return the longest time that a service took after a fault to put out the next thing."""
        return max((s for fault in self.faults for s in self.progress.measure_recoveries(fault).values()), default=0.0)

    def __enter__(self) -> Self:
        self.crew.__enter__()
        self.progress.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._feeding.set()
        if self._feeder.ident is not None:
            self._feeder.join()
        self.progress.__exit__(kind, error, trace)
        self.crew.__exit__(kind, error, trace)
        self.afterwards.close()

    def _adapt(self, key: str, given: Environment) -> Environment:
        environment = {**given, **self.form.settings, **self.case.settings, **self.extra_environment(key)}
        if self.postgres_port is not None and DSN in environment:
            parts = urlsplit(environment[DSN])
            place = f"{parts.netloc.rpartition(':')[0]}:{self.postgres_port}"
            environment[DSN] = parts._replace(netloc=place).geturl()
        return environment

    def _feed(self) -> None:
        """Drop the rest at a steady pace, and all of it at once when the trial ends before."""
        rest = self.workload.files[self._first :]
        for number, file in enumerate(rest):
            self._feeding.wait(max(0.0, self._begun + self.form.feed_s * number / len(rest) - time.monotonic()))
            self._drop([file])

    def _drop(self, files: Collection[GeneratedArticle] | Sequence[GeneratedArticle]) -> None:
        for file in files:
            file.write(self.arena.stack.inbox)

    def _count_inbox(self) -> int:
        inbox = self.arena.stack.inbox
        waiting = [path for path in inbox.iterdir() if path.is_file()]
        processing = inbox / "processing"
        claimed = list(processing.rglob("*.txt*")) if processing.exists() else []
        return len(waiting) + len(claimed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial, as a line of the results."""

    case: str
    seed: int
    workload_seed: int
    articles: int
    faults: Mapping[str, int]
    messages: int
    repeated: int
    lost: int
    doubled: int
    letters: int
    unasked_ends: int
    recovery_s: float
    took_s: float
    complaints: Sequence[str]


def run_trial(arena: Arena, case: Case, form: Form, workload: Workload, seed: int) -> tuple[Outcome, str]:
    """Run one trial on servers that work; return what came of it, and the ends of the services' logs if it went ill."""
    began = time.monotonic()
    trial = Trial(arena, case, form, workload, seed)
    arena.renew()
    with trial:
        trial.begin()
        case.harm(trial)
        verdict = trial.settle()
        logs = "\n" + trial.crew.describe_ends() if verdict.complaints else ""
    kinds = [fault.kind for fault in trial.faults]
    outcome = Outcome(
        case.name,
        seed,
        workload.seed,
        len(workload.files),
        {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        verdict.messages,
        verdict.repeated,
        verdict.lost,
        verdict.doubled,
        verdict.letters,
        trial.crew.unasked_ends,
        round(trial.measure_recovery(), 1),
        round(time.monotonic() - began, 1),
        verdict.complaints,
    )
    return outcome, logs
