"""One stack per data directory."""

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from infra.local.errors import StackError


class DirectoryLock:
    """Holds `DIRECTORY/lock`, which names the owner's pid.

    The servers inherit the descriptor, so the directory stays locked until the last of them is gone, even when the
    stack itself was killed; whoever comes then waits for them to finish.
    """

    def __init__(self, directory: Path, *, patience_s: float = 30.0) -> None:
        self.path = directory / "lock"
        self._patience_s = patience_s
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The open file that servers inherit."""
        if self._descriptor is None:
            raise StackError(f"{self.path} is not held")
        return self._descriptor

    def acquire(self) -> Self:
        """Take the lock; StackError that names the other pid when a living stack holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        end = time.monotonic() + self._patience_s
        while not _try_lock(descriptor):
            owner = os.pread(descriptor, 20, 0).decode().strip()
            if _is_alive(owner) or time.monotonic() > end:
                os.close(descriptor)
                raise StackError(self._describe(owner))
            time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        """Give it up; the servers are gone by then."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _describe(self, owner: str) -> str:
        directory = self.path.parent
        if _is_alive(owner):
            return (
                f"{directory} is in use by the stack of process {owner}. Stop that one (kill {owner}), "
                "or name another directory."
            )
        return (
            f"{directory} is still held by servers that process {owner or '?'} left behind. "
            f"Look for them with: fuser -v {self.path}"
        )


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, ProcessLookupError):
        return False
    return True
