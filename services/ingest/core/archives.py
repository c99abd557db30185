"""Read gzip, ZIP and tar archives of the other formats, piece by piece in memory: nothing is unpacked to disk."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from services.ingest.core.allowances import Allowance, BombError, NestingError, unpack
from services.ingest.core.drafts import Draft
from services.ingest.core.facts import NOTHING, Facts, complete_facts, keep_shareable
from services.ingest.core.manifests import MAX_MANIFEST_BYTES, Manifest, read_manifest
from services.ingest.core.members import Member, list_tar_members, list_zip_members
from services.ingest.core.names import (
    MANIFEST_NAME,
    WORDLESS_SUFFIXES,
    escape_name,
    find_suffix,
    is_ignored,
    is_sidecar,
    name_sidecar,
)
from services.ingest.core.readers import choose_format, read_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import MAX_SIDECAR_BYTES, fit_sidecar, read_sidecar

_MOST_NESTED_BYTES = 50_000_000
"""Of an archive within an archive, which is held in memory; three of them may be open at once."""
_MOST_COMPANION_BYTES = 64_000_000
_BAD_ARCHIVE = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
_Listing = Callable[[], Iterator[Member]]
_Found = Iterator[Draft | Rejection]


class _TooLargeError(ValueError):
    """An archive within an archive is larger than can be held."""


def read_gzip(file: BinaryIO, name: str, allowance: Allowance) -> _Found:
    """Yield the articles of a gzipped file; its name without `.gz` tells the format (`.tgz`: a tar archive)."""
    yield from _explain(_read_gzip(file, name, allowance))


def read_zip(file: BinaryIO, name: str, allowance: Allowance) -> _Found:
    """Yield the articles of all members in the archive's order, with their sidecars and manifests."""
    del name
    yield from _explain(_read_zip(file, allowance))


def read_tar(file: BinaryIO, name: str, allowance: Allowance) -> _Found:
    """Yield the articles of all members in the archive's order, with their sidecars and manifests."""
    del name
    yield from _explain(_read_tar(file, allowance))


def _explain(found: _Found) -> _Found:
    """Pass on what is found; where the archive can't be read on, its rejection is the last."""
    try:
        yield from found
    except NestingError as error:
        yield _refuse_nesting(error)
    except BombError as error:
        yield _refuse_bomb(error)
    except _TooLargeError as error:
        yield Rejection("too_large", str(error), "Unpack the outer archive and drop what is in it.")
    except RecursionError:
        raise
    except _BAD_ARCHIVE as error:
        yield _refuse_damage(error)


def _read_gzip(file: BinaryIO, name: str, allowance: Allowance) -> _Found:
    inner = f"{name[: -len('.tgz')]}.tar" if name.lower().endswith(".tgz") else name.rpartition(".")[0]
    with allowance.open_archive():
        held = _hold(file)
        packed = held.seek(0, io.SEEK_END)
        if inner.lower().endswith(".tar"):
            yield from _read_members(partial(_list_gzipped_tar, held, packed, allowance), allowance)
        else:
            held.seek(0)
            with gzip.GzipFile(fileobj=held) as stream:
                yield from read_member(unpack(cast("BinaryIO", stream), packed, allowance), inner, None, allowance)


def _list_gzipped_tar(held: BinaryIO, packed: int, allowance: Allowance) -> Iterator[Member]:
    held.seek(0)
    with gzip.GzipFile(fileobj=held) as stream:
        yield from list_tar_members(unpack(cast("BinaryIO", stream), packed, allowance))


def _read_zip(file: BinaryIO, allowance: Allowance) -> _Found:
    with allowance.open_archive(), zipfile.ZipFile(_hold(file)) as archive:
        yield from _read_members(partial(list_zip_members, archive), allowance)


def _read_tar(file: BinaryIO, allowance: Allowance) -> _Found:
    with allowance.open_archive():
        held = _hold(file)

        def list_members() -> Iterator[Member]:
            held.seek(0)
            yield from list_tar_members(held)

        yield from _read_members(list_members, allowance)


def _hold(file: BinaryIO) -> BinaryIO:
    """Return the file itself, or its copy in memory where it can't be sought, since it lies within an archive."""
    if file.seekable():
        return file
    data = file.read(_MOST_NESTED_BYTES + 1)
    if len(data) > _MOST_NESTED_BYTES:
        raise _TooLargeError(f"an archive of more than {_MOST_NESTED_BYTES:,} bytes within an archive")
    return io.BytesIO(data)


