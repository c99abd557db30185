"""Read gzip and ZIP archives of the other formats, piece by piece in memory: nothing is unpacked to disk."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from services.ingest.core.drafts import Draft
from services.ingest.core.facts import NOTHING, Facts, complete_facts
from services.ingest.core.limits import MAX_MEMBERS, MAX_NESTING, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_MATTERS_FROM
from services.ingest.core.manifests import MAX_MANIFEST_BYTES, Manifest, read_manifest
from services.ingest.core.names import MANIFEST_NAME, escape_name, is_ignored, is_sidecar, name_sidecar
from services.ingest.core.readers import choose_format, read_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import MAX_SIDECAR_BYTES, read_sidecar

_MOST_NESTED_BYTES = 100_000_000
_BAD_ARCHIVE = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)


class BombError(ValueError):
    """An archive unpacks to more than any collection of articles would."""


class Unpacking(io.RawIOBase):
    """A stream out of an archive that ends with BombError when it swells. `packed`: bytes it is unpacked from."""

    def __init__(self, stream: BinaryIO, packed: int, budget: int = MAX_UNPACKED_BYTES) -> None:
        super().__init__()
        self._stream = stream
        self._most = min(budget, max(RATIO_MATTERS_FROM, packed * MAX_RATIO))
        self.count = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; BombError where the archive has swollen beyond measure."""
        data = self._stream.read(len(buffer))
        self.count += len(data)
        if self.count > self._most:
            raise BombError(f"it unpacks to more than {self._most:,} bytes")
        buffer[: len(data)] = data
        return len(data)


def read_gzip(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the articles of a gzipped file; its name without `.gz` tells the format."""
    inner = name.rpartition(".")[0]
    if inner.lower().endswith((".gz", ".zip", ".tar")):
        yield _refuse_nesting(f"a {PurePosixPath(inner).suffix} within .gz")
        return
    try:
        if not file.seekable():  # within a ZIP
            file = io.BytesIO(file.read(_MOST_NESTED_BYTES))
        packed = file.seek(0, io.SEEK_END)
        file.seek(0)
        with gzip.GzipFile(fileobj=file) as stream:
            yield from _read_member(Unpacking(cast("BinaryIO", stream), packed), inner, None)
    except BombError as error:
        yield _refuse_bomb(error)
    except _BAD_ARCHIVE as error:
        yield _refuse_damage(error)


def read_zip(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the articles of all members in the archive's order, with their sidecars and manifests."""
    if name.lower().count(".zip") > MAX_NESTING:
        yield _refuse_nesting("archives within archives")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _read_members(archive)
    except BombError as error:
        yield _refuse_bomb(error)
    except (*_BAD_ARCHIVE, RuntimeError, ValueError) as error:
        yield _refuse_damage(error)


def _read_members(archive: zipfile.ZipFile) -> Iterator[Draft | Rejection]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise BombError(f"it has {len(members):,} members, and {MAX_MEMBERS:,} are read at most")
    named = {info.filename: info for info in members}
    manifests: dict[str, Manifest] = {}
    budget = MAX_UNPACKED_BYTES
    found = False
    for info in members:
        path = PurePosixPath(info.filename)
        if is_sidecar(info.filename) or is_ignored(path.name) or path.parts[:1] == ("__MACOSX",):
            continue
        if path.name == MANIFEST_NAME:
            continue
        found = True
        refused = _refuse_member(info, path)
        if refused is not None:
            yield refused
            continue
        folder = str(path.parent)
        if folder not in manifests:
            manifests[folder] = _read_manifest(archive, named.get(str(path.with_name(MANIFEST_NAME))))
        given = _read_given(archive, named.get(name_sidecar(info.filename)), manifests[folder], path.name)
        with archive.open(info) as stream:
            unpacking = Unpacking(cast("BinaryIO", stream), info.compress_size, budget)
            yield from _read_member(unpacking, info.filename, given, size=info.file_size)
        budget -= unpacking.count
    if not found:
        yield Rejection("empty", "the archive holds no file", "Check whether the program that wrote it had finished.")


def _refuse_member(info: zipfile.ZipInfo, path: PurePosixPath) -> Rejection | None:
    place = escape_name(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename:
        return Rejection(
            "outside_inbox", "its name in the archive leads outside", "Pack it again with plain relative names.", place
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        return Rejection("not_a_file", "a link within an archive", "Pack the file itself, not a link to it.", place)
    if info.flag_bits & 1:
        return Rejection("encrypted", "locked with a password", "Pack it again without a password.", place)
    if info.filename.lower().endswith(".zip"):
        return replace(_refuse_nesting("a .zip within .zip"), entry=place)
    return None


def _read_given(
    archive: zipfile.ZipFile, sidecar: zipfile.ZipInfo | None, manifest: Manifest, name: str
) -> Facts | Rejection:
    described = NOTHING
    if sidecar is not None:
        with archive.open(sidecar) as stream:
            read = read_sidecar(stream.read(MAX_SIDECAR_BYTES + 1))
        if isinstance(read, Rejection):
            return read
        described = read
    listed = manifest.find(name)
    return listed if isinstance(listed, Rejection) else complete_facts(described, listed)


def _read_manifest(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None) -> Manifest:
    if info is None:
        return Manifest()
    with archive.open(info) as stream:
        return read_manifest(
            Unpacking(cast("BinaryIO", stream), info.compress_size).read(MAX_MANIFEST_BYTES + 1) or b""
        )


def _read_member(
    stream: Unpacking, name: str, given: Facts | Rejection | None, size: int = 0
) -> Iterator[Draft | Rejection]:
    place = "" if given is None else escape_name(name)
    chosen = choose_format(name, size)
    if isinstance(chosen, Rejection) or isinstance(given, Rejection):
        refused = chosen if isinstance(chosen, Rejection) else given
        assert isinstance(refused, Rejection)
        yield replace(refused, entry=place)
        return
    for found in read_format(chosen, cast("BinaryIO", io.BufferedReader(stream)), name):
        entry = "#".join(filter(None, (place, found.entry)))
        yield (
            replace(found, entry=entry)
            if isinstance(found, Rejection)
            else describe_draft(found, given or NOTHING, entry)
        )


def describe_draft(draft: Draft, given: Facts, entry: str) -> Draft:
    """Return the draft with what its sidecar or manifest gives; what is given is not guessed."""
    facts = complete_facts(given, draft.facts)
    guessed = frozenset(key for key in draft.guessed if getattr(given, key, None) is None)
    return replace(draft, facts=facts, entry=entry, guessed=guessed)


def _refuse_nesting(what: str) -> Rejection:
    return Rejection(
        "unsupported_format", f"format not supported: {what}", "Unpack it once and drop what is in it, or pack it anew."
    )


def _refuse_bomb(error: Exception) -> Rejection:
    return Rejection(
        "bomb",
        f"the archive swells beyond measure: {error}",
        "Archives of articles shrink to a third or a tenth. If this one is honest, unpack it and drop the files.",
    )


def _refuse_damage(error: Exception) -> Rejection:
    return Rejection(
        "damaged",
        f"the archive can't be unpacked: {str(error) or type(error).__name__}",
        "Copy it again, or pack it anew.",
    )
