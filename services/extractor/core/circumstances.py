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
_RELATIVES = find_words("openers of asides")
_CLAUSE_OPENERS = _RELATIVES | find_words("governed clauses") | _CONTRASTS
_BACKGROUNDS = find_words("prepositions of background")
_ATTRIBUTES = find_words("links of dates to nouns")
_GENITIVES = find_words("genitive links") | find_words("links of dates to nouns") | find_words("prepositions of place")
_LASTING = find_words("verbs that last")
_TOTALS = find_words("nouns of totals")
_COMPARISONS = find_words("words of comparison")
_COMPARING_LINKS = find_words("links behind comparisons")
_MOST_LINKS = 3
_EXPECTATIONS = find_words("words of expectation")
_COUNTS = tuple(find_words("nouns for figures"))
_PERFECTS = find_words("verbs of earlier counts")
_PHRASES = (
    "source.laut",
    "source.nach",
    "source.angaben",
    "source.document",
    "source.eigene",
    "source.zufolge",
    "source.zählen",
    "source.colon",
)
"""Rules of phrases that no day of speaking follows, other than words of saying: teilte die Polizei am Sonntag mit."""
_DAY_ENDS = frozenset([",", ":", ".", ";", "von", "dass"])
_CLAUSE_ENDS = frozenset([",", ";", ":", "–", "(", ")"])
_LONGEST_DAY = 5
_DAY_LENGTH = len("2025-04-30")
_LONGEST_BACKGROUND = 12
_FARTHEST_DATE, _FARTHEST_PLACE = 22.0, 16.0
_COST_OF_COMMA, _COST_OF_MARK, _COST_OF_CONTRAST = 1.5, 5.0, 30.0
"""A date or place beyond "während" is the other figure's."""
_REACH_OF_FIRST = 8.0
"""What a date right before the verb of a sentence costs at most: it is the whole clause's."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The dates and places of a sentence, and the stretches [start, end) of tokens that say who speaks, and when.

    `figures`: the tokens at which the sentence's figures begin.
    """

    tokens: Sequence[Token]
    dates: Sequence[DateMention]
    places: Sequence[PlaceMention]
    spoken: Sequence[tuple[int, int]]
    figures: Sequence[int] = ()

    def choose_date(self, counted: Counted) -> DateMention | None:
        """Return the date of the figure's own clause: the nearest that is not the day on which somebody spoke.

        None too where that date cannot be told ("heuer" without a publication).
        """
        best, chosen, spoken_of = _FARTHEST_DATE, None, None
        for mention in self.dates:
            earlier = _dates_earlier_count(self.tokens, mention)
            spoken = self._is_spoken(mention.start) and not earlier and not _is_purpose(self.tokens, mention.start)
            own = mention.start < counted.figure.end and counted.figure.start < mention.end
            if own or any(mention.start <= figure < mention.end for figure in self.figures):
                continue  # of "1700 Vollzeitstellen" no year is told
            if spoken or self._is_anothers(mention, counted):
                spoken_of = mention if spoken and _is_long(mention) else spoken_of
                continue
            between = self._list_between(mention, counted)
            cost = self._weigh(mention, counted, between)
            cost += _weigh_marks(between)
            if earlier and cost < _COST_OF_CONTRAST:
                cost = min(cost, _REACH_OF_FIRST)
            if cost < best:
                best, chosen = cost, mention
        chosen = chosen or spoken_of
        return None if chosen is None or chosen.edtf is None else chosen

    def lasts_until(self, mention: DateMention) -> bool:
        """Tell "500 bleiben bis Freitag daheim", which says when it ends, from "bis Freitag fallen 500 Stellen weg"."""
        lead = {token.low for token in self.tokens[max(0, mention.start - 2) : mention.start]}
        return "bis" in lead and any(token.low in _LASTING for token in self.tokens)

    def choose_place(self, counted: Counted) -> Place | None:
        """Return the nearest place that something is in; of a row ("- Wien: 954", "Wien (954)") the one it names."""
        best, chosen = _FARTHEST_PLACE, None
        for mention in self.places:
            if counted.rule == "measure.row" and mention.end == counted.figure.start - 1:
                return mention.place
            if not mention.local or self._is_spoken(mention.start):
                continue
            cost = self._weigh(mention, counted, self._list_between(mention, counted))
            if cost < best:
                best, chosen = cost, mention.place
        return chosen

    def _is_spoken(self, start: int) -> bool:
        return any(left <= start < right for left, right in self.spoken)

    def _is_anothers(self, mention: DateMention, counted: Counted) -> bool:
        """Tell a date of an aside or of another event: "der seit 2015 läuft", "nach dem Anschlag vom 3. März"."""
        aside = _find_aside(self.tokens, mention.start)
        if aside is not None and not aside[0] <= counted.figure.start < aside[1]:
            return True
        own = _find_aside(self.tokens, counted.figure.start)
        if own is not None and mention.start >= own[1]:
            return True  # "der Brand, bei dem 12 starben, beschäftigt seit Montag das Gericht"
        if self._is_next_clauses(mention, counted):
            return True
        return _is_background(self.tokens, mention.start) or _is_compared(self.tokens, mention.start)

    def _is_next_clauses(self, mention: DateMention, counted: Counted) -> bool:
        """Tell "549 liegen im Spital, davon am Dienstag 495": a date behind a mark with a figure of its own."""
        end = counted.figure.end
        marks = [i for i in range(end, mention.start) if self.tokens[i].text in _CLAUSE_ENDS]
        if not marks:
            return False
        following = (i for i in range(mention.end, len(self.tokens)) if self.tokens[i].text in _CLAUSE_ENDS)
        return any(marks[-1] < figure < next(following, len(self.tokens)) for figure in self.figures)

    def _list_between(self, mention: DateMention | PlaceMention, counted: Counted) -> Sequence[Token]:
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        return self.tokens[left:right]

    def _weigh(self, mention: DateMention | PlaceMention, counted: Counted, between: Sequence[Token]) -> float:
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        return abs(right - left) + _COST_OF_CONTRAST * any(token.low in _CONTRASTS for token in between)


