"""Put failed files back into the inbox: nothing is overwritten, and nothing is in neither place."""

from __future__ import annotations

import errno
import itertools
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.desk.errors import DeskError
from services.desk.inboxes import find_inbox
from services.ingest.core.names import REASON_SUFFIX, escape_name, name_sidecar
from services.ingest.core.returns import Failure, Return, read_failures
from shared.runtime.settings import ENV_PREFIX


@dataclass(frozen=True, slots=True)
class FailedFiles:
    """What lies below `failed/`: all paths, and those that have a reason."""

    inbox: Path
    failed: Path
    paths: frozenset[str]
    failures: tuple[Failure, ...]


def list_failed(data: Path | None, inbox: Path | None) -> FailedFiles:
    """Return the failed files of an inbox: as given, else as the environment says, else of a data directory."""
    found = find_inbox(data, inbox)
    failed = found.failed
    if not failed.is_dir():
        raise DeskError(f"{failed} is no directory; name the inbox with --inbox, or set {ENV_PREFIX}INBOX")
    paths = frozenset(str(path.relative_to(failed)) for path in failed.rglob("*") if not path.is_dir())
    return FailedFiles(found.path, failed, paths, read_reasons(failed, paths))


def read_reasons(failed: Path, paths: Collection[str]) -> tuple[Failure, ...]:
    """Return those of the files, named by their paths below `failed`, that have a reason there, with what it says."""
    return read_failures(paths, {path: _read_reason(failed / path) for path in paths if path.endswith(REASON_SUFFIX)})


def put_back(files: FailedFiles, planned: Return) -> str:
    """Move a file and its sidecar back, the sidecar first; return its name in the inbox as it is written down.

    Raises:
        DeskError: It can't be moved; the sentence says why.
    """
    source = files.failed / planned.path
    try:
        for target in _number(files.inbox / planned.name):
            if os.path.lexists(target):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if planned.sidecar is not None:
                _move(files.failed / planned.sidecar, target.with_name(name_sidecar(target.name)))
            _move(source, target)
            (files.failed / planned.reason).unlink(missing_ok=True)
            return escape_name(str(target.relative_to(files.inbox)))
    except OSError as error:
        raise DeskError(f"{escape_name(str(source))} can't be put back: {error.strerror or error}") from error
    raise AssertionError("there is always another name")


def _move(source: Path, target: Path) -> None:
    """Give the file its new name beside the old one, then take the old one away: nothing is ever replaced."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        source.rename(target)
        return
    source.unlink()


def _number(wanted: Path) -> Iterator[Path]:
    yield wanted
    yield from (wanted.with_name(f"{wanted.stem}-{count}{wanted.suffix}") for count in itertools.count(2))


def _read_reason(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
