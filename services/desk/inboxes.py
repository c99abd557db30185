"""The inbox seen from outside: where it is, what waits in it, and what was refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.desk.connections import DEFAULT_DATA
from services.desk.environments import read_environment
from services.desk.errors import DeskError
from services.ingest.core.names import (
    MARKER_SUFFIX,
    REASON_SUFFIX,
    SIDECAR_SUFFIX,
    escape_name,
    is_ignored,
    is_manifest,
    is_sidecar,
)
from shared.runtime.settings import ENV_PREFIX

_SHELVES = ("failed", "processed", "duplicate")
_PROCESSING = "processing"


@dataclass(frozen=True, slots=True)
class Inbox:
    """The directories of ingest as far as the desk looks into them; they need not exist."""

    path: Path
    failed: Path
    processed: Path
    duplicate: Path


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """What lies in the inbox. `waiting`: files that are not taken yet, or being read. `lone_sidecars`: their names.

    `refused_today` is counted by the day in UTC, as the shelves are; `refused` counts all that lie in `failed` now.
    """

    inbox: Inbox
    waiting: int
    lone_sidecars: tuple[str, ...]
    refused_today: int
    refused: int


def find_inbox(data: Path | None, given: Path | None = None) -> Inbox:
    """Return the inbox as given, else as the environment says, else of a data directory."""
    path = given or Path(_find_setting("INBOX", data) or (data or DEFAULT_DATA) / "inbox")
    shelves = {name: None if given else _find_setting(name.upper(), data) for name in _SHELVES}
    return Inbox(path, **{name: Path(shelf or path / name) for name, shelf in shelves.items()})


def count_inbox(inbox: Inbox, today: str) -> InboxCounts | None:
    """Return what waits and what was refused, or None where there is no such inbox; `today`: ISO 8601, in UTC.

    Raises:
        DeskError: A directory can't be listed.
    """
    if not inbox.path.is_dir():
        return None
    shelves = frozenset((inbox.failed, inbox.processed, inbox.duplicate, inbox.path / _PROCESSING))
    names = set(_list_names(inbox.path, shelves))
    texts = {name for name in names if not (is_sidecar(name) or is_manifest(name) or name.endswith(MARKER_SUFFIX))}
    claimed = sum(not is_sidecar(name) for name in _list_names(inbox.path / _PROCESSING, frozenset()) if "/" in name)
    lone = sorted(name for name in names if is_sidecar(name) and name.removesuffix(SIDECAR_SUFFIX) not in texts)
    failed = set(_list_names(inbox.failed, frozenset()))
    refused = [name for name in failed if name.endswith(REASON_SUFFIX) and name.removesuffix(REASON_SUFFIX) in failed]
    return InboxCounts(
        inbox=inbox,
        waiting=len(texts) + claimed,
        lone_sidecars=tuple(escape_name(name) for name in lone),
        refused_today=sum(name.startswith(f"{today}/") for name in refused),
        refused=len(refused),
    )


def _list_names(directory: Path, excluded: frozenset[Path]) -> Iterator[str]:
    """Yield the files below a directory by their paths in it, hidden and unfinished ones left out."""
    for parent, directories, files in os.walk(directory, onerror=_complain):
        directories[:] = [name for name in directories if not is_ignored(name) and Path(parent, name) not in excluded]
        for name in files:
            if not is_ignored(name):
                yield os.path.relpath(os.path.join(parent, name), directory)  # noqa: PTH118  (bytes that are no UTF-8)


def _complain(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a directory that was removed while we looked
        raise DeskError(f"{error.filename} can't be listed: {error.strerror}; let the user who runs this read it")


def _find_setting(name: str, data: Path | None) -> str | None:
    variable = f"{ENV_PREFIX}{name}"
    return (os.environ.get(variable) if data is None else None) or read_environment(data or DEFAULT_DATA).get(variable)
