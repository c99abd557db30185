"""Move files out of the inbox to a shelf (processed/, failed/), by date, overwriting nothing and losing nothing."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.ingest.adapters.sightings import Sighting, Stamp, look_at
from services.ingest.core.names import SIDECAR_SUFFIX, name_sidecar

_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""Another file system, a file of another user (fs.protected_hardlinks), or a file system without hard links."""
_LONGEST_NAME = 225
"""Bytes: with `-9999`, `.meta.json` or `.reason.json` behind it a name stays within the 255 that file systems take."""
REASON_SUFFIX = ".reason.json"


@dataclass(frozen=True, slots=True)
class Move:
    """A file to put on a shelf, with its sidecar. `day`: the shelf's directory. `reason` is written beside it."""

    sighting: Sighting
    shelf: Path
    day: str
    reason: Mapping[str, str] | None = None


@dataclass(slots=True)
class _Placed:
    """A file that has its place on the shelf. `stays`: it has its old name too, until the batch ends."""

    source: Path
    stamp: Stamp
    target: Path
    stays: bool


@dataclass(slots=True)
class _Batch:
    """What a batch of moves has to finish: sources to remove, directories to sync."""

    placed: list[tuple[str, _Placed]] = field(default_factory=list)
    directories: set[Path] = field(default_factory=set)


def shelve(inbox: Path, moves: Sequence[Move]) -> list[Path | OSError]:
    """Move all files and return for each where it now lies, or what went wrong; that file then lies where it lay.

    Directories are synced once for the batch: first those the files go to, and only then do the sources disappear. A
    crash between leaves a file in both places, never in none. A file that was changed since it was read stays, and
    counts as gone (FileNotFoundError).
    """
    batch = _Batch()
    outcomes = [_place_all(inbox, move, batch) for move in moves]
    _sync(batch.directories)
    batch.directories.clear()
    position = {move.sighting.name: index for index, move in enumerate(moves)}
    for name, placed in batch.placed:
        try:
            _remove_source(placed)
        except OSError as error:
            outcomes[position[name]] = error
        batch.directories.add(placed.source.parent)
    _sync(batch.directories)
    return outcomes


def _remove_source(placed: _Placed) -> None:
    if placed.stays and look_at(placed.source) == placed.stamp:
        placed.source.unlink()


def finish_moves(inbox: Path, shelf: Path, names: Iterable[str]) -> list[str]:
    """Remove from the inbox what a crash left in both places, and return its names.

    What stands on `shelf` (processed/) under the same inode had been acknowledged; else the text would be published
    anew, and a sidecar whose text is gone would wait for ever.
    """
    finished = []
    days = [day for day in shelf.iterdir() if day.is_dir()] if shelf.is_dir() else []
    for name in names:
        source = inbox / name
        status = source.lstat()
        if (
            stat.S_ISREG(status.st_mode)
            and status.st_nlink > 1
            and any(_is_shelved(source, day / name) for day in days)
        ):
            source.unlink()
            finished.append(name)
    return finished


def _is_shelved(source: Path, wanted: Path) -> bool:
    taken = itertools.takewhile(os.path.lexists, _number(_fit_name(wanted)))
    return any(_is_same(source, target) for target in taken)


def _place_all(inbox: Path, move: Move, batch: _Batch) -> Path | OSError:
    source = inbox / move.sighting.name
    done: list[_Placed] = []
    try:
        if look_at(source) != move.sighting.stamp:
            return FileNotFoundError(errno.ENOENT, "vanished or was changed after it was read", str(source))
        wanted = _fit_name(move.shelf / move.day / move.sighting.name)
        _make_directory(wanted.parent, batch)
        done.append(_place(source, move.sighting.stamp, wanted))
        target = done[0].target
        sidecar = source.with_name(name_sidecar(source.name))
        if move.sighting.sidecar is not None and look_at(sidecar) == move.sighting.sidecar:
            done.append(_place(sidecar, move.sighting.sidecar, target.with_name(name_sidecar(target.name))))
        if move.reason is not None:
            _write_reason(target, move.reason)
    except OSError as error:
        for one in done:
            _take_back(one)
        return error
    batch.placed.extend((move.sighting.name, one) for one in done)
    batch.directories.add(target.parent)
    return target


