"""Processes of the local stack: started in groups of their own, watched, stopped, and never orphaned."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.errors import StackError, describe_end

LAUNCHER = Path(__file__).with_name("launch.py")

# The kernel's "signal me when my parent dies" means the parent's *thread*. All processes are therefore started by one
# thread that lives as long as this program, whichever thread (of a test, of asyncio) asked for them.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


@dataclass(frozen=True, slots=True)
class Program:
    """How to run one program.

    Attributes:
        name: what people read in messages, and the name of its log.
        command: program and arguments.
        environment: the whole environment; nothing is inherited beside it.
        log: file that stdout and stderr are appended to.
        stop_signal: what asks it to end in good order.
        grace_s: seconds it has for that before it is killed.
        user: see `launch.py`.
        keep_open: descriptors that it inherits.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 20.0
    user: str = "-"
    keep_open: tuple[int, ...] = field(default=())


class Process:
    """A program that can be started, killed and started again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """What people read in messages."""
        return self.program.name

    @property
    def pid(self) -> int:
        """Process id of the last start; StackError before the first."""
        return self._started().pid

    @property
    def alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Start it; a living one is left alone."""
        if not self.alive:
            self._popen = _spawner.submit(_spawn, self.program).result()

    def terminate(self) -> None:
        """Ask it to end in good order; does not wait."""
        if self.alive:
            self._started().send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """`kill -9` of the process and its group; returns when it is gone."""
        popen = self._started()
        if popen.poll() is None:  # until it is waited for, nobody else can get its pid
            os.killpg(popen.pid, signal.SIGKILL)
            popen.wait()

    def wait(self, timeout_s: float | None = None) -> int:
        """Exit code of the process (negative: signal). TimeoutError when it still runs after `timeout_s`."""
        try:
            return self._started().wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{self.name} still runs after {timeout_s} s") from error

    def stop(self) -> None:
        """End it in good order, by force when the grace is over; returns when it is gone."""
        stop_all((self,))

    def require_alive(self) -> None:
        """StackError with the end of its log when it has ended."""
        if not self.alive:
            raise StackError(describe_end(self.name, self._started().wait(), self.program.log))

    def wait_until(self, ready: Callable[[], bool], deadline_s: float, stopping: threading.Event) -> None:
        """Poll `ready`; StackError when it dies before, is not ready within `deadline_s` seconds, or is to stop."""
        end = time.monotonic() + deadline_s
        while not ready():
            _refuse_if(stopping)
            self.require_alive()
            if time.monotonic() > end:
                raise StackError(
                    f"{self.name} was not ready within {deadline_s:g} s. See {self.program.log}; "
                    "on a machine this busy, try again."
                )
            time.sleep(0.05)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._popen is None:
            raise StackError(f"{self.name} was not started")
        return self._popen


class ServiceProcess(Process):
    """One of the services, as `LocalStack.services` holds them."""


def run_to_end(program: Program, deadline_s: float, stopping: threading.Event) -> None:
    """Run a one-shot program; StackError with the end of its log where it fails or does not end in time."""
    _refuse_if(stopping)
    process = Process(program)
    process.start()
    end = time.monotonic() + deadline_s
    try:
        while process.alive:
            _refuse_if(stopping)
            if time.monotonic() > end:
                raise StackError(f"{program.name} did not end within {deadline_s:g} s. See {program.log}.")
            time.sleep(0.02)
    finally:
        process.stop()
    if code := process.wait():
        raise StackError(describe_end(program.name, code, program.log))


def stop_all(processes: Sequence[Process]) -> None:
    """Stop several side by side; an interrupt (a second Ctrl-C) kills what still lives."""
    started = [process for process in processes if process._popen is not None]  # noqa: SLF001 - same module
    try:
        for process in started:
            process.terminate()
        begun = time.monotonic()
        for process in started:
            left = begun + process.program.grace_s - time.monotonic()
            try:
                process.wait(max(0.0, left))
            except TimeoutError:
                process.kill()
    finally:
        for process in started:
            process.kill()


def _refuse_if(stopping: threading.Event) -> None:
    if stopping.is_set():
        raise StackError("The stack was stopped while it started.")


def _spawn(program: Program) -> subprocess.Popen[bytes]:
    program.log.parent.mkdir(parents=True, exist_ok=True)
    launch = [
        sys.executable,
        "-I",
        "-S",
        str(LAUNCHER),
        str(os.getpid()),
        str(int(program.stop_signal)),
        program.user,
        "--",
    ]
    with program.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - commands are ours
            [*launch, *program.command],
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
            pass_fds=program.keep_open,
        )
