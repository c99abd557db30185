"""Read German numbers: in digits, in words, and what they add up to."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.domain.claims import Number

_SMALL = {
    "null": 0, "ein": 1, "eins": 1, "eine": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwoelf": 12, "dreizehn": 13, "vierzehn": 14,
    "fünfzehn": 15, "fuenfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "fuenfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_PARTS = "|".join(sorted([*_SMALL, *_TENS, "hundert", "tausend", "und", "millionen", "million"], key=len, reverse=True))
_NUMERAL = re.compile(f"(?:{_PARTS})+")
_LONGEST_NUMERAL = 80


@lru_cache(maxsize=20_000)
def read_numeral(word: str) -> int | None:
    """Return the value of a number word below 10^9 (zwölftausend, dreihundertfünfundvierzig), None for other words."""
    if len(word) > _LONGEST_NUMERAL or _NUMERAL.fullmatch(word) is None:
        return None
    head, joint, tail = word.partition("million")
    if joint:
        tail = tail.removeprefix("en").removeprefix("und")
        millions, rest = _read_below_million(head or "eine"), _read_below_million(tail) if tail else 0
        return None if millions is None or rest is None else millions * 1_000_000 + rest
    return _read_below_million(word)


def _read_below_million(word: str) -> int | None:
    head, joint, tail = word.rpartition("tausend")
    if not joint:
        return _read_below_thousand(word)
    thousands = _read_below_thousand(head) if head else 1
    rest = _read_below_thousand(tail.removeprefix("und")) if tail else 0
    return None if thousands is None or rest is None else thousands * 1000 + rest


def _read_below_thousand(word: str) -> int | None:
    head, joint, tail = word.partition("hundert")
    if not joint:
        return _read_below_hundred(word)
    hundreds = _SMALL.get(head) if head else 1
    rest = _read_below_hundred(tail.removeprefix("und")) if tail else 0
    return None if hundreds is None or rest is None or hundreds == 0 else hundreds * 100 + rest


def _read_below_hundred(word: str) -> int | None:
    if word in _SMALL:
        return _SMALL[word]
    if word in _TENS:
        return _TENS[word]
    unit, joint, ten = word.rpartition("und")
    if not joint or ten not in _TENS or not 1 <= _SMALL.get(unit, 0) <= 9:
        return None
    return _TENS[ten] + _SMALL[unit]


_GROUPS = re.compile(r"\d{1,3}(?:[.'’ʼ ]\d{3})+")


def read_digits(text: str) -> Number | None:
    """Return the value of a number in German, Austrian or Swiss notation; None where it is no number (10.30, 1.2.3).

    Thousands stand apart by stop, apostrophe or blank, decimals behind a comma; a stop before one or two digits is a
    decimal of Swiss and English habit (1.5 Millionen).
    """
    whole, comma, decimals = text.partition(",")
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
    """Return an int where the value is integral: 1.7e9 → 1700000000."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
