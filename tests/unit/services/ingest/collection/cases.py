"""What a file of the collection is, and what is to become of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

LEAD = (
    "Bei einem Brand in einem Möbelhaus in Talheim sind am Freitag zwölf Menschen verletzt worden, drei davon schwer."
)
MORE = "Das teilte die Feuerwehr am Abend mit. Rund 90 Einsatzkräfte waren bis in die Nacht vor Ort."
LAST = "Die Polizei schätzt den Schaden auf mehr als 300.000 Euro und sucht nach der Ursache des Feuers."
TITLE = "Zwölf Verletzte bei Brand in Möbelhaus"
BODY = f"{LEAD}\n\n{MORE}\n\n{LAST}\n"
TEXT = f"{TITLE}\n\n{BODY}"


@dataclass(frozen=True)
class Expected:
    """One article: fields that must have these values, words its text must hold in this order, and must not hold."""

    fields: Mapping[str, object] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A file. `articles`: what it becomes; `reason`: the code it fails with; `entries`: those of its bad entries."""

    name: str
    data: bytes
    articles: tuple[Expected, ...] = ()
    reason: str | None = None
    why: str = ""
    entries: tuple[str, ...] = ()
    sidecar: Mapping[str, object] | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)


def good(
    name: str,
    data: bytes | str,
    *words: str,
    without: tuple[str, ...] = (),
    sidecar: Mapping[str, object] | None = None,
    beside: Mapping[str, bytes] | None = None,
    **fields: object,
) -> Case:
    """Return a file that holds one article."""
    raw = data.encode() if isinstance(data, str) else data
    return Case(name, raw, (Expected(fields, words or (LEAD, LAST), without),), sidecar=sidecar, beside=beside or {})


def bad(
    name: str,
    data: bytes | str,
    reason: str,
    why: str = "",
    *,
    sidecar: Mapping[str, object] | None = None,
    beside: Mapping[str, bytes] | None = None,
) -> Case:
    """Return a file that holds none."""
    return Case(
        name,
        data.encode() if isinstance(data, str) else data,
        reason=reason,
        why=why,
        sidecar=sidecar,
        beside=beside or {},
    )


def many(
    name: str,
    data: bytes | str,
    *articles: Expected,
    entries: tuple[str, ...] = (),
    sidecar: Mapping[str, object] | None = None,
) -> Case:
    """Return a file that holds several; `entries`: codes of those that are none."""
    raw = data.encode() if isinstance(data, str) else data
    reason = "some_entries_failed" if entries else None
    return Case(name, raw, articles, reason=reason, entries=entries, sidecar=sidecar)


def dump(document: object) -> bytes:
    """Return compact JSON."""
    return json.dumps(document, ensure_ascii=False).encode()
