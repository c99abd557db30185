"""Move files to a shelf (processed/, failed/, duplicate/), by date, overwriting nothing and losing nothing."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.ingest.adapters.renames import AnyPath, rename_new
from services.ingest.core.names import MARKER_SUFFIX, REASON_SUFFIX, SIDECAR_SUFFIX, name_sidecar
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)

_LONGEST_NAME = 225
"""Bytes: with `-9999`, `.meta.json` or `.reason.json` behind it a name stays within the 255 that file systems take."""
_MOST_BYTES_A_CHARACTER = 4
_SEARCHED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Move:
    """A claimed file for a shelf, with its sidecar. `name`: path below the day. `reason` is written beside it."""

    path: AnyPath
    sidecar: AnyPath | None
    name: str
    shelf: Path
    day: str
    reason: Mapping[str, object] | None = None
    marked: bool = False


def shelve(moves: Sequence[Move]) -> list[str | OSError]:
    """Move all files and return for each where it now lies, or what went wrong; that file then lies where it lay.

    A file is renamed in one step, so that it is in one place at any moment; directories are synced once for the batch.
    A reason is written before its file comes.
    """
    touched: set[str] = set()
    outcomes = [_place(move, touched) for move in moves]
    try:
        _sync(touched)
    except OSError as error:
        LOG.warning("a directory could not be synced to disk", extra=fields(error=str(error)))
    return outcomes


def find_bereaved(shelves: Iterable[Path], name: str) -> Path | None:
    """Return the text of that name on a shelf of the last days that has no sidecar, or None."""
    for shelf in shelves:
        days = sorted((day for day in shelf.iterdir() if day.is_dir()), reverse=True) if shelf.is_dir() else []
        for day in days[:_SEARCHED_DAYS]:
            for target in itertools.takewhile(os.path.lexists, number_names(_fit_name(day / name))):
                if not os.path.lexists(target.with_name(name_sidecar(target.name))):
                    return target
    return None


def number_names(wanted: Path) -> Iterator[Path]:
    """Yield `Brand.txt`, `Brand-2.txt`, `Brand-3.txt` and so on without end."""
    yield wanted
    yield from (wanted.with_name(f"{wanted.stem}-{count}{wanted.suffix}") for count in itertools.count(2))


def _place(move: Move, touched: set[str]) -> str | OSError:
    wanted = f"{move.shelf}/{move.day}/{move.name}"
    directory, _, last = wanted.rpartition("/")
    if len(last) * _MOST_BYTES_A_CHARACTER > _LONGEST_NAME:
        wanted = str(_fit_name(Path(wanted)))
    try:
        if directory not in touched:
            _make_directory(Path(directory), touched)
        target = _move_text(move, wanted)
        if move.sidecar is not None:
            _move(move.sidecar, name_sidecar(target))
        if move.marked:  # it has said what it had to say
            Path(f"{move.path}{MARKER_SUFFIX}").unlink(missing_ok=True)
    except OSError as error:
        return error
    return target


def _move_text(move: Move, wanted: str) -> str:
    for target in _candidates(wanted):
        if move.reason is None:
            try:
                _move(move.path, target)
            except FileExistsError:
                continue
            return target
        if _move_with_reason(move.path, target, move.reason):
            return target
    raise AssertionError("there is always another candidate")


def _move_with_reason(path: AnyPath, target: str, reason: Mapping[str, object]) -> bool:
    beside = Path(target + REASON_SUFFIX)
    _write_reason(beside, reason)
    try:
        _move(path, target)
    except OSError as error:
        beside.unlink()
        if isinstance(error, FileExistsError):
            return False
        raise
    return True


def _candidates(wanted: str) -> Iterator[str]:
    """Yield the numbered names beside which nothing lies that would seem to be their own; they may be taken."""
    if not _has_companions(wanted):
        yield wanted
    for target in map(str, itertools.islice(number_names(Path(wanted)), 1, None)):
        if not _has_companions(target):
            yield target


def _has_companions(path: str) -> bool:
    # access() answers without raising, which is four times as quick where there is nothing
    return any(os.access(path + suffix, os.F_OK, follow_symlinks=False) for suffix in (SIDECAR_SUFFIX, REASON_SUFFIX))


def _move(source: AnyPath, target: str) -> None:
    """Rename, or copy to a shelf on another file system, whole or not at all; of pipes there is nothing to copy."""
    try:
        rename_new(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(Path(source), Path(target))
        Path(source).unlink()


def _copy(source: Path, target: Path) -> None:
    partial = _name_partial(target)
    partial.unlink(missing_ok=True)
    try:
        if source.is_symlink():
            partial.symlink_to(source.readlink())
        elif source.is_file():
            shutil.copy2(source, partial, follow_symlinks=False)
            _sync((partial,))
        else:
            partial.touch()
        rename_new(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _write_reason(path: Path, reason: Mapping[str, object]) -> None:
    partial = _name_partial(path)
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(reason, ensure_ascii=False, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _name_partial(path: Path) -> Path:
    return path.with_name(f".{os.getpid()}-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")


def _fit_name(path: Path) -> Path:
    """Shorten a name that leaves no room for suffixes; a hash of the whole keeps it apart from its like."""
    raw = os.fsencode(path.name)
    if len(raw) <= _LONGEST_NAME:
        return path
    tail = f"~{hashlib.sha256(raw).hexdigest()[:12]}{path.suffix[-16:]}"
    return path.with_name(raw[: _LONGEST_NAME - len(os.fsencode(tail))].decode("utf-8", "ignore") + tail)


def _make_directory(directory: Path, touched: set[str]) -> None:
    missing = [parent for parent in (directory, *directory.parents) if not parent.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    touched.update(str(parent.parent) for parent in missing)
    touched.add(str(directory))


def _sync(paths: Iterable[AnyPath]) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno != errno.EINVAL:  # some file systems can't sync a directory
                raise
        finally:
            os.close(handle)
