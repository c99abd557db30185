"""Tell which figures are no claims: years, ages, times, dates, rates, distances, scores, names with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

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
_AVERAGES = find_words("averages")
_NOBODY = find_words("words for nobody")
_OF_WHOLES = find_words("wholes before figures")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CODE = re.compile(r"0\d+")
_SCORE_MARKS = frozenset([":", "/", "-", "x", "×"])
_SCORE_SIGNS = frozenset([":", "/"])
_NUMBER_SIGNS = frozenset(["§", "#", "+"])
_OLDEST = 110
_RECENT = 1900
"""Behind "2005 verursachte Hochwasser" a year is likelier than 2.005 floods; round numbers stay counts."""
_OPENING, _CLOSING = frozenset("„«»\"“‚'›‹"), frozenset("“»«\"”’'‹›")
_NEGATIONS = find_words("negations")
_NOT_ONLY = find_words("words of not only")
_CORRECTIONS = find_words("words of correction")
_NOT_ANY = find_words("negated articles")
_CORRECTED_WITHIN = 8
_POPULATION = "einwohner"
_FALLING = find_words("words of falling")
_FARTHEST_CHANGE = 10
_CLAUSE_ENDS = frozenset([".", ",", ";", "!", ")"])
_SETTLEMENTS = tuple(find_words("settlements"))
_OWNING = find_words("verbs of populations")
_ILLNESSES = tuple(find_words("illnesses"))
_LONGEST_NAME = 5
_LONGEST_LEAD = 3
"""Words before a figure in which "keiner der", "kein einziger der", "weder die" stand."""


@dataclass(slots=True)
class _Candidate:
    """A figure that may be refused, with the tokens `before` and `after` it."""

    tokens: Sequence[Token]
    figure: Figure
    noun: CountedNoun
    kind: NounKind | None
    before: Token | None
    after: Token | None

    @property
    def touches(self) -> bool:
        """Whether the next mark stands right behind the figure and something follows it."""
        after, end = self.after, self.figure.end
        return after is not None and after.start == self.tokens[end - 1].end and end + 1 < len(self.tokens)


def refuse_figure(tokens: Sequence[Token], figure: Figure, noun: CountedNoun, kind: NounKind | None) -> str | None:
    """Return why the figure is no claim, as a short phrase; None where it may be one."""
    before = tokens[figure.start - 1] if figure.start else None
    after = tokens[figure.end] if figure.end < len(tokens) else None
    candidate = _Candidate(tokens, figure, noun, kind, before, after)
    for refuse in _REFUSALS:
        reason = refuse(candidate)
        if reason is not None:
            return reason
    return None


def is_rate(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether "pro Tag", "je Einwohner" follows within two words of a noun phrase's end."""
    return any(token.low in _RATES for token in tokens[end : end + 2])


def is_change(tokens: Sequence[Token], start: int, end: int, words: AbstractSet[str]) -> bool:
    """Tell "stieg um 23 auf 4567" from "kamen 23 um": by what a number changed, as one of the words says nearby."""
    if start == 0 or tokens[start - 1].low != "um":
        return False
    return any(token.low in words for token in tokens[max(0, start - _FARTHEST_CHANGE) : end + _FARTHEST_CHANGE])


def may_be_year(figure: Figure) -> bool:
    """Tell whether the figure is written like a year of modern times: 2024, neither 2.024 nor "rund 2024"."""
    value = figure.point
    return figure.plain and isinstance(value, int) and 1500 <= value <= 2100 and figure.end - figure.number == 1


def _refuse_idle_noun(one: _Candidate) -> str | None:
    """Refuse "300 Seiten", "12 Punkte"."""
    head = one.noun.head
    if one.kind is None or one.kind.kind not in {"idle", "mass"} or head is None or head > one.figure.end + 2:
        return None
    return f"counts {one.tokens[head].text}, which is no event's figure"


def _refuse_unit(one: _Candidate) -> str | None:
    """Refuse "12 km", "30 %", "12 mal"."""
    after = one.after
    if after is None or not (
        after.text in _SIGNS or after.low in _UNIT_WORDS or after.low.endswith(_IDLE_SUFFIXES)
    ):  # fmt: skip
        return None
    return f"stands with the unit {after.text}"


