"""See what lies in the inbox, from outside: names and stamps, nothing is opened."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from services.ingest.core.names import MARKER_SUFFIX, SIDECAR_SUFFIX, is_ignored, is_manifest, is_sidecar, name_sidecar

FileKind = Literal["file", "link", "directory", "named pipe", "socket", "device"]

_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
"""Too long a name: of a sidecar, whose text's name is just short enough to exist."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another. For a link: kind `link`, the rest of what it leads to."""

    kind: FileKind
    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result, kind: FileKind | None = None) -> Stamp:
        """Return the stamp of a file's status."""
        return cls(kind or _name_kind(status.st_mode), status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file that waits in the inbox. `name`: path relative to the inbox. `marked`: `NAME.done` lies beside it."""

    name: str
    stamp: Stamp
    sidecar: Stamp | None
    marked: bool = False


@dataclass(slots=True)
class Scan:
    """What one look at the inbox found: stamps by name, and the directories that could not be listed."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    closed: dict[str, OSError] = field(default_factory=dict)


def scan_inbox(inbox: Path, excluded: frozenset[Path] = frozenset()) -> Scan:
    """Return everything in the inbox and its directories that is to be taken, dot files and unfinished ones left out.

    Links are not followed. `excluded`: directories that are none of the inbox's, if they lie in it (processed, failed).

    Raises:
        OSError: The inbox itself can't be listed.
    """
    scan = Scan()
    with os.scandir(inbox):
        pass  # raises here, not into `closed`, when the inbox itself is gone
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            for entry in _list(inbox / prefix):
                if entry.is_dir(follow_symlinks=False):
                    if Path(entry.path) not in excluded:
                        waiting.append(f"{prefix}{entry.name}/")
                    continue
                stamp = _look_at(entry)
                if stamp is not None:
                    scan.stamps[prefix + entry.name] = stamp
        except FileNotFoundError:
            continue  # a directory that was removed while we looked
        except OSError as error:
            scan.closed[prefix] = error
    return scan


def pair_sidecars(stamps: Mapping[str, Stamp]) -> Iterator[Sighting]:
    """Yield each file with its sidecar; sidecars and markers that lie there alone, and manifests, are left out."""
    for name, stamp in stamps.items():
        if not is_sidecar(name) and not is_manifest(name) and not name.endswith(MARKER_SUFFIX):
            yield Sighting(name, stamp, stamps.get(name_sidecar(name)), name + MARKER_SUFFIX in stamps)


def find_lone_sidecars(stamps: Mapping[str, Stamp]) -> Iterator[str]:
    """Yield the sidecars whose text is not there."""
    return (name for name in stamps if is_sidecar(name) and name.removesuffix(SIDECAR_SUFFIX) not in stamps)


def look_at(path: str | Path) -> Stamp | None:
    """Return the stamp of the file that now has this name, or None where there is none (or a directory)."""
    try:
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode):
            return None
        return _look_through(Path(path)) if stat.S_ISLNK(status.st_mode) else Stamp.of(status)
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise


def _list(directory: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if not is_ignored(entry.name):
                yield entry


def _look_at(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        return _look_through(Path(entry.path)) if entry.is_symlink() else Stamp.of(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return None


def _look_through(link: Path) -> Stamp:
    try:
        return Stamp.of(link.stat(), "link")
    except OSError:  # leads nowhere, in a circle, or where we may not look: its reading will say so
        return Stamp.of(link.lstat(), "link")


def _name_kind(mode: int) -> FileKind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "directory"
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISFIFO(mode):
        return "named pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"
