"""The files in a ZIP or tar archive, as they are found there: nothing of them is unpacked before it is asked for."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from services.ingest.core.rejections import Rejection

_LINK = Rejection("not_a_file", "a link within an archive", "Pack the file itself, not a link to it.")
_NO_FILE = Rejection("not_a_file", "a pipe, a device or a file with holes within an archive", "Pack plain files only.")
_LOCKED = Rejection("encrypted", "locked with a password", "Pack it again without a password.")
_OUTSIDE = Rejection(
    "outside_inbox", "its name in the archive leads outside", "Pack it again with plain relative names."
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `size`: as the archive says; `packed`: bytes it is unpacked from.

    `flaw`: why it is refused. `open`: called while it is the last that was listed.
    """

    name: str
    size: int
    packed: int
    flaw: Rejection | None
    open: Callable[[], BinaryIO]


def list_zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """Yield the files of a ZIP archive in its order, directories left out."""
    for info in archive.infolist():
        if not info.is_dir():
            yield Member(info.filename, info.file_size, info.compress_size, _find_zip_flaw(info), _bind(archive, info))


def _bind(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", archive.open(info))


def _find_zip_flaw(info: zipfile.ZipInfo) -> Rejection | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.flag_bits & 1:
        return _LOCKED
    return _find_misplacement(info.filename)


def list_tar_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the files of a tar archive in its order, directories left out; the stream is read once, from its start."""
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        while (info := archive.next()) is not None:
            vars(archive)["members"].clear()  # else it remembers each of a hundred thousand
            if not info.isdir():
                yield Member(info.name, info.size, info.size, _find_tar_flaw(info), _bind_tar(archive, info))


def _bind_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", archive.extractfile(info))


def _find_tar_flaw(info: tarfile.TarInfo) -> Rejection | None:
    if info.issym() or info.islnk():
        return _LINK
    if not info.isreg() or info.issparse():
        return _NO_FILE
    return _find_misplacement(info.name)


def _find_misplacement(name: str) -> Rejection | None:
    path = PurePosixPath(name)
    return _OUTSIDE if path.is_absolute() or ".." in path.parts or "\\" in name else None
