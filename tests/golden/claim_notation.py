"""The compact notation of `articles/*/claims.json`, and the comparison of what it says with what was extracted.

An entry is an object on one line; entries stand in the order of the text:

    {"quote": "rund 300 Menschen", "measure": "killed", "point": 300, "modifier": "about", "source": "Polizei"}

- `quote`: words that hold the figure, hedge and noun included; found behind the entry before.
- `measure`; null: the quote holds no claim (an age, a clock time), but might be taken for one.
- `point`, or `low` and `high` of a range, or `low` of a vague figure. What a bound leaves open is null by its modifier.
- left out: modifier exact, source null (the outlet's own voice), as_of null, modality stated, section body.
- `aspect`, `subject`: compared only where they are given.
- a list: any one of its members is right (null may be one); `"*"`: not compared.
- `optional`: right either way.
- `measure`; null: the quote holds no claim (an age, a clock time), though it might be taken for one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.domain.claims import Claim, Span

_DEFAULTS = {"modifier": "exact", "source": None, "as_of": None, "modality": "stated", "section": "body"}
_KEYS = {"quote", "measure", "point", "low", "high", "aspect", "subject", "optional", "known_gap", *_DEFAULTS}
_ANYTHING = "*"
_LONGEST_NAME = 8
"""Words: a label that names everybody names nobody."""


@dataclass(frozen=True, slots=True)
class ExpectedClaim:
    """One entry of a claims.json, with the place of its quote in the text."""

    quote: Span
    words: str
    fields: Mapping[str, Any]

    @property
    def known_gap(self) -> str | None:
        """Return why the extractor is known to get it wrong."""
        gap = self.fields.get("known_gap")
        return None if gap is None else str(gap)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: per expected entry its faults (none: as written), and the claims that nobody wrote down."""

    faults: Sequence[tuple[ExpectedClaim, Sequence[str]]]
    extras: Sequence[str]


def read_expectations(path: Path, text: str) -> list[ExpectedClaim]:
    """Read a claims.json; ValueError where a key is unknown or a quote does not stand behind the one before."""
    entries, position = [], 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        if unknown := set(row) - _KEYS:
            raise ValueError(f"{path}: {row['quote']!r} has unknown keys {sorted(unknown)}")
        start = text.find(row["quote"], position)
        if start < 0:
            raise ValueError(f"{path}: {row['quote']!r} does not stand behind position {position}")
        entries.append(ExpectedClaim(Span(start, start + len(row["quote"])), row["quote"], row))
        position = start + len(row["quote"])
    return entries


def compare_claims(expected: Sequence[ExpectedClaim], claims: Iterable[Claim], text: str) -> Comparison:
    """Match claims with entries by the place of the quote, and say what differs."""
    left = list(claims)
    faults = []
    for entry in expected:
        near = [claim for claim in left if _overlap(claim.figure, entry.quote)]
        if entry.fields["measure"] is None:
            faults.append((entry, [f"is no claim, but was read as {print_claim(claim)}" for claim in near]))
            left = [claim for claim in left if claim not in near]
            continue
        if entry.fields.get("optional"):
            faults.append((entry, []))
            left = [claim for claim in left if claim not in near]
            continue
        if not near:
            faults.append((entry, ["was not found"]))
            continue
        best = min(near, key=lambda claim: len(list_faults(entry, claim)))
        left.remove(best)
        faults.append((entry, list_faults(entry, best)))
    return Comparison(faults, [f"{print_claim(claim)} in {_quote_around(text, claim.figure)}" for claim in left])


def list_faults(entry: ExpectedClaim, claim: Claim) -> list[str]:
    """Return a line for each field in which the claim is not what was written."""
    wanted = {**_DEFAULTS, **entry.fields}
    quantity = claim.quantity
    found: dict[str, object] = {
        "measure": claim.measure,
        "modifier": quantity.modifier,
        "as_of": claim.as_of,
        "modality": claim.modality,
        "section": claim.section,
        "aspect": quantity.aspect,
    }
    faults = [] if _inside(claim.figure, entry.quote) else [f"figure: {quantity.text!r} reaches beyond the quote"]
    if (value := _expect_value(wanted)) != (got := (quantity.point, quantity.low, quantity.high)):
        faults.append(f"value: want {value}, got {got}")
    for field, got_value in found.items():
        if field in wanted and not _allows(wanted[field], got_value):
            faults.append(f"{field}: want {wanted[field]!r}, got {got_value!r}")
    if not _allows_source(wanted["source"], claim):
        faults.append(f"source: want {wanted['source']!r}, got {claim.source and claim.source.label!r}")
    if "subject" in wanted and not _share_name(str(wanted["subject"]), claim.subject.label):
        faults.append(f"subject: want {wanted['subject']!r}, got {claim.subject.label!r}")
    return faults


def print_claim(claim: Claim) -> str:
    """Return the claim on one line, as a person compares it."""
    source = "-" if claim.source is None else claim.source.label
    return (
        f"{claim.measure} {claim.quantity.text!r} ({claim.quantity.modifier}, {source}, {claim.as_of or '-'},"
        f" {claim.modality}, {claim.section}, {claim.quantity.aspect}; {claim.rule})"
    )


def _expect_value(wanted: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    modifiers = wanted["modifier"] if isinstance(wanted["modifier"], list) else [wanted["modifier"]]
    point = wanted.get("point")
    match modifiers[0]:
        case "range":
            return None, wanted["low"], wanted["high"]
        case "vague":
            return None, wanted["low"], None
        case "at_least" | "more_than":
            return point, point, None
        case "at_most" | "less_than":
            return point, None, point
        case _:
            return point, point, point


def _allows(wanted: object, got: object) -> bool:
    return wanted == _ANYTHING or got in (wanted if isinstance(wanted, list) else [wanted])


def _allows_source(wanted: object, claim: Claim) -> bool:
    options = wanted if isinstance(wanted, list) else [wanted]
    if claim.source is None or _ANYTHING in options:
        return None in options or _ANYTHING in options
    names = (claim.source.label, *claim.source.aliases)
    return any(_share_name(str(option), name) for option in options if option is not None for name in names)


def _share_name(one: str, other: str) -> bool:
    """Tell whether one name holds the other, endings aside: Polizei and Polizeisprecherin do not."""
    left, right = _stem_words(one), _stem_words(other)
    if not left or not right or len(other.split()) > _LONGEST_NAME:
        return False
    return left <= right or right <= left


def _stem_words(name: str) -> set[str]:
    words = re.findall(r"\w+", name.casefold())
    stems = {re.sub(r"(ischen|ischer|isches|ische|isch|en|er|es|em|e|s|n)$", "", w) if len(w) > 4 else w for w in words}
    return {stem for stem in stems if len(stem) > 1}


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _quote_around(text: str, span: Span) -> str:
    return "…" + text[max(0, span.start - 40) : span.end + 40].replace("\n", "⏎") + "…"
