"""Open claimed files: never more than may be read, never what lies outside, never what is still changing."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.ingest.adapters.claims import Claim
from services.ingest.adapters.renames import AnyPath
from services.ingest.adapters.sightings import Stamp
from services.ingest.core.formats import Format, choose_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import MAX_SIDECAR_BYTES, refuse_sidecar


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file open for reading, and the format that reads it."""

    handle: int
    size: int
    format: Format


@contextmanager
def open_claim(inbox: Path, claim: Claim) -> Iterator[OpenFile | Rejection]:
    """Open the file, or say why it can't be; it is closed in the end. `inbox` is a real path.

    Raises:
        OSError: The machine is short of something (open files, memory), or the file changed; later it may go.
    """
    found = _open_claim(inbox, claim)
    try:
        yield found
    finally:
        if isinstance(found, OpenFile):
            os.close(found.handle)


def _open_claim(inbox: Path, claim: Claim) -> OpenFile | Rejection:
    path = _locate(inbox, claim)
    if isinstance(path, Rejection):
        return path
    stamp = claim.sighting.stamp
    chosen = choose_format(claim.name, stamp.size)
    if isinstance(chosen, Rejection):
        return chosen
    handle = _open(path, stamp)
    return handle if isinstance(handle, Rejection) else OpenFile(handle, stamp.size, chosen)


def read_all(opened: OpenFile) -> bytes:
    """Return all bytes of a file whose format bounds them. OSError where it changed meanwhile."""
    data = _read_up_to(opened.handle, opened.size + 1)  # one more: a file that grew shows
    if len(data) != opened.size:
        raise OSError(errno.ESTALE, "the file was changed while it was read")
    return data


def check_unchanged(opened: OpenFile, stamp: Stamp) -> None:
    """Raise OSError where the open file is not what was seen any more: somebody writes to it still."""
    now = Stamp.of(os.fstat(opened.handle))
    if (now.size, now.mtime_ns) != (stamp.size, stamp.mtime_ns):
        raise OSError(errno.ESTALE, "the file was changed while it was read")


def hash_content(opened: OpenFile) -> str:
    """Return SHA-256 of the content, read piece by piece."""
    with os.fdopen(os.dup(opened.handle), "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    os.lseek(opened.handle, 0, os.SEEK_SET)
    return digest


def read_companion(claim: Claim) -> bytes | Rejection | None:
    """Return the bytes of the file's sidecar, None where it has none, or why it can't be read."""
    stamp = claim.sighting.sidecar
    if stamp is None or claim.sidecar is None:
        return None
    if stamp.kind != "file":
        return refuse_sidecar(f"it is a {stamp.kind}, not a file; a sidecar that is a link is not followed")
    opened = _open(claim.sidecar, stamp)
    if isinstance(opened, Rejection):
        return refuse_sidecar(opened.reason)
    try:
        return _read_up_to(opened, MAX_SIDECAR_BYTES + 1)
    finally:
        os.close(opened)


def read_bounded(path: Path, limit: int) -> bytes:
    """Return at most `limit` + 1 bytes of a plain file. OSError where it is none, or a link."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if Stamp.of(os.fstat(handle)).kind != "file":
            raise OSError(errno.EINVAL, "not a file", str(path))
        return _read_up_to(handle, limit + 1)
    finally:
        os.close(handle)


def _locate(inbox: Path, claim: Claim) -> AnyPath | Rejection:
    """Return where to read, for a link what it leads to within the inbox."""
    kind = claim.sighting.stamp.kind
    if kind == "file":
        return claim.path
    if kind != "link":
        return _refuse_kind(f"this is a {kind}, not a file")
    if claim.target is None:
        return _refuse_kind("this is a link that leads to no file (any more)")
    if not claim.target.is_relative_to(inbox):
        return _OUTSIDE
    return claim.target if claim.target.is_file() else _refuse_kind("this is a link to a directory or device")


def _open(path: AnyPath, stamp: Stamp) -> int | Rejection:
    """Return a handle. NONBLOCK: a pipe put in the file's place must not stop us; NOFOLLOW: nor a link lead us out."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return _explain_failure(error)
    now = Stamp.of(os.fstat(handle))
    if now.kind != "file" or (now.inode, now.size, now.mtime_ns) != (stamp.inode, stamp.size, stamp.mtime_ns):
        os.close(handle)
        raise OSError(errno.ESTALE, "the file was changed after it was seen", str(path))
    return handle


def _read_up_to(handle: int, count: int) -> bytes:
    chunks: list[bytes] = []
    while count > 0:
        wanted = min(count, 1 << 20)
        chunk = os.read(handle, wanted)
        chunks.append(chunk)
        count -= len(chunk)
        if len(chunk) < wanted:  # the end: of plain files the kernel gives all there is
            break
    return b"".join(chunks)


def _explain_failure(error: OSError) -> Rejection:
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
