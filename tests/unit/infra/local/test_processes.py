"""Processes: started in a group of their own, watched, ended with their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.errors import StackError
from infra.local.processes import Process, Program, run_to_end

PATIENCE_S = 30.0
IGNORES_SIGTERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)


def describe(log: Path, code: str, *, grace_s: float = 20.0) -> Program:
    return Program("worker", [sys.executable, "-c", code], {**os.environ, "WORD": "given"}, log, grace_s=grace_s)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Process]:
    process = Process(
        describe(tmp_path / "logs" / "worker.log", "print('ready', flush=True); import time; time.sleep(600)")
    )
    process.start()
    yield process
    process.stop()


def test_a_process_has_its_own_group_and_its_log(sleeper: Process) -> None:
    wait_for(lambda: sleeper.program.log.read_text() == "ready\n")
    assert os.getpgid(sleeper.pid) == sleeper.pid != os.getpgid(0)


def test_start_leaves_a_living_process_alone_and_replaces_a_dead_one(sleeper: Process) -> None:
    first = sleeper.pid
    sleeper.start()
    assert sleeper.pid == first
    sleeper.kill()
    assert not sleeper.alive
    sleeper.start()
    assert sleeper.alive
    assert sleeper.pid != first


def test_stop_asks_first(sleeper: Process) -> None:
    wait_for(lambda: sleeper.program.log.read_text() == "ready\n")
    sleeper.stop()
    assert sleeper.wait() == -signal.SIGTERM


def test_stop_kills_what_does_not_listen(tmp_path: Path) -> None:
    process = Process(describe(tmp_path / "log", IGNORES_SIGTERM, grace_s=0.2))
    process.start()
    wait_for(lambda: process.program.log.read_text() == "ready\n")
    process.stop()
    assert process.wait() == -signal.SIGKILL


def test_a_death_while_starting_shows_the_end_of_the_log(tmp_path: Path) -> None:
    process = Process(describe(tmp_path / "log", "import sys; sys.exit('no such topic')"))
    process.start()
    with pytest.raises(StackError, match=r"exit code 1[^§]*no such topic"):
        process.wait_until(lambda: False, PATIENCE_S, threading.Event())


def test_what_is_never_ready_ends_in_an_error(sleeper: Process) -> None:
    with pytest.raises(StackError, match=r"not ready within 0\.1 s"):
        sleeper.wait_until(lambda: False, 0.1, threading.Event())


def test_waiting_ends_when_the_stack_is_stopped(sleeper: Process) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(StackError, match="stopped while it started"):
        sleeper.wait_until(lambda: False, PATIENCE_S, stopping)


def test_a_job_has_the_environment_given_and_its_failure_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run_to_end(describe(log, "import os; print(os.environ['WORD'])"), PATIENCE_S, threading.Event())
    assert log.read_text() == "given\n"
    with pytest.raises(StackError, match="exit code 3"):
        run_to_end(describe(log, "raise SystemExit(3)"), PATIENCE_S, threading.Event())


def test_a_job_that_does_not_end_is_ended(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="did not end within"):
        run_to_end(describe(tmp_path / "log", "import time; time.sleep(600)"), 0.2, threading.Event())


PARENT = """
import os, sys, threading, time
from pathlib import Path
from infra.local.processes import Process, Program
process = Process(Program("child", ["sleep", "600"], dict(os.environ), Path(sys.argv[1])))
thread = threading.Thread(target=process.start)  # a thread that ends at once must not take the child with it
thread.start(); thread.join(); time.sleep(0.3)
print(process.pid, process.alive, flush=True)
time.sleep(600)
"""


def test_a_child_ends_with_its_parent_even_after_kill_9(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, alive = parent.stdout.readline().split()
    assert alive == "True"
    assert Path(f"/proc/{pid}/cmdline").read_bytes() == b"sleep\x00600\x00"
    parent.kill()
    parent.communicate()
    wait_for(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())
