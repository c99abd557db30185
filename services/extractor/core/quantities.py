"""Find the figures of a sentence: value, hedge and bound, and the very words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.core.lexicons import Entry, Lexicon
from services.extractor.core.numerals import read_digits, read_numeral, settle
from services.extractor.core.phrases import PhraseBook
from services.extractor.core.tokens import Token
from shared.domain.claims import Modifier, Number


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at tokens[start:end], hedge included; the number itself begins at `number`.

    `lone`: the indefinite article (ein Soldat). `estimated`: the hedge says that somebody estimates.
    `plain`: written in bare digits without a thousands mark, so that it may be a year.
    """

    start: int
    number: int
    end: int
    point: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    rule: str
    lone: bool = False
    estimated: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    """A bare number at tokens[start:end]; `vague`: a lower bound (Tausende)."""

    start: int
    end: int
    value: Number
    vague: bool = False
    lone: bool = False
    plain: bool = False
    scaled: Number = 1


_ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer", "eines"})
_RANGE_MARKS = frozenset({"-", "–", "—", "bis"})
_SEVERAL = "several"


class NumberWords:
    """The number words of the lexicon, by what they do."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_word: dict[str, Entry] = {}
        for entry in lexicon["numbers"]:
            for form in entry.forms:
                self.by_word[form] = entry

    def kind(self, token: Token) -> str | None:
        """Return the kind of the token's entry, if it is a number word."""
        entry = self.by_word.get(token.low)
        return None if entry is None else str(entry.get("kind"))

    def value(self, token: Token) -> Number:
        """Return what the token's entry counts."""
        value: Number = self.by_word[token.low].get("value")
        return value


