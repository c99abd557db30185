"""Rename without ever replacing what has the new name already."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_NOREPLACE = 1
_UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.EPERM)


def _load_renameat2() -> Callable[..., int] | None:
    found = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if found is not None:
        found.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return found


_renameat2 = _load_renameat2()


AnyPath = str | os.PathLike[str]
"""Where thousands a second are moved, paths are plain text: taking Path objects apart costs more than the renames."""


def rename_new(source: AnyPath, target: AnyPath) -> None:
    """Give the file its new name in one step, if nothing has that name.

    Where the file system can't do so in one step (network mounts), the file has both names for a moment.

    Raises:
        FileExistsError: Something has the new name.
        OSError: As of a rename; EXDEV between file systems.
    """
    if _renameat2 is not None:
        if _renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _NOREPLACE) == 0:
            return
        code = ctypes.get_errno()
        if code not in _UNSUPPORTED:
            raise OSError(code, os.strerror(code), str(source), None, str(target))
    _link_new(Path(source), Path(target))


def _link_new(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        if not is_same(source, target):  # else a crash came between the two steps
            raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644))  # reserves the name
        source.rename(target)
        return
    source.unlink()


def is_same(source: Path, target: Path) -> bool:
    """Tell whether both names are of one file."""
    one, other = source.lstat(), target.lstat()
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
