"""What each lexicon file holds: its fields, their values, and which forms may not stand twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from shared.domain.claims import MEASURES, Modality, Modifier

_EVERYWHERE = frozenset(["id", "example", "not", "yields", "note"])
_FORM_FIELDS = ("forms", "aliases", "keywords", "strong", "adjective", "needs", "parts", "parents", "area", "of")
_TEXTS = frozenset(
    "label lemma measure other_particle particle pattern purpose says silent_object unit within".split()  # noqa: SIM905
)
_FLAGS = frozenset(
    "alone ambiguous epidemic estimated generic job military named preposition thing usual weak".split()  # noqa: SIM905
)


class LexiconError(ValueError):
    """A lexicon file is not of the form that its header describes."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """The form of a file's entries. `values`: what a field may say; `unique`: entries equal in these share no form."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unique: tuple[str, ...] | None = ("kind",)


def _form(
    required: str, optional: str = "", *, unique: tuple[str, ...] | None = ("kind",), **values: Iterable[str]
) -> FileForm:
    return FileForm(
        frozenset(required.split()), frozenset(optional.split()),
        {name: frozenset(allowed) for name, allowed in values.items()}, unique,
    )  # fmt: skip


_SOURCE_KINDS = (
    "government", "military", "intelligence", "police", "authority", "agency", "media", "ngo", "un", "company",
    "experts", "organisers", "organisation", "person",
)  # fmt: skip
_EVENT_KINDS = (
    "war", "conflict", "quake", "flood", "storm", "fire", "accident", "attack", "crime", "evacuation", "protest",
    "strike", "epidemic", "economy", "migration", "politics", "sport", "weather", "leisure",
)  # fmt: skip
_NOUN_KINDS = ("person", "force", "weapon", "thing", "job", "mass", "idle")

FILE_FORMS: Mapping[str, FileForm] = {
    "abbreviations": _form("forms"),
    "approximators": _form("forms modifier", "estimated preposition", modifier=get_args(Modifier)),
    "counted_nouns": _form(
        "forms kind lemma", "measure group generic usual needs thing job", kind=_NOUN_KINDS, needs=["event"],
        measure=["weapons", "other"],
    ),
    "dates": _form(
        "forms kind value", "unit",
        kind=["month", "season", "weekday", "feast", "daytime", "offset", "unit", "part", "ordinal"],
    ),
    "events": _form(
        "label kind keywords", "strong named area needs extent", unique=("id",), kind=_EVENT_KINDS,
        extent=["area", "point"],
    ),
    "function_words": _form(
        "forms purpose yields", "match", unique=("id",), match=["whole", "starts", "ends", "holds"],
    ),
    "measures": _form(
        "forms kind measure", "lemma of weak military ambiguous epidemic events", unique=("kind", "of"),
        kind=["status", "adjective", "verb", "act", "total"],
    ),
    "modalities": _form("forms modality", modality=get_args(Modality)),
    "numbers": _form(
        "forms kind value", "alone parts", unique=(),
        kind=["unit", "ten", "hundred", "scale", "collective", "fraction", "vague", "several"],
    ),
    "page_furniture": _form("kind pattern", kind=["line", "byline", "from", "inline", "teasers", "box"], unique=None),
    "places": _form("label forms", "adjective within ambiguous"),
    "rules": _form("says", unique=None),
    "source_heads": _form("forms kind", kind=_SOURCE_KINDS, unique=()),
    "sources": _form("label kind aliases", "parents", kind=_SOURCE_KINDS, unique=()),
    "speech": _form(
        "forms kind", "modality particle other_particle silent_object", unique=("kind", "particle"),
        modality=["estimated", "confirmed"],
        kind=["prefix", "suffix", "verb", "so", "compound"],
    ),
    "units": _form("forms measure unit", measure=["money", "area"], unique=()),
}  # fmt: skip
"""Every lexicon file by name. `kind`, `measure` and the like are closed, so that a slip is found at start."""