def _read_members(list_members: _Listing, allowance: Allowance) -> _Found:
    companions = _collect_companions(list_members, allowance)
    manifests: dict[str, Manifest] = {}
    found, passed_over = False, 0
    for member in list_members():
        path = PurePosixPath(member.name)
        if _is_companion(path) or is_ignored(path.name) or path.parts[:1] == ("__MACOSX",):
            continue
        if find_suffix(path.name) in WORDLESS_SUFFIXES:
            passed_over += 1
            continue
        found = True
        if member.flaw is not None:
            yield replace(member.flaw, entry=escape_name(member.name))
            continue
        folder = str(path.parent)
        if folder not in manifests:
            manifests[folder] = _read_manifest(companions.get(str(path.with_name(MANIFEST_NAME))))
        given = _read_given(companions.get(name_sidecar(member.name)), manifests[folder], member)
        with member.open() as stream:
            yield from read_member(unpack(stream, member.packed, allowance), member.name, given, allowance)
    if passed_over and not found:
        yield Rejection(
            "no_text", "the archive holds pictures and the like, and no text", "Drop the texts that go along."
        )
    elif not found:
        yield Rejection("empty", "the archive holds no file", "Check whether the program that wrote it had finished.")


def _collect_companions(list_members: _Listing, allowance: Allowance) -> dict[str, bytes]:
    """Return the sidecars and manifests by name: in a tar archive they may stand behind what they describe."""
    companions: dict[str, bytes] = {}
    left = _MOST_COMPANION_BYTES
    for member in list_members():
        allowance.take_member()
        path = PurePosixPath(member.name)
        if _is_companion(path) and member.flaw is None:
            limit = MAX_SIDECAR_BYTES if is_sidecar(path.name) else MAX_MANIFEST_BYTES
            with member.open() as stream:
                data = unpack(stream, member.packed, allowance).read(limit + 1)
            companions[str(path)] = data
            left -= len(data)
            if left < 0:
                raise BombError(f"its sidecars and manifests have more than {_MOST_COMPANION_BYTES:,} bytes")
    return companions


def _is_companion(path: PurePosixPath) -> bool:
    return is_sidecar(path.name) or path.name == MANIFEST_NAME


def _read_given(sidecar: bytes | None, manifest: Manifest, member: Member) -> Facts | Rejection:
    described = NOTHING if sidecar is None else read_sidecar(sidecar)
    if isinstance(described, Rejection):
        return described
    listed = manifest.find(PurePosixPath(member.name).name)
    return listed if isinstance(listed, Rejection) else complete_facts(described, listed)


def _read_manifest(data: bytes | None) -> Manifest:
    return Manifest() if data is None else read_manifest(data)


def read_member(
    stream: BinaryIO, name: str, given: Facts | Rejection | None, allowance: Allowance
) -> Iterator[Draft | Rejection]:
    """Yield what a file within a file holds.

    `given`: what its sidecar and manifest say; None for what is gzipped: it has no place of its own within the other.
    """
    place = "" if given is None else escape_name(name)
    chosen = choose_format(name, 0)
    if isinstance(chosen, Rejection) or isinstance(given, Rejection):
        refused = chosen if isinstance(chosen, Rejection) else given
        assert isinstance(refused, Rejection)
        yield replace(refused, entry=place)
        return
    fitting = fit_sidecar(given or NOTHING, several=chosen.collection)
    if isinstance(fitting, Rejection):
        yield replace(fitting, entry=place)
        return
    for found in read_format(chosen, stream, name, allowance):
        entry = "#".join(filter(None, (place, found.entry)))
        yield replace(found, entry=entry) if isinstance(found, Rejection) else describe_draft(found, fitting, entry)
        fitting = keep_shareable(fitting)


def describe_draft(draft: Draft, given: Facts, entry: str) -> Draft:
    """Return the draft with what its sidecar or manifest gives; what is given is not guessed."""
    facts = complete_facts(given, draft.facts)
    guessed = frozenset(key for key in draft.guessed if getattr(given, key, None) is None)
    return replace(draft, facts=facts, entry=entry, guessed=guessed)


def _refuse_nesting(error: Exception) -> Rejection:
    return Rejection("too_complex", f"packed too deeply: {error}", "Unpack the outer ones and drop what is in them.")


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
