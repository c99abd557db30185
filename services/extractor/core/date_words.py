"""The words that dates are made of: what a token says of a day, and the years, days and counts beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.numerals import NumeralReader
from services.extractor.core.tokens import Token

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LAST = find_words("last")
_THIS = find_words("this")
_NEXT = find_words("next")
_YEAR_NOUNS = find_words("nouns of years")
_AHEAD = find_words("words of plans")
_SURELY_AHEAD = find_words("words of sure plans")
_PAST = find_words("words of the past")
_CLAUSE_MARKS = frozenset([",", ";", ":", "–", "(", ")"])
_ONE = find_words("indefinite articles")
_MOST_COUNTED = 99
_DIGITS = frozenset(["number", "stamp"])
_LOWER_KINDS = frozenset(["offset", "ordinal"])
"""Kinds whose words are no nouns, or are known in either case: heute, zweiten, Vorjahr."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What relative dates count from: the day of publication, and the day or year that the text has just named."""

    published: date | None
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class YearReference:
    """The year behind a month or a part of a year, and where its words end; `stated`: in digits."""

    year: int
    end: int
    stated: bool


class DateWords:
    """The lexicon's months, days and units of time, looked up token by token."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries: dict[str, Entry] = {
            form: entry for entry in lexicon["dates"] if entry.get("kind") != "daytime" for form in entry.forms
        }
        times = [form for entry in lexicon["dates"] if entry.get("kind") == "daytime" for form in entry.forms]
        days = [entry for entry in lexicon["dates"] if entry.get("kind") == "weekday"]
        self._entries |= {
            form + joint + time: day for day in days for form in day.forms for time in times for joint in ("", "s")
        }
        self._numerals = NumeralReader(lexicon)

    def may_date(self, token: Token) -> bool:
        """Tell whether a date can begin or end at the token: quick, for most words have to do with none."""
        return token.low in self._entries or token.kind in _DIGITS

    def find(self, token: Token) -> Entry | None:
        """Return what the token says of a time; nouns only where they are written as such ("im Mai", not "mai")."""
        entry = self._entries.get(token.low)
        lower = token.low == "tags" or (entry is not None and entry.get("kind") in _LOWER_KINDS)  # tags zuvor
        return entry if lower or token.capital else None

    def read_ordinal(self, tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
        """Return the value of the ordinal that ends there (ersten, 1.), and where it begins."""
        if end >= 2 and tokens[end - 1].text == "." and tokens[end - 2].text.isdecimal():
            return int(tokens[end - 2].text[:4]), end - 2
        entry = self.find(tokens[end - 1]) if end else None
        return (int(entry.get("value")), end - 1) if entry is not None and entry.get("kind") == "ordinal" else None

    def count(self, token: Token) -> int | None:
        """Return how many days or years a token counts: 24, zwei, einem."""
        if token.kind == "number":
            value = int(token.text) if token.text.isdecimal() and len(token.text) < len("100") else None
        else:
            value = 1 if token.low in _ONE else self._numerals.read(token.low)
        return value if value is not None and 0 < value <= _MOST_COUNTED else None

    def read_year(self, tokens: Sequence[Token], index: int, published: date | None) -> YearReference | None:
        """Read the year behind a month: 2024, des Jahres 2024, des Vorjahres, vergangenen Jahres."""
        stated = year_at(tokens, index)
        if stated is not None:
            return YearReference(stated, index + 1, stated=True)
        index += low_at(tokens, index) == "des"
        lead, noun = low_at(tokens, index), low_at(tokens, index + 1)
        if lead in _YEAR_NOUNS and (stated := year_at(tokens, index + 1)) is not None:
            return YearReference(stated, index + 2, stated=True)
        if published is None:
            return None
        entry = self._entries.get(lead)
        if entry is not None and entry.get("unit") == "year" and entry.get("kind") == "offset":
            return YearReference(published.year + int(entry.get("value")), index + 1, stated=False)
        if lead == "jahres" and low_at(tokens, index - 1) == "des":
            return YearReference(published.year, index + 1, stated=False)
        shift = read_shift(lead)
        return (
            None
            if shift is None or noun != "jahres"
            else YearReference(published.year + shift, index + 2, stated=False)
        )


def low_at(tokens: Sequence[Token], index: int) -> str:
    """Return the token there in lower case, nothing where there is none."""
    return tokens[index].low if 0 <= index < len(tokens) else ""


def year_at(tokens: Sequence[Token], index: int) -> int | None:
    """Return the year that stands there in digits."""
    if 0 <= index < len(tokens) and tokens[index].kind == "number" and _YEAR.fullmatch(tokens[index].text):
        return int(tokens[index].text)
    return None


def read_shift(word: str) -> int | None:
    """Return how far from the publication's year, month or week an adjective points: -1 for vergangenen."""
    if word.startswith("vorletzt"):
        return -2
    if word in _LAST:
        return -1
    if word in _THIS:
        return 0
    return 1 if word in _NEXT and word != "jeden" else None


def lies_ahead(tokens: Sequence[Token], index: int) -> bool:
    """Tell "am Dienstag müssen 300 Menschen …" from "am Dienstag mussten": a clause of plans, nothing past in it."""
    if low_at(tokens, index - 1) == "für":
        return True  # "ein für Samstag angekündigter Streik"
    left = right = index
    while left > 0 and tokens[left - 1].text not in _CLAUSE_MARKS:
        left -= 1
    while right < len(tokens) and tokens[right].text not in _CLAUSE_MARKS:
        right += 1
    words = {token.low for token in tokens[left:right]}
    if not words.isdisjoint(_SURELY_AHEAD):
        return True
    return not words.isdisjoint(_AHEAD) and words.isdisjoint(_PAST)
