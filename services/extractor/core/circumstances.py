"""Find when and where a figure holds: the nearest date and place that are neither a speaker's nor another figure's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.attributed import Attribution
from services.extractor.core.counted import Counted
from services.extractor.core.dates import DateMention
from services.extractor.core.lexicons import find_words
from services.extractor.core.places import PlaceMention
from services.extractor.core.tokens import Token
from shared.domain.claims import Place

_CONTRASTS = find_words("contrasting openers")
_PHRASES = (
    "source.laut",
    "source.nach",
    "source.angaben",
    "source.document",
    "source.eigene",
    "source.zufolge",
    "source.zählen",
)
"""Rules of phrases that no day of speaking follows, other than words of saying: teilte die Polizei am Sonntag mit."""
_DAY_ENDS = frozenset([",", ":", ".", ";", "von", "dass"])
_LONGEST_DAY = 5
_FARTHEST_DATE, _FARTHEST_PLACE = 22.0, 16.0
_COST_OF_MARK, _COST_OF_CONTRAST = 5.0, 30.0
"""A date or place beyond "während" is the other figure's."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The dates and places of a sentence, and the stretches [start, end) of tokens that say who speaks, and when."""

    tokens: Sequence[Token]
    dates: Sequence[DateMention]
    places: Sequence[PlaceMention]
    spoken: Sequence[tuple[int, int]]

    def choose_date(self, counted: Counted) -> DateMention | None:
        """Return the date of the figure's own clause: the nearest that is not the day on which somebody spoke."""
        best, chosen = _FARTHEST_DATE, None
        for mention in self.dates:
            if self._is_spoken(mention.start):
                continue
            between = self._list_between(mention, counted)
            cost = self._weigh(mention, counted, between)
            cost += _COST_OF_MARK * sum(token.text in ",;:–(" for token in between)
            if cost < best:
                best, chosen = cost, mention
        return chosen

    def choose_place(self, counted: Counted) -> Place | None:
        """Return the nearest place that something is in."""
        best, chosen = _FARTHEST_PLACE, None
        for mention in self.places:
            if not mention.local or self._is_spoken(mention.start):
                continue
            cost = self._weigh(mention, counted, self._list_between(mention, counted))
            if cost < best:
                best, chosen = cost, mention.place
        return chosen

    def _is_spoken(self, start: int) -> bool:
        return any(left <= start < right for left, right in self.spoken)

    def _list_between(self, mention: DateMention | PlaceMention, counted: Counted) -> Sequence[Token]:
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        return self.tokens[left:right]

    def _weigh(self, mention: DateMention | PlaceMention, counted: Counted, between: Sequence[Token]) -> float:
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        return abs(right - left) + _COST_OF_CONTRAST * any(token.low in _CONTRASTS for token in between)


def list_spoken(tokens: Sequence[Token], attributions: Sequence[Attribution]) -> list[tuple[int, int]]:
    """Return where the sentence says who speaks: days and places there are not the figure's."""
    stretches = []
    for one in attributions:
        end = one.end
        if not one.rule.startswith(_PHRASES):
            limit = min(len(tokens), end + _LONGEST_DAY)
            while end < limit and tokens[end].low not in _DAY_ENDS and tokens[end].kind != "number":
                end += 1
        stretches.append((one.start, end))
    return stretches
