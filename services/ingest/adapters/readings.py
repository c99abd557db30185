"""Read a file of the inbox: never more than may be, never what lies outside, never what is still changing."""

from __future__ import annotations

import errno
import os
from enum import Enum
from pathlib import Path

from services.ingest.adapters.sightings import Sighting, Stamp, look_at
from services.ingest.core.formats import choose_format
from services.ingest.core.names import name_sidecar
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import MAX_SIDECAR_BYTES, refuse_sidecar


class Absence(Enum):
    """Why there is nothing to read now."""

    VANISHED = "vanished"
    CHANGED = "changed"
    """It will be looked at again when it has settled."""


def read_sighting(inbox: Path, sighting: Sighting) -> tuple[bytes, bytes | None] | Rejection | Absence:
    """Return the bytes of the file and of its sidecar, or why they can't be had. `inbox` is a real path.

    Raises:
        OSError: The machine is short of something (open files, memory); later it may go.
    """
    path = _locate(inbox, sighting.name, sighting.stamp)
    if not isinstance(path, Path):
        return path
    chosen = choose_format(sighting.name, sighting.stamp.size)
    if isinstance(chosen, Rejection):
        return chosen
    data = _read_bounded(path, sighting.stamp, chosen.max_bytes)
    if not isinstance(data, bytes):
        return data
    sidecar = _read_sidecar(inbox, sighting)
    return (data, sidecar) if sidecar is None or isinstance(sidecar, bytes) else sidecar


def _locate(inbox: Path, name: str, stamp: Stamp) -> Path | Rejection | Absence:
    """Return where to read, for a link what it leads to within the inbox."""
    if stamp.kind == "file":
        return inbox / name
    if stamp.kind != "link":
        return _refuse_kind(f"this is a {stamp.kind}, not a file")
    try:
        resolved = (inbox / name).resolve(strict=True)
        kind = Stamp.of(resolved.stat()).kind
    except (OSError, RuntimeError) as error:  # RuntimeError: a circle of links
        return _explain_failure(error if isinstance(error, OSError) else OSError(errno.ELOOP, str(error)), stamp)
    if not resolved.is_relative_to(inbox):
        return _OUTSIDE
    return resolved if kind == "file" else _refuse_kind(f"this is a link to a {kind}")


def _read_sidecar(inbox: Path, sighting: Sighting) -> bytes | Rejection | Absence | None:
    name = name_sidecar(sighting.name)
    if look_at(inbox / name) != sighting.sidecar:
        return Absence.CHANGED  # it came, went or changed since the last look: let it settle
    if sighting.sidecar is None:
        return None
    path = _locate(inbox, name, sighting.sidecar)
    data = _read_bounded(path, sighting.sidecar, MAX_SIDECAR_BYTES) if isinstance(path, Path) else path
    if isinstance(data, Absence):
        return Absence.CHANGED
    return refuse_sidecar(data.reason) if isinstance(data, Rejection) else data


def _read_bounded(path: Path, stamp: Stamp, limit: int) -> bytes | Rejection | Absence:
    """Return at most `limit` + 1 bytes: one more than allowed tells the core that there are more."""
    try:
        # NONBLOCK: a pipe put in the file's place must not stop us; NOFOLLOW: nor a link lead us out
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return _explain_failure(error, stamp)
    try:
        if not _is_unchanged(handle, stamp):
            return Absence.CHANGED
        data = _read_up_to(handle, limit + 1)
        return data if _is_unchanged(handle, stamp) else Absence.CHANGED
    except OSError as error:
        return _explain_failure(error, stamp)
    finally:
        os.close(handle)


def _read_up_to(handle: int, count: int) -> bytes:
    chunks: list[bytes] = []
    while count > 0:
        chunk = os.read(handle, min(count, 1 << 20))
        if not chunk:
            break
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _is_unchanged(handle: int, stamp: Stamp) -> bool:
    now = Stamp.of(os.fstat(handle))
    seen = (stamp.device, stamp.inode, stamp.size, stamp.mtime_ns)
    return now.kind == "file" and (now.device, now.inode, now.size, now.mtime_ns) == seen


def _explain_failure(error: OSError, stamp: Stamp) -> Rejection | Absence:
    if stamp.kind == "link" and error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return _refuse_kind("this is a link that leads to no file (any more)")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Absence.VANISHED
    if error.errno in (errno.ELOOP, errno.ENXIO):
        return Absence.CHANGED  # something else has taken its place since the last look
    if error.errno in (errno.EACCES, errno.EPERM, errno.EIO):
        return Rejection(
            "unreadable",
            f"can't be read: {error.strerror}",
            "Let the user who runs ingest read it (chmod a+r FILE), or check the disk, and drop it again.",
        )
    raise error


def _refuse_kind(what: str) -> Rejection:
    return Rejection("not_a_file", what, "Drop the file itself, with its text in it.")


_OUTSIDE = Rejection(  # where it leads is no business of whoever reads the reason
    "outside_inbox",
    "this is a link that leads outside the inbox; such links are not followed",
    "Copy the file into the inbox instead of linking to it.",
)