def check_rows(file: str, rows: Any) -> None:
    """Raise LexiconError, with file, entry and advice, where the rows are not of the file's form."""
    if not isinstance(rows, list) or not rows:
        raise LexiconError(f"{file}.yaml: a list of entries is needed, each beginning with '- {{id: …'")
    ids: set[str] = set()
    for row in rows:
        _check_row(file, row)
        if row["id"] in ids:
            raise LexiconError(f"{file}.yaml: two entries are called {row['id']!r}; rename one, or make them one")
        ids.add(row["id"])
    _check_repetitions(file, rows)


def _check_row(file: str, row: Any) -> None:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise LexiconError(
            f"{file}.yaml: an entry without an id (quote ids that YAML reads as something else): {row!r}"
        )
    where = f"{file}.yaml: {row['id']!r}"
    form = FILE_FORMS[file]
    missing = {"example", *form.required} - row.keys()
    if missing:
        raise LexiconError(f"{where} lacks {_list(missing)}; the file's header says what belongs there")
    unknown = row.keys() - form.required - form.optional - _EVERYWHERE
    if unknown:
        known = _list(form.required | form.optional | _EVERYWHERE)
        raise LexiconError(f"{where} has the unknown {_list(unknown)}; known are {known}")
    for name, value in row.items():
        allowed = form.values.get(name)
        if allowed is None:
            _check_field(where, name, value)
        elif not isinstance(value, str) or value not in allowed:
            raise LexiconError(f"{where}: {name} is {value!r}; write one of {_list(allowed)}")
    if file == "measures":
        _check_measure(where, row["measure"])
    if file == "page_furniture":
        _check_pattern(where, row)


def _check_field(where: str, name: str, value: Any) -> None:
    if name in _FORM_FIELDS:
        _check_forms(where, name, value)
    elif name in _FLAGS and not isinstance(value, bool):
        raise LexiconError(f"{where}: {name} is {value!r}; write true or false")
    elif (name in _TEXTS or name in {"example", "not"}) and not (isinstance(value, str) and value.strip()):
        raise LexiconError(f"{where}: {name} is {value!r}; write text, quoted if YAML reads it as something else")
    if isinstance(value, str) and unicodedata.normalize("NFC", value) != value:
        raise LexiconError(f"{where}: {name} is not in NFC; type its accents anew")


def _check_forms(where: str, name: str, forms: Any) -> None:
    if not isinstance(forms, list):
        raise LexiconError(f"{where}: {name} is {forms!r}; write a list in brackets")
    for form in forms:
        if not isinstance(form, str) or not form.strip() or form != form.strip():
            raise LexiconError(f"{where} has the {name} {form!r}; quote it, without blanks around it")
        if unicodedata.normalize("NFC", form) != form:
            raise LexiconError(f"{where}: {form!r} is not in NFC; type its accents anew")
    repeated = {form for form in forms if forms.count(form) > 1}
    if repeated:
        raise LexiconError(f"{where}: {_list(repeated)} stands twice in {name}; remove one")


def _check_measure(where: str, measure: str) -> None:
    if measure not in (*MEASURES, "other") and not re.fullmatch(r"other:\S.*", measure):
        raise LexiconError(f"{where}: measure is {measure!r}; write other, other:Nomen, or one of {_list(MEASURES)}")


def _check_pattern(where: str, row: Mapping[str, Any]) -> None:
    try:
        re.compile(row["pattern"])
    except re.error as fault:
        raise LexiconError(f"{where}: the pattern is no regular expression: {fault}") from fault
    if row["kind"] != "inline" and not row["pattern"].startswith("^"):
        raise LexiconError(
            f"{where}: a pattern of kind {row['kind']} looks at the beginning of a line; begin it with ^"
        )


def _check_repetitions(file: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a form that stands in two entries between which nothing could decide."""
    unique = FILE_FORMS[file].unique
    if unique is None:
        return
    owners: dict[tuple[str, ...], str] = {}
    for row in rows:
        names = dict.fromkeys([*row.get("forms", ()), *row.get("aliases", ())])
        for form in names:
            key = (form, *(str(row.get(name)) for name in unique))
            other = owners.setdefault(key, row["id"])
            if other != row["id"]:
                raise LexiconError(f"{file}.yaml: {form!r} stands in {other!r} and in {row['id']!r}; keep one of them")


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
