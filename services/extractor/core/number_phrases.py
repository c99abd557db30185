"""Read the number at a token: digits or words with their scale, fractions, vague number words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.numerals import NumeralReader, read_digits, settle
from services.extractor.core.tokens import Token
from shared.domain.claims import Number

_ARTICLES = find_words("indefinite articles")
_FACTORS = frozenset(["scale", "collective", "hundred"])
_ROUND = frozenset([100, 1000, 10_000, 100_000])
_LONGEST_ABBREVIATION = len("mill")
_CLIPPED_JOINTS = frozenset(["bis", "oder"])
_CLIPPED_SCALES = (("hunderttausend", 100_000), ("tausend", 1000), ("hundert", 100))
_VAGUE_SCALES = find_words("vague scales")


@dataclass(frozen=True, slots=True)
class NumberPhrase:
    """A bare number at tokens[start:end].

    `vague`: a lower bound (Tausende). `lone`: the indefinite article. `plain`: bare digits, perhaps a year.
    `scaled`: the factor that its scale word brought.
    """

    start: int
    end: int
    value: Number
    vague: bool = False
    lone: bool = False
    plain: bool = False
    scaled: Number = 1


class NumberReader:
    """Reads numbers with the lexicon's number words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries: dict[str, Entry] = {form: entry for entry in lexicon["numbers"] for form in entry.forms}
        self._numerals = NumeralReader(lexicon)
        self.may_count = lru_cache(maxsize=50_000)(self._may_count)
        """Tell whether a word in lower case is, or holds, a number: sentences without one need no reading."""
        self.counts_by_itself = lru_cache(maxsize=50_000)(self._counts_by_itself)
        """Tell the same of words that need no other: "viele" counts only before a number, "ein" only before a fate."""

    def _counts_by_itself(self, word: str) -> bool:
        entry = self._entries.get(word)
        several = entry is not None and entry.get("kind") == "several"
        return word not in _ARTICLES and not several and self._may_count(word)

    def _may_count(self, word: str) -> bool:
        word = word.removesuffix("-")
        known = word in self._entries or self._numerals.read(word) is not None
        return known or any(map(str.isdecimal, word))

    def read(self, tokens: Sequence[Token], index: int) -> NumberPhrase | None:
        """Return the number that begins at the token; None where none does."""
        if index >= len(tokens):
            return None
        token = tokens[index]
        if token.kind == "number":
            return self._read_digits(tokens, index)
        if token.kind != "word":
            return None
        if token.text.endswith("-"):
            return self._read_clipped(tokens, index)
        entry = self._entries.get(token.low)
        match None if entry is None else entry.get("kind"):
            case "vague":
                return self._read_vague(tokens, index)
            case "several":
                return self._read_several(tokens, index)
            case "fraction":
                return self._read_fraction(tokens, index, index)
            case "collective":
                return NumberPhrase(index, index + 1, self._value(token))
            case "scale":
                # "tausend Menschen"; a bare "Millionen Menschen" is vague
                return NumberPhrase(index, index + 1, self._value(token), vague=token.low in _VAGUE_SCALES)
            case _:
                return self._read_words(tokens, index, entry)

    def _kind(self, token: Token) -> str | None:
        entry = self._entries.get(token.low)
        return None if entry is None else str(entry.get("kind"))

    def _value(self, token: Token) -> Number:
        value: Number = self._entries[token.low].get("value")
        return value

    def _read_digits(self, tokens: Sequence[Token], index: int) -> NumberPhrase | None:
        token = tokens[index]
        value = read_digits(token.text)
        if value is None:
            return None
        scaled = self._scale(tokens, index + 1)
        if scaled is None:
            if isinstance(value, float) and "." in token.text:
                return None  # "10.30" is a time or a version, "1.5" a number only before its scale
            return NumberPhrase(index, index + 1, value, plain=token.text.isdecimal())
        factor, end = scaled
        return NumberPhrase(index, end, settle(value * factor), scaled=factor)

    def _read_words(self, tokens: Sequence[Token], index: int, entry: Entry | None) -> NumberPhrase | None:
        token = tokens[index]
        value = self._value(token) if entry is not None else self._numerals.read(token.low)
        if value is None or (entry is not None and entry.get("alone") is False):
            return None
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.low in _ARTICLES and following is not None and self._kind(following) == "fraction":
            return self._read_fraction(tokens, index + 1, index)
        scaled = self._scale(tokens, index + 1)
        if scaled is not None:
            factor, end = scaled
            rest, end = self._read_rest(tokens, end, factor)
            return NumberPhrase(index, end, settle(value * factor + rest), scaled=factor)
        if token.low == "eins":
            return None
        return NumberPhrase(index, index + 1, value, lone=token.low in _ARTICLES)

    def _read_clipped(self, tokens: Sequence[Token], index: int) -> NumberPhrase | None:
        """Read the "vier-" of "vier- bis fünftausend": the scale that the second number ends in is the first one's."""
        value = self._numerals.read(tokens[index].low[:-1])
        if value is None or index + 2 >= len(tokens) or tokens[index + 1].low not in _CLIPPED_JOINTS:
            return None
        whole = tokens[index + 2].low
        scale = next((factor for tail, factor in _CLIPPED_SCALES if whole.endswith(tail) and whole != tail), None)
        return None if scale is None else NumberPhrase(index, index + 1, value * scale, scaled=scale)

    def _read_rest(self, tokens: Sequence[Token], index: int, scale: Number) -> tuple[Number, int]:
        """Return what follows a scale in words and where it ends: "zwei Millionen dreihunderttausend"."""
        if index >= len(tokens) or tokens[index].kind != "word":
            return 0, index
        one = (
            tokens[index].low in _ARTICLES
        )  # "zwei Milliarden eine Million"; "zwei Millionen, ein Soldat" goes on otherwise
        value: Number | None = 1 if one else self._numerals.read(tokens[index].low)
        following = self._scale(tokens, index + 1) if value is not None else None
        if one and (following is None or following[0] >= scale):
            return 0, index
        if value is not None and following is not None and value * following[0] < scale:
            rest, end = self._read_rest(tokens, following[1], following[0])
            return value * following[0] + rest, end
        return (value, index + 1) if value is not None and value < scale else (0, index)

    def _read_fraction(self, tokens: Sequence[Token], index: int, start: int) -> NumberPhrase | None:
        scaled = self._scale(tokens, index + 1)
        if scaled is None:
            return None  # "die halbe Stadt", "halb zehn"
        factor, end = scaled
        return NumberPhrase(start, end, settle(self._value(tokens[index]) * factor), scaled=factor)

    def _read_several(self, tokens: Sequence[Token], index: int) -> NumberPhrase | None:
        """Read "mehrere Hundert", "einige Zehntausend", "mehrere Millionen": a lower bound."""
        if index + 1 >= len(tokens):
            return None
        following = tokens[index + 1]
        kind = self._kind(following)
        if kind == "vague" or kind in _FACTORS:
            return NumberPhrase(index, index + 2, self._value(following), vague=True)
        scale = read_digits(following.text) if following.kind == "number" else self._numerals.read(following.low)
        if scale is not None and scale in _ROUND:
            return NumberPhrase(index, index + 2, scale, vague=True)
        return None

    def _read_vague(self, tokens: Sequence[Token], index: int) -> NumberPhrase:
        """Read "Tausende", "dutzende Millionen"; of "Hunderte oder Tausende" the first word."""
        scaled = self._scale(tokens, index + 1)
        if scaled is not None:
            return NumberPhrase(index, scaled[1], self._value(tokens[index]) * scaled[0], vague=True)
        return NumberPhrase(index, index + 1, self._value(tokens[index]), vague=True)

    def _scale(self, tokens: Sequence[Token], index: int) -> tuple[Number, int] | None:
        """Return the factor and the end of a scale word at the index (Millionen, Mio., Dutzend, Tausend)."""
        if index >= len(tokens):
            return None
        kind = self._kind(tokens[index])
        if kind not in _FACTORS:
            return None
        factor = self._value(tokens[index])
        end = index + 1
        if end < len(tokens) and tokens[end].text == "." and len(tokens[index].text) <= _LONGEST_ABBREVIATION:
            end += 1
        further = self._scale(tokens, end) if kind == "hundred" else None  # "hundert Millionen"
        if further is not None and further[0] >= 1000:
            return factor * further[0], further[1]
        return factor, end
