"""Ask the kernel (Linux, Landlock) to let this process read a few directories and do nothing else to files.

It holds for native code too, and for good. Where the kernel has no Landlock, the other limits must do.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""The same on all of Linux's architectures."""
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_EVERYTHING = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
"""Rights by the version since which there are: execute, write, read, list, remove, make; refer; truncate; ioctl."""
_NETWORK_SINCE, _BIND_AND_CONNECT = 4, 0b11


def restrict_files(readable: Iterable[Path]) -> bool:
    """Forbid all but reading below `readable`; files that are open already stay readable. Return whether it holds."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:
        return False
    files = sum(rights for since, rights in _EVERYTHING if version >= since)
    attributes = struct.pack("=QQ", files, _BIND_AND_CONNECT if version >= _NETWORK_SINCE else 0)
    size = 16 if version >= _NETWORK_SINCE else 8
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for path in readable:
            with contextlib.suppress(OSError):
                _allow_reading(libc, ruleset, path)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _allow_reading(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _READ_DIRECTORY if path.is_dir() else _READ_FILE
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, handle), ctypes.c_uint32(0))
    finally:
        os.close(handle)
