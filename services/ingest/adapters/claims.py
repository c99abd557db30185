"""Claim files by renaming them into processing/, so that several processes share one inbox.

Each process has a directory of its own there, and beside it a lock that the kernel lets go when the process ends,
however it ends. What lies in a directory whose lock can be had belongs to nobody: it goes back into the inbox.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.ingest.adapters.places import Places
from services.ingest.adapters.renames import rename_new
from services.ingest.adapters.shelves import find_bereaved, number_names
from services.ingest.adapters.sightings import Sighting, look_at
from services.ingest.core.names import MARKER_SUFFIX, SIDECAR_SUFFIX, escape_name, is_sidecar, name_sidecar
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)

_LOCK_SUFFIX = ".lock"
_GONE = (errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is this process's alone. `path`: where it lies now. `target`: what a link leads to."""

    sighting: Sighting
    path: str
    sidecar: str | None
    target: Path | None = None

    @property
    def name(self) -> str:
        """Its path relative to the inbox, as it was dropped."""
        return self.sighting.name


class Claims:
    """The files that this process has claimed."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._lock: int | None = None
        self._home: Path | None = None
        self._made: set[str] = set()
        self._inbox = places.inbox

    def open(self) -> None:
        """Take a directory of one's own. OSError where processing/ can't be written to."""
        self._places.processing.mkdir(exist_ok=True)
        owner = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        lock = self._places.processing / (owner + _LOCK_SUFFIX)
        self._lock = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._home = self._places.processing / owner  # after the lock: a directory without one is an orphan's
        self._home.mkdir()

    def close(self) -> None:
        """Give the directory up. What is still in it is returned by the next process that looks."""
        if self._lock is None or self._home is None:
            return
        _remove_empty(self._home)
        if not self._home.exists():
            (self._places.processing / (self._home.name + _LOCK_SUFFIX)).unlink(missing_ok=True)
        os.close(self._lock)
        self._lock = self._home = None

    def take(self, sighting: Sighting) -> Claim | None:
        """Claim a file with its sidecar; None where another process was faster, or it is not as it was seen.

        Raises:
            OSError: It can't be moved (permissions).
        """
        if self._home is None:
            self.open()
        assert self._home is not None
        source, path = f"{self._inbox}/{sighting.name}", f"{self._home}/{sighting.name}"
        target = _resolve(Path(source)) if sighting.stamp.kind == "link" else None
        self._make(sighting.name.rpartition("/")[0])
        if not _rename(source, path) and not (self._clear_way(path, sighting.name) and _rename(source, path)):
            return None
        claim = Claim(sighting, path, None, target)
        if sighting.stamp.kind != "link" and look_at(path) != sighting.stamp:
            self.release(claim)
            return None
        return self._take_companions(claim, source)

    def _clear_way(self, path: str, name: str) -> bool:
        """Tell whether an empty directory was in the way: of a directory of the inbox that had the file's name once."""
        if not os.path.isdir(path) or os.path.islink(path):  # noqa: PTH112, PTH114  (the path is text)
            return False
        _remove_empty(Path(path))
        self._made = {made for made in self._made if made != name and not made.startswith(f"{name}/")}
        return not os.path.lexists(path)

    def _take_companions(self, claim: Claim, source: str) -> Claim | None:
        sighting, path = claim.sighting, claim.path
        sidecar = name_sidecar(source)
        if look_at(sidecar) != sighting.sidecar:
            self.release(claim)  # it came, went or changed since: let it settle
            return None
        if sighting.sidecar is not None:
            described = name_sidecar(path)
            if _rename(sidecar, described):
                claim = Claim(sighting, path, described, claim.target)
        if sighting.marked:
            _rename(source + MARKER_SUFFIX, path + MARKER_SUFFIX)
        return claim

    def release(self, claim: Claim) -> None:
        """Put a file back where it came from, its sidecar first; under a number where another has its name now."""
        _put_back(self._inbox / claim.name, Path(claim.path))

    def reclaim(self) -> int:
        """Put back what dead processes had claimed; return how many files."""
        count = 0
        with contextlib.suppress(FileNotFoundError):
            for entry in sorted(self._places.processing.iterdir()):
                if entry.suffix == _LOCK_SUFFIX:
                    if not entry.with_suffix("").exists():
                        self._clear_lock(entry)
                elif entry != self._home and entry.is_dir():
                    count += self._reclaim_from(entry)
        return count

    def _reclaim_from(self, home: Path) -> int:
        lock = home.with_name(home.name + _LOCK_SUFFIX)
        with _try_lock(lock) as free:
            if not free:
                return 0
            count = 0
            for path in _list_files(home):
                count += self._return(path, path.relative_to(home))
            _remove_empty(home)
            if not home.exists():
                lock.unlink(missing_ok=True)
            return count

    def _return(self, path: Path, name: Path) -> int:
        if not os.path.lexists(path) or (is_sidecar(path.name) and self._follow(path, name)):
            return 0  # it went with its text
        if path.name.endswith(MARKER_SUFFIX):
            return 0  # goes with its file
        LOG.info("a dead process had claimed this; taken up again", extra=fields(file=escape_name(str(name))))
        target = self._inbox / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _put_back(target, path)
        return 1

    def _follow(self, sidecar: Path, name: Path) -> bool:
        """Tell whether a sidecar is cared for: its text is here too, or was moved to a shelf just before the crash."""
        if os.path.lexists(sidecar.with_name(sidecar.name.removesuffix(SIDECAR_SUFFIX))):
            return True
        text = find_bereaved(self._places.shelves, str(name).removesuffix(SIDECAR_SUFFIX))
        if text is None:
            return False
        rename_new(sidecar, text.with_name(name_sidecar(text.name)))
        return True

    def _clear_lock(self, lock: Path) -> None:
        """Remove the lock of a process that ended in good order, or died before it had a directory."""
        with _try_lock(lock) as free:
            if free:
                lock.unlink(missing_ok=True)

    def _make(self, directory: str) -> None:
        if directory not in self._made:
            assert self._home is not None
            (self._home / directory).mkdir(parents=True, exist_ok=True)
            self._made.add(directory)


def _put_back(wanted: Path, path: Path) -> None:
    for target in number_names(wanted):
        if os.path.lexists(target):
            continue
        try:
            for suffix in (SIDECAR_SUFFIX, MARKER_SUFFIX):  # first: the text alone would be taken without them
                companion = path.with_name(path.name + suffix)
                if os.path.lexists(companion):
                    rename_new(companion, target.with_name(target.name + suffix))
            rename_new(path, target)
        except FileExistsError:
            continue
        return


def _rename(source: str, target: str) -> bool:
    try:
        rename_new(source, target)
    except FileExistsError:  # a file of that name that could not be moved to its shelf yet
        return False
    except OSError as error:
        if error.errno in _GONE:
            return False
        raise
    return True


def _resolve(link: Path) -> Path | None:
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError):  # leads nowhere, or in a circle
        return None


@contextlib.contextmanager
def _try_lock(lock: Path) -> Iterator[bool]:
    """Hold the lock, if its process is dead."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def _list_files(home: Path) -> list[Path]:
    """Return all files below, texts before their sidecars."""
    found = [Path(root) / name for root, _, names in os.walk(home) for name in names]
    linked = [
        Path(root) / name for root, names, _ in os.walk(home) for name in names if (Path(root) / name).is_symlink()
    ]
    return sorted((*found, *linked), key=lambda path: (is_sidecar(path.name), path))


def _remove_empty(home: Path) -> None:
    for root, _, _ in os.walk(home, topdown=False):
        with contextlib.suppress(OSError):  # not empty
            Path(root).rmdir()
