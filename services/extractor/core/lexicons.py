"""The words the extractor knows: read from `lexicon/*.yaml`, checked once, indexed for looking up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.extractor.core.lexicon_forms import FILE_FORMS, LexiconError, check_rows

__all__ = ["FILES", "LEXICON_FOLDER", "Entry", "Lexicon", "LexiconError", "find_words", "load_lexicon", "read_entries"]

LEXICON_FOLDER = Path(__file__).parent.parent / "lexicon"
FILES = tuple(FILE_FORMS)
RULES_VERSION = "1"
"""Part of every ruleset hash: raised when the code reads differently with the same lexicons."""

_NOT_FIELDS = frozenset(["id", "forms", "example", "not", "yields", "note"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a lexicon file; `fields` holds everything but id, forms, note and the examples."""

    file: str
    id: str
    forms: tuple[str, ...]
    fields: Mapping[str, Any]
    example: str
    counter_example: str | None
    yields: str | None

    def get(self, field: str, default: Any = None) -> Any:
        """Return a field of the entry."""
        return self.fields.get(field, default)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by file, and the hash that names this state of words and rules."""

    entries: Mapping[str, tuple[Entry, ...]]
    ruleset: str

    def __getitem__(self, file: str) -> tuple[Entry, ...]:
        return self.entries[file]


@cache
def load_lexicon(folder: Path = LEXICON_FOLDER) -> Lexicon:
    """Read and check every lexicon file; LexiconError names file and entry where the form is wrong."""
    digest = hashlib.sha256(RULES_VERSION.encode())
    entries = {}
    for name in FILES:
        content = (folder / f"{name}.yaml").read_bytes()
        digest.update(name.encode() + b"\0" + content)
        entries[name] = read_entries(name, content.decode("utf-8"))
    for code in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(code.read_bytes())
    _check_references(entries)
    return Lexicon(entries, digest.hexdigest()[:16])


def read_entries(file: str, content: str) -> tuple[Entry, ...]:
    """Return the entries of one file's content, checked."""
    try:
        rows = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as fault:
        raise LexiconError(f"{file}.yaml is no YAML: {fault}") from fault
    check_rows(file, rows)
    return tuple(_make_entry(file, row) for row in rows)


def _make_entry(file: str, row: Mapping[str, Any]) -> Entry:
    fields = {key: value for key, value in row.items() if key not in _NOT_FIELDS}
    yields = None if row.get("yields") is None else str(row["yields"])
    return Entry(file, row["id"], tuple(row.get("forms", ())), fields, row["example"], row.get("not"), yields)


def _check_references(entries: Mapping[str, tuple[Entry, ...]]) -> None:
    """Refuse ids that no entry has: a place within nowhere, a source without its parent."""
    for file, field, target in _REFERENCES:
        known = {entry.id for entry in entries[target]}
        for entry in entries[file]:
            named = entry.get(field, ())
            for name in [named] if isinstance(named, str) else named:
                if name not in known:
                    raise LexiconError(
                        f"{file}.yaml: {entry.id!r} has the {field} {name!r}, which is no id of {target}.yaml; "
                        f"add it there or correct it here"
                    )


_REFERENCES = (
    ("places", "within", "places"),
    ("sources", "parents", "sources"),
    ("events", "area", "places"),
    ("counted_nouns", "group", "counted_nouns"),
)
"""File and field that name entries, and the file that must hold them."""


@cache
def _read_words() -> Mapping[str, frozenset[str]]:
    content = (LEXICON_FOLDER / "function_words.yaml").read_text(encoding="utf-8")
    return {entry.id: frozenset(entry.forms) for entry in read_entries("function_words", content)}


def find_words(part: str) -> frozenset[str]:
    """Return the words that play the part in grammar; LexiconError where `function_words.yaml` has no such entry.

    They are the same for every lexicon folder: rules are written around them.
    """
    words = _read_words().get(part)
    if words is None:
        raise LexiconError(f"function_words.yaml: no entry {part!r}, which the rules ask for; bring it back")
    return words