def _refuse_shared_unit(one: _Candidate) -> str | None:
    """Refuse the 23 of "23 und 24 Jahre": the noun of the second figure is the first one's too."""
    after, behind = one.after, one.tokens[one.figure.end + 1 : one.figure.end + 3]
    if after is None or after.low not in _SHARED_JOINTS or one.noun.head is not None or len(behind) < 2:
        return None
    shared = behind[0].kind == "number" and behind[1].low in _SHARED_UNITS
    return "shares a unit that is no event's figure" if shared else None


def _refuse_ordinal(one: _Candidate) -> str | None:
    """Refuse "am 28. April", "der 3. Oktober"."""
    ordinal = one.after is not None and one.after.text == "." and one.touches
    return "is an ordinal or a date" if ordinal and one.tokens[one.figure.end - 1].kind == "number" else None


def _refuse_score(one: _Candidate) -> str | None:
    """Refuse "3:1", "10/12"."""
    if one.after is None or one.after.text not in _SCORE_MARKS or not one.touches:
        return None
    return "is a score, a time or a fraction" if one.tokens[one.figure.end + 1].kind == "number" else None


def _refuse_number_name(one: _Candidate) -> str | None:
    """Refuse "Artikel 5", "Windstärke 7", "§ 129", "um 10 Uhr"."""
    before, after = one.before, one.after
    if before is None:
        return None
    hedged = one.figure.start != one.figure.number or one.figure.modifier != "exact"
    if before.low in _NUMBERED and not hedged and one.noun.head is None:
        return f"numbers {before.text}"
    if before.text in _NUMBER_SIGNS or (
        before.text in _SCORE_SIGNS and before.end == one.tokens[one.figure.start].start
    ):
        return "is a paragraph, score or telephone number"
    if before.low in {"um", "gegen"} and after is not None and after.low == "uhr":
        return "is a clock time"
    return None


def _refuse_age(one: _Candidate) -> str | None:
    """Refuse "im Alter von 23", "seine Frau, 71,", "Maria K. (54)"."""
    tokens, start, before, after = one.tokens, one.figure.start, one.before, one.after
    if before is None or start < 2:
        return None
    if before.low == "von" and tokens[start - 2].low == "alter":
        return "is an age"
    value = one.figure.point
    old = isinstance(value, int) and 1 <= value <= _OLDEST and one.figure.plain and one.noun.head is None
    named = tokens[start - 2].capital or tokens[start - 2].text == "."
    closed = after is None or after.text in {",", ")", "."}
    if (
        old
        and named
        and closed
        and (before.text == "(" or (before.text == "," and after is not None and after.text == ","))
    ):
        return "is an age"
    return None


def _refuse_years(one: _Candidate) -> str | None:
    """Refuse 2024 (not 2024 Soldaten) and "zwischen 1996 und 2014"."""
    figure, noun, before = one.figure, one.noun, one.before
    ends = one.tokens[figure.number].text, one.tokens[figure.end - 1].text
    if figure.modifier == "range" and noun.head is None and all(_YEAR.fullmatch(end) for end in ends):
        return "is a span of years"
    value = figure.point
    if not isinstance(value, int) or not may_be_year(figure):
        return None
    if before is not None and before.low in _YEAR_LEADS:
        return None if before.low in _YEAR_OR_COUNT_LEADS and noun.head == figure.end else "is a year"
    described = noun.head is not None and noun.head == figure.end + 1 and value % 100 != 0
    return "is a year" if noun.head is None or noun.head > figure.end + 1 or (described and value > _RECENT) else None


def _refuse_quoted_name(one: _Candidate) -> str | None:
    """Refuse the 10 of „Dumai Express 10“: a number that ends a name in quotation marks."""
    before, after = one.before, one.after
    if before is None or after is None or after.text not in _CLOSING or not (before.kind == "word" and before.capital):
        return None
    opened = one.tokens[max(0, one.figure.start - _LONGEST_NAME) : one.figure.start]
    return "is part of a name" if any(token.text in _OPENING for token in opened) else None