class QuantityFinder:
    """Finds the figures of a sentence with the lexicon's number words and hedges."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words = NumberWords(lexicon)
        self.hedges = PhraseBook[Entry]((form, entry) for entry in lexicon["approximators"] for form in entry.forms)

    def find(self, tokens: Sequence[Token]) -> list[Figure]:
        """Return the figures from left to right; none overlap."""
        found: list[Figure] = []
        index = 0
        while index < len(tokens):
            figure = self._read_figure(tokens, index)
            if figure is None:
                index += 1
                continue
            found.append(self._add_hedge(tokens, figure, found[-1].end if found else 0))
            index = figure.end
        return found

    def _read_figure(self, tokens: Sequence[Token], index: int) -> Figure | None:
        number = self._read_number(tokens, index)
        if number is None:
            return None
        interval = self._read_interval(tokens, number)
        if interval is not None:
            return interval
        if number.vague:
            return Figure(index, index, number.end, None, number.value, None, "vague", "quantity.vague")
        return Figure(
            index, index, number.end, number.value, number.value, number.value, "exact", "quantity.exact",
            lone=number.lone, plain=number.plain,
        )  # fmt: skip

    def _read_interval(self, tokens: Sequence[Token], first: _Number) -> Figure | None:
        """Read "1,7 bis 5,5 Milliarden", "20.000-30.000", "zwischen 20 und 30"; the scale distributes to the left."""
        joint = first.end
        if joint >= len(tokens) or first.vague or first.lone:
            return None
        between = first.start > 0 and tokens[first.start - 1].low == "zwischen"
        if not (tokens[joint].low in _RANGE_MARKS or (between and tokens[joint].low == "und")):
            return None
        second = self._read_number(tokens, joint + 1)
        if second is None or second.vague or second.lone:
            return None
        low = first.value
        if first.scaled == 1 and second.scaled > 1 and low * second.scaled <= second.value:
            low = settle(low * second.scaled)
        if low >= second.value:
            return None
        start = first.start - between
        rule = "quantity.interval.zwischen_und" if between else "quantity.interval.bis"
        return Figure(start, first.start, second.end, None, low, second.value, "range", rule)

    def _read_number(self, tokens: Sequence[Token], index: int) -> _Number | None:
        if index >= len(tokens):
            return None
        token = tokens[index]
        if token.kind == "number":
            return self._read_digits(tokens, index)
        if token.kind != "word":
            return None
        kind = self.words.kind(token)
        if kind == "vague":
            return self._read_vague(tokens, index)
        if kind == _SEVERAL:
            return self._read_several(tokens, index)
        if kind == "fraction":
            return self._read_fraction(tokens, index, index)
        if kind == "collective":
            return _Number(index, index + 1, self.words.value(token))
        if kind == "scale":
            # "tausend Menschen"; a bare "Millionen Menschen" is vague
            value = self.words.value(token)
            return _Number(index, index + 1, value, vague=token.low == "millionen" or token.low == "milliarden")
        return self._read_words(tokens, index)

    def _read_digits(self, tokens: Sequence[Token], index: int) -> _Number | None:
        token = tokens[index]
        value = read_digits(token.text)
        if value is None:
            return None
        scaled = self._scale(tokens, index + 1)
        if scaled is None:
            if isinstance(value, float) and "." in token.text:
                return None  # "10.30" is a time or a version, "1.5" a number only before its scale
            return _Number(index, index + 1, value, plain=token.text.isdecimal())
        factor, end = scaled
        return _Number(index, end, settle(value * factor), scaled=factor)

    def _read_words(self, tokens: Sequence[Token], index: int) -> _Number | None:
        token = tokens[index]
        entry = self.words.by_word.get(token.low)
        value = self.words.value(token) if entry is not None else read_numeral(token.low)
        if value is None or (entry is not None and entry.get("alone") is False):
            return None
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.low in _ARTICLES and following is not None and self.words.kind(following) == "fraction":
            return self._read_fraction(tokens, index + 1, index)
        scaled = self._scale(tokens, index + 1)
        if scaled is not None:
            factor, end = scaled
            return _Number(index, end, settle(value * factor), scaled=factor)
        if token.low == "eins":
            return None
        return _Number(index, index + 1, value, lone=token.low in _ARTICLES)

    def _read_fraction(self, tokens: Sequence[Token], index: int, start: int) -> _Number | None:
        scaled = self._scale(tokens, index + 1)
        if scaled is None:
            return None  # "die halbe Stadt", "halb zehn"
        factor, end = scaled
        return _Number(start, end, settle(self.words.value(tokens[index]) * factor), scaled=factor)

    def _read_several(self, tokens: Sequence[Token], index: int) -> _Number | None:
        """Read "mehrere Hundert", "einige Zehntausend", "mehrere Millionen": a lower bound."""
        if index + 1 >= len(tokens):
            return None
        following = tokens[index + 1]
        kind = self.words.kind(following)
        if kind in {"collective", "scale", "hundred", "vague"}:
            return _Number(index, index + 2, self.words.value(following), vague=True)
        scale = read_numeral(following.low)
        if scale is not None and scale in {1000, 10_000, 100_000}:
            return _Number(index, index + 2, scale, vague=True)
        return None

    def _read_vague(self, tokens: Sequence[Token], index: int) -> _Number:
        """Read "Tausende", "dutzende Millionen"; of "Hunderte oder Tausende" the first word."""
        scaled = self._scale(tokens, index + 1)
        if scaled is not None:
            return _Number(index, scaled[1], self.words.value(tokens[index]) * scaled[0], vague=True)
        return _Number(index, index + 1, self.words.value(tokens[index]), vague=True)

    def _scale(self, tokens: Sequence[Token], index: int) -> tuple[Number, int] | None:
        """Return the factor and the end of a scale word at the index (Millionen, Mio., Dutzend, Tausend)."""
        if index >= len(tokens):
            return None
        kind = self.words.kind(tokens[index])
        if kind not in {"scale", "collective", "hundred"}:
            return None
        factor = self.words.value(tokens[index])
        end = index + 1
        if end < len(tokens) and tokens[end].text == "." and len(tokens[index].text) <= len("mill"):
            end += 1
        further = self._scale(tokens, end) if kind == "hundred" else None  # "hundert Millionen"
        if further is not None and further[0] >= 1000:
            return factor * further[0], further[1]
        return factor, end

    def _add_hedge(self, tokens: Sequence[Token], figure: Figure, floor: int) -> Figure:
        """Return the figure with the hedges that stand right before it; a bound outranks an approximation."""
        start, hedge, estimated = figure.start, None, False
        while True:
            found = self._hedge_before(tokens, start, floor)
            if found is None:
                break
            start, entry = found
            estimated = estimated or bool(entry.get("estimated"))
            if hedge is None or hedge in {"about", "just_under", "just_over"}:
                hedge = entry.get("modifier")
        if hedge is None:
            return figure
        if figure.modifier in {"range", "vague"}:
            return replace(figure, start=start, estimated=estimated)
        return replace(
            _bound(figure, hedge), start=start, rule=f"quantity.{hedge}", estimated=estimated, lone=False, plain=False
        )

    def _hedge_before(self, tokens: Sequence[Token], end: int, floor: int) -> tuple[int, Entry] | None:
        """Return the longest hedge that ends right before tokens[end]; a stop may follow an abbreviation (ca. 300)."""
        last = end - 1
        if (
            last >= floor
            and tokens[last].text == "."
            and last - 1 >= floor
            and tokens[last - 1].low in {"ca", "max", "min"}
        ):
            last -= 1
        for start in range(max(floor, last - 3), last + 1):
            hit = self.hedges.match_at(tokens, start)
            if hit is not None and hit.end == last + 1 and self._is_hedge(tokens, hit.start, end, hit.entry):
                return start, hit.entry
        return None

    def _is_hedge(self, tokens: Sequence[Token], start: int, end: int, entry: Entry) -> bool:
        """Rule `quantity.preposition`: tell a hedge from the preposition of the same form."""
        if not entry.get("preposition"):
            return True
        before = tokens[start - 1] if start else None
        if entry.id == "über":
            return not _speaks_about(before)
        if entry.id == "unter":
            return before is not None and before.low in _UNDER_FIGURE
        return not (before is not None and before.capital and before.kind == "word" and start > 1) and _ends_bound(
            tokens, start, end
        )


_ABOUT_NOUNS = (
    "bericht",
    "berichte",
    "meldung",
    "meldungen",
    "nachricht",
    "informationen",
    "angaben",
    "diskussion",
    "streit",
)
_ABOUT_VERBS = frozenset(
    [
        "berichtet",
        "berichtete",
        "berichteten",
        "informiert",
        "informierte",
        "sprach",
        "sprachen",
        "diskutiert",
        "freut",
        "verfügt",
    ]
)
_UNDER_FIGURE = frozenset(["auf", "bei", "liegt", "lag", "deutlich", "weit", "knapp", "sank", "mit", "blieb"])
_AGAINST = (
    "ermittel",
    "anzeige",
    "haftbefehl",
    "verfahren",
    "anklage",
    "protest",
    "demonstr",
    "vorgeh",
    "urteil",
    "vorwürf",
)


def _speaks_about(before: Token | None) -> bool:
    """Tell whether "über" belongs to the word before it: "der Bericht über 300 Festnahmen"."""
    return before is not None and (before.low in _ABOUT_VERBS or before.low.endswith(_ABOUT_NOUNS))


def _ends_bound(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell "gegen 300 Personen kamen" from "gegen 300 Personen wird ermittelt" and "gegen 10 Uhr"."""
    around = [*tokens[max(0, start - 6) : start], *tokens[end : end + 12]]
    return not any(token.low == "uhr" or any(word in token.low for word in _AGAINST) for token in around)


def _bound(figure: Figure, hedge: Modifier) -> Figure:
    """Return the figure under the hedge: a lower bound has no high, an upper bound no low."""
    if hedge in {"at_least", "more_than"}:
        return replace(figure, modifier=hedge, high=None)
    if hedge in {"at_most", "less_than"}:
        return replace(figure, modifier=hedge, low=None)
    return replace(figure, modifier=hedge)
