"""Spell German numbers, so that reading them can be tried on every number."""

from __future__ import annotations

_UNITS = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_TENS = ("", "zehn", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_SCALES = ((10**9, "Milliarde", "Milliarden"), (10**6, "Million", "Millionen"))


def spell_number(value: int) -> str:
    """Return the number in words as German writes it: one word below a million, scales apart; 0 to 10^12 - 1."""
    words = []
    for factor, one, many in _SCALES:
        count, value = divmod(value, factor)
        if count:
            words.append(f"eine {one}" if count == 1 else f"{_spell_below_thousand(count, 'ein')} {many}")
    if value or not words:
        words.append(_spell_below_million(value))
    return " ".join(words)


def _spell_below_million(value: int) -> str:
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _spell_below_thousand(rest, "eins")
    head = _spell_below_thousand(thousands, "ein") + "tausend"
    return head + (_spell_below_thousand(rest, "eins") if rest else "")


def _spell_below_thousand(value: int, one: str) -> str:
    hundreds, rest = divmod(value, 100)
    head = (("ein" if hundreds == 1 else _UNITS[hundreds]) + "hundert") if hundreds else ""
    return head + (_spell_below_hundred(rest, one) if rest or not head else "")


def _spell_below_hundred(value: int, one: str) -> str:
    if value == 1:
        return one
    if value < 20:
        return _UNITS[value]
    tens, units = divmod(value, 10)
    return (("ein" if units == 1 else _UNITS[units]) + "und" if units else "") + _TENS[tens]