def _refuse_nobody(one: _Candidate) -> str | None:
    """Refuse "kein einziger der 80 Schüler wurde verletzt" and "weder drei Piloten noch …"; of 12 Toten it says some.

    Participles before the noun say too what happened: "keiner der 12 getöteten Soldaten war von hier".
    """
    if one.noun.adjectives or (one.kind is not None and one.kind.kind == "status"):
        return None
    earlier = [token.low for token in one.tokens[: one.figure.start]]
    lead = earlier[-_LONGEST_LEAD:]
    if lead[-1:] and lead[-1] in _OF_WHOLES and not _NOBODY.isdisjoint(lead[:-1]):
        return "says of nobody what happened"
    neither = "weder" in lead or ("noch" in lead and "weder" in earlier)
    return "says to whom it did not happen" if neither else None


def _refuse_population(one: _Candidate) -> str | None:
    """Refuse "die Stadt hat 8000 Einwohner.", "in dem Ort mit 8000 Einwohnern", not "hat 8000 Einwohner evakuiert"."""
    head = one.noun.head
    if head is None or not one.tokens[head].low.startswith(_POPULATION):
        return None
    lead = [token.low for token in one.tokens[max(0, one.figure.start - _LONGEST_LEAD) : one.figure.start]]
    ends = head + 1 >= len(one.tokens) or one.tokens[head + 1].text in _CLAUSE_ENDS
    with_them = lead[-1:] == ["mit"] and any(word.endswith(_SETTLEMENTS) for word in lead)
    return "is a population" if with_them or (ends and not _OWNING.isdisjoint(lead)) else None


def _refuse_fall(one: _Candidate) -> str | None:
    """Refuse the 3 of "sank um 3 auf 12": those of a difference are nobody; what a number grew by are more."""
    end = max(one.figure.end, one.noun.end)
    return "is what a number fell by" if is_change(one.tokens, one.figure.start, end, _FALLING) else None


def _refuse_lone_illness(one: _Candidate) -> str | None:
    """Refuse "eine Masern-Infektion ruft Fieber hervor": the illness, nobody who has it."""
    head = one.noun.head
    lone = one.figure.lone and head is not None and one.tokens[head].low.endswith(_ILLNESSES)
    return "is an illness as such" if lone else None


def _refuse_corrected(one: _Candidate) -> str | None:
    """Refuse the 20 of "nicht 20, sondern 12", "nicht wie gemeldet 20 …, sondern 12", "keine 20 Toten".

    "Nicht nur 20 Soldaten, sondern auch 12 Zivilisten" counts both.
    """
    if one.before is not None and one.before.low in _NOT_ANY:
        return "is said not to be so many"
    earlier = [token.low for token in one.tokens[max(0, one.figure.start - _CORRECTED_WITHIN) : one.figure.start]]
    place = next((i for i in range(len(earlier) - 1, -1, -1) if earlier[i] in _NEGATIONS), None)
    if place is None:
        return None
    between = earlier[place + 1 :]
    if not _NOT_ONLY.isdisjoint(between) or (between and "wie" not in between):
        return None
    later = {token.low for token in one.tokens[one.figure.end : one.figure.end + _CORRECTED_WITHIN]}
    return None if _CORRECTIONS.isdisjoint(later) else "is corrected in the same breath"


def _refuse_average(one: _Candidate) -> str | None:
    """Refuse "durchschnittlich 12 Menschen", "Täglich sterben 12 Menschen"."""
    lead = [token.low for token in one.tokens[max(0, one.figure.start - _LONGEST_LEAD) : one.figure.start]]
    return None if _AVERAGES.isdisjoint(lead) or _marks(one.tokens, one.figure.start) else "is an average"


def _marks(tokens: Sequence[Token], end: int) -> bool:
    return any(token.text in {",", ";", ":"} for token in tokens[max(0, end - _LONGEST_LEAD) : end])


def _refuse_code(one: _Candidate) -> str | None:
    """Refuse numbers with a leading nought: telephone numbers, postcodes."""
    return "is part of a longer number" if _CODE.fullmatch(one.tokens[one.figure.number].text) else None


_REFUSALS = (
    _refuse_idle_noun,
    _refuse_unit,
    _refuse_shared_unit,
    _refuse_ordinal,
    _refuse_score,
    _refuse_number_name,
    _refuse_age,
    _refuse_years,
    _refuse_quoted_name,
    _refuse_nobody,
    _refuse_corrected,
    _refuse_population,
    _refuse_fall,
    _refuse_lone_illness,
    _refuse_code,
    _refuse_average,
)