def _place(source: Path, stamp: Stamp, wanted: Path) -> _Placed:
    """Give the file a name of its own on the shelf, beside the one it has."""
    for target in _candidates(wanted):
        try:
            os.link(source, target, follow_symlinks=False)
        except FileExistsError:
            if not _is_same(source, target):
                continue
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return _place_without_link(source, stamp, wanted)
        return _Placed(source, stamp, target, stays=True)
    raise AssertionError("there is always another candidate")


def _take_back(placed: _Placed) -> None:
    if placed.stays:
        placed.target.unlink()
    else:
        placed.target.rename(placed.source)


def _place_without_link(source: Path, stamp: Stamp, wanted: Path) -> _Placed:
    """Reserve a free name with an empty file, then rename onto it, or copy to a shelf on another file system."""
    target = _reserve(wanted)
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            target.unlink()
            raise
        _copy(source, stamp, target)
        return _Placed(source, stamp, target, stays=True)
    return _Placed(source, stamp, target, stays=False)


def _copy(source: Path, stamp: Stamp, target: Path) -> None:
    """Copy to another file system, whole or not at all; of pipes and the like there is nothing to copy."""
    partial = _name_partial(target)
    partial.unlink(missing_ok=True)
    try:
        if stamp.kind == "link":
            partial.symlink_to(source.readlink())
        elif stamp.kind == "file":
            shutil.copy2(source, partial, follow_symlinks=False)
            _sync((partial,))
        else:
            partial.touch()
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def _write_reason(target: Path, reason: Mapping[str, str]) -> None:
    path = target.with_name(target.name + REASON_SUFFIX)
    partial = _name_partial(path)
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(reason, ensure_ascii=False, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _name_partial(path: Path) -> Path:
    return path.with_name(f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")


def _reserve(wanted: Path) -> Path:
    for target in _candidates(wanted):
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        except FileExistsError:
            continue
        return target
    raise AssertionError("there is always another candidate")


def _candidates(wanted: Path) -> Iterator[Path]:
    """Yield the numbered names, but no free one beside which something lies that would seem to be its own."""
    for target in _number(wanted):
        beside = (target.with_name(target.name + suffix) for suffix in (SIDECAR_SUFFIX, REASON_SUFFIX))
        if os.path.lexists(target) or not any(os.path.lexists(path) for path in beside):
            yield target


def _number(wanted: Path) -> Iterator[Path]:
    """Yield `Brand.txt`, `Brand-2.txt`, `Brand-3.txt` and so on without end."""
    yield wanted
    yield from (wanted.with_name(f"{wanted.stem}-{count}{wanted.suffix}") for count in itertools.count(2))


def _fit_name(path: Path) -> Path:
    """Shorten a name that leaves no room for suffixes; a hash of the whole keeps it apart from its like."""
    raw = os.fsencode(path.name)
    if len(raw) <= _LONGEST_NAME:
        return path
    tail = f"~{hashlib.sha256(raw).hexdigest()[:12]}{path.suffix[-16:]}"
    return path.with_name(raw[: _LONGEST_NAME - len(os.fsencode(tail))].decode("utf-8", "ignore") + tail)


def _is_same(source: Path, target: Path) -> bool:
    """Tell whether a move that a crash interrupted has put the file there already."""
    one, other = source.lstat(), target.lstat()
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _make_directory(directory: Path, batch: _Batch) -> None:
    missing = [parent for parent in (directory, *directory.parents) if not parent.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    batch.directories.update(parent.parent for parent in missing)


def _sync(paths: set[Path] | tuple[Path, ...]) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno != errno.EINVAL:  # some file systems can't sync a directory
                raise
        finally:
            os.close(handle)
