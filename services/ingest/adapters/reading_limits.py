"""What the process that reads files may not do, whatever a file makes its parsers do."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from services.ingest.adapters.landlock import restrict_files

_PR_SET_NO_NEW_PRIVS = 38
_FORBIDDEN = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "subprocess.Popen",
    "pty.spawn",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "urllib.Request",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "shutil.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class ForbiddenError(RuntimeError):
    """A parser tried what no reading needs."""


def confine(memory_mb: int) -> None:
    """Give up, for good, all that reading does not need.

    Memory is bounded as address space, so that a bomb ends in MemoryError or in this process's death, and never in the
    machine's. Nothing can be written to any file, no program started, no address reached. (The kernel's signal at the
    parent's death is not asked for: it comes at the death of the thread that started us.)
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    size = memory_mb * 1024 * 1024
    for kind, limit in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (limit, limit))
    restrict_files(_list_readable())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    sys.addaudithook(_forbid)


def _list_readable() -> list[Path]:
    """Return where programs, libraries and time zones lie: parsers are loaded when the first file needs them."""
    system = ("/usr", "/lib", "/lib64", "/etc/localtime", "/etc/mime.types", "/dev/urandom", "/dev/null")
    return [Path(path) for path in (*sys.path, sys.prefix, sys.base_prefix, *system) if path]


def allow_seconds(seconds: float) -> None:
    """Let the kernel end this process after so many more seconds of computing, should the parent be unable to."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & _WRITING:
            raise ForbiddenError(f"writing to {arguments[0]!r}")
    elif event.startswith(_FORBIDDEN):
        raise ForbiddenError(event)