def _is_long(mention: DateMention) -> bool:
    """Tell "Im Mai 2017 kündigte der Konzern an": a figure told in that month held in it; of days nobody knows."""
    return mention.edtf is not None and len(mention.edtf) < _DAY_LENGTH


def _is_compared(tokens: Sequence[Token], start: int) -> bool:
    """Tell "320 mehr als am Montag" and "gegenüber 2023" from "als am Montag zwölf Menschen starben"."""
    link = start
    while link > 0 and start - link < _MOST_LINKS and tokens[link - 1].low in _COMPARING_LINKS:
        link -= 1
    if link == 0 or tokens[link - 1].low not in _COMPARISONS:
        return False
    return tokens[link - 1].low != "als" or (link > 1 and tokens[link - 2].text not in _CLAUSE_ENDS)


def _weigh_marks(between: Sequence[Token]) -> float:
    """Return what the marks between a date and a figure cost: those of a list less than those between clauses."""
    cost = 0.0
    for index, token in enumerate(between):
        if token.text in _CLAUSE_ENDS:
            opener = {one.low for one in between[index + 1 : index + 3]}
            listing = token.text == "," and opener.isdisjoint(_CLAUSE_OPENERS)
            cost += _COST_OF_COMMA if listing else _COST_OF_MARK
    return cost


def _find_aside(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the relative clause around a token: from its pronoun to the mark that ends it."""
    left = index
    while left > 0 and tokens[left - 1].text not in _CLAUSE_ENDS:
        left -= 1
    opener = {token.low for token in tokens[left : left + 2]}
    if left == 0 or tokens[left - 1].text != "," or opener.isdisjoint(_RELATIVES):
        return None
    right = index
    while right < len(tokens) and tokens[right].text not in _CLAUSE_ENDS:
        right += 1
    return left, right


def _is_background(tokens: Sequence[Token], start: int) -> bool:
    """Tell "nach dem Anschlag vom 3. März" from "nach Zahlen vom 3. März": when something else was."""
    link = start
    while link > 0 and tokens[link - 1].low in _ATTRIBUTES and start - link < 2:
        link -= 1
    if link == 0 or not tokens[link - 1].capital or tokens[link - 1].low.endswith(_COUNTS):
        return False
    for index in range(link - 2, max(-1, link - _LONGEST_BACKGROUND), -1):
        token, before = tokens[index], tokens[index - 1] if index else None
        if token.low in _BACKGROUNDS or token.low in _TOTALS:
            return True  # "die Zahl der Opfer des Bebens vom Sonntag stieg"
        noun = before is not None and before.capital and before.low not in _BACKGROUNDS
        verb = noun and not token.capital and token.low not in _GENITIVES  # "vor der Küste fanden Retter am Montag"
        if token.kind != "word" or token.low.endswith(_COUNTS) or verb:
            return False
    return False


def _dates_earlier_count(tokens: Sequence[Token], mention: DateMention) -> bool:
    """Tell "Am 9. Juni hatte die Polizei 12 Tote gemeldet" from "Am 9. Juni meldete …": what was counted until then."""
    behind = tokens[mention.end].low if mention.end < len(tokens) else ""
    return behind in _PERFECTS and all(token.text not in _CLAUSE_ENDS for token in tokens[: mention.start])


def _is_purpose(tokens: Sequence[Token], start: int) -> bool:
    """Tell "kündigte für Montag einen Streik an" from "kündigte am Montag einen Streik an"."""
    return start > 0 and tokens[start - 1].low == "für"


def _expects(tokens: Sequence[Token]) -> bool:
    """Tell "erwarten am Samstag 20.000 Teilnehmer": the day is that of what they expect."""
    return any(token.low in _EXPECTATIONS for token in tokens)


def list_spoken(
    tokens: Sequence[Token], attributions: Sequence[Attribution], dates: Sequence[DateMention] = ()
) -> list[tuple[int, int]]:
    """Return where the sentence says who speaks: days and places there are not the figure's."""
    stretches = []
    for one in attributions:
        start, end = one.start, one.end
        if not one.rule.startswith(_PHRASES) and not _expects(tokens[start:end]):
            limit = min(len(tokens), end + _LONGEST_DAY)
            while end < limit and tokens[end].low not in _DAY_ENDS and tokens[end].kind != "number":
                end += 1
            start = next((day.start for day in dates if day.end == start), start)  # "Am Montag meldete die Polizei"
        stretches.append((start, end))
    return stretches
