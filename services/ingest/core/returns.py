"""Decide which failed files go back into the inbox, and under which names: for `lagebild retry`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from services.ingest.core.names import REASON_SUFFIX, name_sidecar


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed file. `path`: below `failed/`, with its day. `where`: its name in the inbox. `code`, `reason`: why."""

    path: str
    where: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """A file that goes back. Paths below `failed/`; `sidecar` goes along, `reason` is removed; `name`: in the inbox."""

    path: str
    sidecar: str | None
    reason: str
    name: str


def read_failures(paths: Collection[str], reasons: Mapping[str, Mapping[str, object]]) -> tuple[Failure, ...]:
    """Return the failed files, by name. `paths`: all files below `failed/`; `reasons`: what each reason's file says."""
    known = set(paths)
    failures = []
    for path, said in sorted(reasons.items()):
        text = path.removesuffix(REASON_SUFFIX)
        if text in known:
            failures.append(
                Failure(text, _find_name(text, str(said.get("where", ""))), str(said.get("what")), str(said.get("why")))
            )
    return tuple(failures)


def choose_failures(failures: Sequence[Failure], names: Sequence[str], codes: Sequence[str]) -> tuple[Failure, ...]:
    """Return those whose name matches one of `names` and whose code is one of `codes`; where none are given, all."""
    return tuple(
        failure
        for failure in failures
        if (not names or any(_matches(failure, name) for name in names)) and (not codes or failure.code in codes)
    )


def plan_return(failure: Failure, paths: Collection[str]) -> Return:
    """Return what is to be moved for a failed file to come back."""
    sidecar = name_sidecar(failure.path)
    return Return(failure.path, sidecar if sidecar in paths else None, failure.path + REASON_SUFFIX, failure.where)


def _find_name(path: str, where: str) -> str:
    """Return the name that the file had in the inbox: on the shelf `a.txt` may have become `a-2.txt`.

    `where` is written with escapes; where it has some, the shelf's name is taken, which is a right one too.
    """
    below = path.partition("/")[2]
    usable = where and "\\" not in where and not where.startswith("/") and ".." not in where.split("/")
    return where if usable else below


def _matches(failure: Failure, wanted: str) -> bool:
    names = (failure.path, failure.where, failure.where.rpartition("/")[2])
    return any(name == wanted or fnmatch(name, wanted) for name in names)
