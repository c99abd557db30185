"""One stack per directory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.errors import StackError
from infra.local.locks import DirectoryLock


def test_a_second_stack_is_told_who_holds_the_directory(tmp_path: Path) -> None:
    first = DirectoryLock(tmp_path).acquire()
    with pytest.raises(StackError, match=f"process {os.getpid()}"):
        DirectoryLock(tmp_path).acquire()
    first.release()
    DirectoryLock(tmp_path).acquire().release()


def test_servers_that_a_dead_stack_left_are_waited_for(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path).acquire()
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock.descriptor])
    lock.release()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "lock").write_text(f"{dead.pid}\n")
    with pytest.raises(StackError, match="left behind"):
        DirectoryLock(tmp_path, patience_s=0.2).acquire()
    server.communicate(b"\n")
    DirectoryLock(tmp_path).acquire().release()
