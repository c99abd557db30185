"""The services of a trial, each kept running the way Docker would, except while a fault wants it down."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from infra.local.errors import read_tail
from infra.local.processes import ServiceProcess, stop_all
from infra.local.stack import LocalStack

Environment = Mapping[str, str]
_LOOK_EVERY_S = 0.1


def name_service(key: str) -> str:
    """Return the service of a key: `extractor` for `extractor-2`."""
    return key.partition("-")[0]


class Crew:
    """Services under control, by keys such as `extractor` and `extractor-2`; a context that ends them all.

    `adapt` turns the environment that the stack gives a service into the one that the trial wants, by its key.
    """

    def __init__(self, stack: LocalStack, adapt: Callable[[str, Environment], Environment]) -> None:
        self._stack = stack
        self._adapt = adapt
        self._processes: dict[str, ServiceProcess] = {}
        self._log_begins: dict[str, int] = {}
        self._down: set[str] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="crew")
        self.unasked_ends = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """All services that were ever started."""
        return tuple(self._processes)

    def find_pid(self, key: str) -> int | None:
        """The service's process id; None while it is down."""
        process = self._processes[key]
        return process.pid if process.alive else None

    def start(self, key: str) -> None:
        """Start a service, or start it again, and keep it running."""
        with self._lock:
            if key not in self._processes:
                program = self._stack.describe_service(name_service(key), key)
                program = replace(program, environment=self._adapt(key, program.environment))
                self._log_begins[key] = program.log.stat().st_size if program.log.exists() else 0
                self._processes[key] = ServiceProcess(program)
            self._down.discard(key)
            self._processes[key].start()

    def kill(self, key: str) -> None:
        """`kill -9`; it stays down until it is started."""
        with self._lock:
            self._down.add(key)
            self._processes[key].kill()

    def dismiss(self, key: str) -> None:
        """SIGTERM; returns when it has ended, and it stays down until it is started."""
        with self._lock:
            self._down.add(key)
            self._processes[key].stop()

    def freeze(self, key: str) -> None:
        """SIGSTOP of the process and its children."""
        os.killpg(self._processes[key].pid, signal.SIGSTOP)

    def wake(self, key: str) -> None:
        """SIGCONT of what was frozen."""
        os.killpg(self._processes[key].pid, signal.SIGCONT)

    def read_log(self, key: str) -> str:
        """What the service has logged in this trial."""
        with self._processes[key].program.log.open("rb") as log:
            log.seek(self._log_begins[key])
            return log.read().decode("utf-8", "replace")

    def describe_ends(self) -> str:
        """The end of each service's log, for people."""
        logs = (process.program.log for process in self._processes.values())
        return "\n".join(f"The end of {log.name}:\n{read_tail(log, 25)}" for log in logs)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._watcher.join()
        for key, process in self._processes.items():
            if process.alive:
                self.wake(key)  # whoever is frozen does not hear SIGTERM
        stop_all(tuple(self._processes.values()))

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_S):
            with self._lock:
                for key, process in self._processes.items():
                    if key not in self._down and not process.alive:
                        self.unasked_ends += 1
                        process.start()
