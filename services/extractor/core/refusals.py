"""Tell which figures are no claims: years, ages, times, dates, rates, distances, scores, names with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import CountedNoun, NounKind
from services.extractor.core.quantities import Figure
from services.extractor.core.tokens import Token

_YEAR_LEADS = find_words("before years")
_YEAR_OR_COUNT_LEADS = find_words("before years and counts")
_NUMBERED = find_words("numbered things") | {"§"}
_RATES = find_words("rates") | {"/"}
_SIGNS = frozenset(["%", "°", "‰", "²", "³"])
_IDLE_SUFFIXES = tuple(find_words("idle endings"))
_UNIT_WORDS = find_words("idle units")
_SHARED_UNITS = find_words("shared units") | {"%"}
_SHARED_JOINTS = find_words("joints of shared units")


_YEARS = re.compile(r"(?:1[5-9]|20)\d\d")


def refuse_figure(tokens: Sequence[Token], figure: Figure, noun: CountedNoun, kind: NounKind | None) -> str | None:
    """Return why the figure is no claim, as a short phrase; None where it may be one."""
    before = tokens[figure.start - 1] if figure.start else None
    after = tokens[figure.end] if figure.end < len(tokens) else None
    if kind is not None and kind.kind == "idle" and noun.head is not None and noun.head <= figure.end + 2:
        return f"counts {tokens[noun.head].text}, which is no event's figure"
    if after is not None and (after.text in _SIGNS or after.low in _UNIT_WORDS or after.low.endswith(_IDLE_SUFFIXES)):
        return f"stands with the unit {after.text}"
    if (
        after is not None
        and after.low in _SHARED_JOINTS
        and noun.head is None
        and _shares_idle(tokens, figure.end)
    ):
        return "shares a unit that is no event's figure"
    if (
        after is not None
        and after.text == "."
        and after.start == tokens[figure.end - 1].end
        and figure.end + 1 < len(tokens)
    ):
        if tokens[figure.end - 1].kind == "number":
            return "is an ordinal or a date"
    if after is not None and after.text in {":", "/", "-", "x", "×"} and figure.end + 1 < len(tokens):
        if tokens[figure.end + 1].kind == "number" and after.start == tokens[figure.end - 1].end:
            return "is a score, a time or a fraction"
    if before is not None:
        if before.low in _NUMBERED and not _is_hedged(figure) and noun.head is None:
            return f"numbers {before.text}"
        if before.text in {"§", "#", "+"} or (before.text in {":", "/"} and before.end == tokens[figure.start].start):
            return "is a paragraph, score or telephone number"
        if before.low in {"um", "gegen"} and after is not None and after.low == "uhr":
            return "is a clock time"
    if before is not None and before.low == "von" and figure.start > 1 and tokens[figure.start - 2].low == "alter":
        return "is an age"
    if (
        figure.modifier == "range"
        and noun.head is None
        and _YEARS.fullmatch(tokens[figure.number].text)
        and _YEARS.fullmatch(tokens[figure.end - 1].text)
    ):
        return "is a span of years"
    if figure.plain and _is_year(tokens, figure, noun, before):
        return "is a year"
    if _is_telephone(tokens, figure):
        return "is part of a longer number"
    return None


def _shares_idle(tokens: Sequence[Token], joint: int) -> bool:
    """Tell "23 und 24 Jahre": the noun of the second figure is the first one's too."""
    unit = tokens[joint + 2] if joint + 2 < len(tokens) and tokens[joint + 1].kind == "number" else None
    return unit is not None and unit.low in _SHARED_UNITS


def is_rate(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether "pro Tag", "je Einwohner" follows within two words of a noun phrase's end."""
    return any(token.low in _RATES for token in tokens[end : end + 2])


def _is_hedged(figure: Figure) -> bool:
    return figure.start != figure.number or figure.modifier not in {"exact"}


def _is_year(tokens: Sequence[Token], figure: Figure, noun: CountedNoun, before: Token | None) -> bool:
    """Tell 2024 from 2024 Soldaten: a bare number between 1500 and 2100 without a noun of its own, or behind "im Jahr"."""
    value = figure.point
    if not isinstance(value, int) or not 1500 <= value <= 2100 or figure.end - figure.number != 1:
        return False
    if before is not None and before.low in _YEAR_LEADS:
        return not (
            before.low in _YEAR_OR_COUNT_LEADS and noun.head == figure.end
        )
    return noun.head is None or noun.head > figure.end + 1


def _is_telephone(tokens: Sequence[Token], figure: Figure) -> bool:
    text = tokens[figure.number].text
    return bool(re.fullmatch(r"0\d+", text)) and len(text) > 1
