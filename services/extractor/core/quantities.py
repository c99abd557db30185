"""Find the figures of a sentence: value, hedge and bound, and the very words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.core.hedges import HedgeFinder
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.number_phrases import NumberPhrase, NumberReader
from services.extractor.core.numerals import settle
from services.extractor.core.rules import name_quantity_rule
from services.extractor.core.tokens import Token
from shared.domain.claims import Modifier, Number

_RANGE_JOINTS = find_words("range joints") | {"-", "–", "—"}
_MOST_NUMBERS = 100
"""In a sentence, which has 1,000 characters at most; newspapers' longest lists have half as many."""
_WEAK_HEDGES = frozenset(["about", "just_under", "just_over"])


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


class QuantityFinder:
    """Finds the figures of a sentence with the lexicon's number words and hedges."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.numbers = NumberReader(lexicon)
        self._hedges = HedgeFinder(lexicon)

    def find(self, tokens: Sequence[Token]) -> list[Figure]:
        """Return the figures from left to right; none overlap. A table of numbers run together has none."""
        found: list[Figure] = []
        free = 0
        may_count = self.numbers.may_count
        numbers = [index for index, token in enumerate(tokens) if may_count(token.low)]
        if len(numbers) > _MOST_NUMBERS:
            return []
        for index in numbers:
            if index < free:
                continue
            figure = self._read_figure(tokens, index)
            if figure is not None:
                found.append(self._add_hedge(tokens, figure, free))
                free = figure.end
        return found

    def _read_figure(self, tokens: Sequence[Token], index: int) -> Figure | None:
        number = self.numbers.read(tokens, index)
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

    def _read_interval(self, tokens: Sequence[Token], first: NumberPhrase) -> Figure | None:
        """Read "1,7 bis 5,5 Milliarden", "20.000-30.000", "zwischen 20 und 30"; the scale distributes to the left."""
        joint = first.end
        if joint >= len(tokens) or first.vague or first.lone:
            return None
        between = first.start > 0 and tokens[first.start - 1].low == "zwischen"
        if not (tokens[joint].low in _RANGE_JOINTS or (between and tokens[joint].low == "und")):
            return None
        second = self.numbers.read(tokens, joint + 1)
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

    def _add_hedge(self, tokens: Sequence[Token], figure: Figure, floor: int) -> Figure:
        """Return the figure with the hedges that stand right before it; a bound outranks an approximation."""
        start, hedge, estimated = figure.start, None, False
        while (found := self._hedges.find_before(tokens, start, floor)) is not None:
            if figure.lone and found[1].get("preposition"):
                break  # "gegen einen Mann"
            start, entry = found
            estimated = estimated or bool(entry.get("estimated"))
            if hedge is None or hedge in _WEAK_HEDGES:
                hedge = entry.get("modifier")
        if hedge is None:
            return figure
        if figure.modifier in {"range", "vague"}:
            return replace(figure, start=start, estimated=estimated)
        bounded = _bound(figure, hedge)
        return replace(
            bounded, start=start, rule=name_quantity_rule(hedge), estimated=estimated, lone=False, plain=False
        )  # fmt: skip


def _bound(figure: Figure, hedge: Modifier) -> Figure:
    """Return the figure under the hedge: a lower bound has no high, an upper bound no low."""
    if hedge in {"at_least", "more_than"}:
        return replace(figure, modifier=hedge, high=None)
    if hedge in {"at_most", "less_than"}:
        return replace(figure, modifier=hedge, low=None)
    return replace(figure, modifier=hedge)
