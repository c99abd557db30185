"""Read German numbers: in digits, in words, and what they add up to."""

from __future__ import annotations

import re
from functools import lru_cache

from services.extractor.core.lexicons import Lexicon
from shared.domain.claims import Number

_LONGEST_NUMERAL = 80


class NumeralReader:
    """Reads number words below 10^9 that are written in one, with the lexicon's units and tens."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._units = _collect_parts(lexicon, "unit")
        self._tens = _collect_parts(lexicon, "ten")
        joints = ["hundert", "tausend", "und", "millionen", "million"]
        parts = sorted([*self._units, *self._tens, *joints], key=len, reverse=True)
        self._shape = re.compile(f"(?:{'|'.join(map(re.escape, parts))})+")
        self.read = lru_cache(maxsize=20_000)(self._read)
        """Return the value of a number word in lower case (dreihundertfünfundvierzig), None for other words."""

    def _read(self, word: str) -> int | None:
        if len(word) > _LONGEST_NUMERAL or self._shape.fullmatch(word) is None:
            return None
        head, joint, tail = word.partition("million")
        if joint:
            tail = tail.removeprefix("en").removeprefix("und")
            millions = self._read_below_million(head) if head else 1
            rest = self._read_below_million(tail) if tail else 0
            return None if millions is None or rest is None else millions * 1_000_000 + rest
        return self._read_below_million(word)

    def _read_below_million(self, word: str) -> int | None:
        head, joint, tail = word.rpartition("tausend")
        if not joint:
            return self._read_below_thousand(word)
        thousands = self._read_below_thousand(head) if head else 1
        rest = self._read_below_thousand(tail.removeprefix("und")) if tail else 0
        return None if thousands is None or rest is None else thousands * 1000 + rest

    def _read_below_thousand(self, word: str) -> int | None:
        head, joint, tail = word.partition("hundert")
        if not joint:
            return self._read_below_hundred(word)
        hundreds = self._units.get(head) if head else 1
        rest = self._read_below_hundred(tail.removeprefix("und")) if tail else 0
        return None if hundreds is None or rest is None or hundreds == 0 else hundreds * 100 + rest

    def _read_below_hundred(self, word: str) -> int | None:
        whole = self._units.get(word, self._tens.get(word))
        if whole is not None:
            return whole
        unit, joint, ten = word.rpartition("und")
        if not joint or ten not in self._tens or not 1 <= self._units.get(unit, 0) <= 9:
            return None
        return self._tens[ten] + self._units[unit]


def _collect_parts(lexicon: Lexicon, kind: str) -> dict[str, int]:
    """Return the values of the forms that longer number words are made of."""
    return {
        part: int(entry.get("value"))
        for entry in lexicon["numbers"]
        if entry.get("kind") == kind
        for part in entry.get("parts", entry.forms)
    }


_GROUPS = re.compile(r"\d{1,3}(?:[.'’‘´`ʼ ]\d{3})+")
_LONGEST_NUMBER = 24  # 18 digits with their marks: more count nothing


def read_digits(text: str) -> Number | None:
    """Return the value of a number in German, Austrian or Swiss notation; None where it is no number (10.30, 1.2.3).

    Thousands stand apart by stop, apostrophe or blank, decimals behind a comma; a stop before one or two digits is a
    decimal of Swiss and English habit (1.5 Millionen).
    """
    whole, comma, decimals = text.partition(",")
    if len(whole) > _LONGEST_NUMBER:
        return None
    if _GROUPS.fullmatch(whole):
        value: Number = int(re.sub(r"\D", "", whole))
    elif whole.isdecimal():
        value = int(whole)
    elif not comma and re.fullmatch(r"\d+\.\d{1,2}", whole):
        return settle(float(whole))
    else:
        return None
    if comma:
        if not decimals.isdecimal() or len(decimals) > 6:
            return None
        return settle(float(f"{value}.{decimals}"))
    return value


def settle(value: float) -> Number:
    """Return an int where the value is integral but for rounding: 1.7e9 → 1700000000, 8.014 * 1e9 → 8014000000."""
    nearest = round(value)
    return nearest if abs(value - nearest) <= max(5e-7, abs(value) * 1e-14) else round(value, 6)
