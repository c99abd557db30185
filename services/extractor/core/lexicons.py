"""The words the extractor knows: read from `lexicon/*.yaml`, checked once, indexed for looking up."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LEXICON_FOLDER = Path(__file__).parent.parent / "lexicon"
FILES = (
    "abbreviations", "approximators", "counted_nouns", "dates", "events", "measures", "modalities", "numbers",
    "page_furniture", "places", "source_heads", "sources", "speech", "units",
)  # fmt: skip
RULES_VERSION = "1"
"""Part of every ruleset hash: raised when the code reads differently with the same lexicons."""

_FORM_FIELDS = ("forms", "aliases", "keywords", "strong")


class LexiconError(ValueError):
    """A lexicon file is not of the form that its header describes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a lexicon file; `fields` holds everything but id, forms and the examples."""

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
        entries[name] = tuple(read_entries(name, content.decode("utf-8")))
    for code in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(code.read_bytes())
    return Lexicon(entries, digest.hexdigest()[:16])


def read_entries(file: str, content: str) -> Iterable[Entry]:
    """Yield the entries of one file's content, checked."""
    rows = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    if not isinstance(rows, list):
        raise LexiconError(f"{file}.yaml: a list of entries is needed, each beginning with '- {{id: …'")
    seen: set[str] = set()
    for row in rows:
        entry = _read_entry(file, row)
        if entry.id in seen:
            raise LexiconError(f"{file}.yaml: two entries are called {entry.id!r}")
        seen.add(entry.id)
        yield entry


def _read_entry(file: str, row: Any) -> Entry:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise LexiconError(
            f"{file}.yaml: an entry without an id (quote ids that YAML reads as something else): {row!r}"
        )
    if not isinstance(row.get("example"), str):
        raise LexiconError(f"{file}.yaml: {row['id']!r} has no example")
    for field in _FORM_FIELDS:
        for form in row.get(field, ()):
            if not isinstance(form, str) or not form.strip():
                raise LexiconError(f"{file}.yaml: {row['id']!r} has the {field} {form!r}; quote it")
            if unicodedata.normalize("NFC", form) != form:
                raise LexiconError(f"{file}.yaml: {row['id']!r}: {form!r} is not in NFC")
    fields = {key: value for key, value in row.items() if key not in {"id", "forms", "example", "not", "yields"}}
    yields = row.get("yields")
    return Entry(
        file, row["id"], tuple(row.get("forms", ())), fields, row["example"], row.get("not"),
        None if yields is None else str(yields),
    )  # fmt: skip
