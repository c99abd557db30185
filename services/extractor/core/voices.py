"""Give each figure its voice: the source that covers it, in its sentence or carried over from one beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.extractor.core.attributed import Attribution
from services.extractor.core.attributions import AttributionFinder
from services.extractor.core.finite_clauses import find_insertion
from services.extractor.core.lexicons import find_words
from services.extractor.core.pages import Paragraph
from services.extractor.core.tokens import Token, split_tokens
from shared.domain.claims import Source

_HE = frozenset(["er", "seinen", "seiner"])
_CONTRASTS = find_words("contrasts")
_DEMONSTRATIVES = find_words("demonstratives")
_FIGURE_NOUNS = tuple(find_words("nouns for figures"))
_SAYING = find_words("verbs pointing back")
_SUBJUNCTIVES = find_words("subjunctives of speaking on")
_ESTIMATES = find_words("estimates that go on")
_ADVERBS_BEHIND_VERB = 2
"""Words behind "sprach" or "nennt" that are no contrast to it: "nennt dagegen nur 300"."""
_OPENING = frozenset('„«»"“')
_FARTHEST_CARRIED, _LONGEST_CHAIN = 3, 3
_CLAUSE_MARKS = frozenset([",", ";", "–", "—", ":"])
_CONJUNCTIONS = frozenset(["während", "wohingegen"])
_WORD = re.compile(r"[^\W_]+")


class SentenceView:
    """The sentence at [start:end] of a paragraph; its words and who speaks in it are found only when somebody asks."""

    def __init__(
        self, finder: AttributionFinder, paragraph: Paragraph, start: int, end: int, *, quote_open_at_end: bool
    ) -> None:
        self._finder = finder
        self.paragraph = paragraph
        self.start = start
        self.end = end
        self.quote_open_at_end = quote_open_at_end

    @property
    def text(self) -> str:
        """The sentence."""
        return self.paragraph.content.text[self.start : self.end]

    @cached_property
    def words(self) -> list[str]:
        """The sentence's words in lower case, compounds in parts: quick to find, enough to know whether to read on."""
        return _WORD.findall(self.text.lower())

    @cached_property
    def tokens(self) -> list[Token]:
        """The sentence's tokens; their places count the paragraph's code points."""
        return split_tokens(self.text, self.start)

    @cached_property
    def attributions(self) -> list[Attribution]:
        """The attributions of the sentence from left to right."""
        return self._finder.find(self.tokens)


@dataclass(frozen=True, slots=True)
class Voice:
    """The source of a figure, the sentence that names it, what its words imply, and how sure the link is."""

    source: Source
    sentence: int
    attribution: Attribution
    rule: str
    certainty: float


def find_voice(views: Sequence[SentenceView], number: int, start: int, end: int) -> Voice | None:
    """Return the voice of the figure at tokens[start:end] of view `number`; views of paragraphs before may lead."""
    own = _cover(views[number], start, end)
    if own is not None:
        if own.pronoun:
            earlier = _find_antecedent(views, number, own)
            return None if earlier is None else Voice(earlier[1].source, earlier[0], own, "source.pronoun", 0.8)  # type: ignore[arg-type]
        assert own.source is not None
        return Voice(own.source, number, own, own.rule, 0.95)
    return _from_next(views, number) or _from_previous(views, number) or _from_next_reported(views, number)


def _cover(view: SentenceView, start: int, end: int) -> Attribution | None:
    """Return the attribution of the sentence that covers the figure: the nearest whose reach includes it."""
    best: tuple[float, int] | None = None
    chosen = None
    inserted = find_insertion(view.tokens, start, end) if view.attributions else None
    for order, one in enumerate(view.attributions):
        if inserted is not None and not inserted[0] <= one.start < inserted[1]:
            continue
        if (
            one.start <= start
            and end <= one.end
            and one.phrase is not None
            and one.phrase.start <= start < one.phrase.end
        ):
            continue
        if one.reach == "inside" and not one.start <= start < one.end:
            continue
        after = one.start >= end
        if after and one.reach == "forward":
            continue
        if not after and one.reach == "backward":
            continue
        distance = float(one.start - end) if after else float(max(0, start - one.end))
        left, right = (end, one.start) if after else (one.end, start)
        between = view.tokens[left:right]
        if _contrasts(between[_ADVERBS_BEHIND_VERB:]):
            distance += 60
        if after and one.reach == "both":
            distance += 8 + 12 * sum(token.text in ",;" for token in between) * (
                0 if one.rule.endswith(("mitteilen", "berichten")) else 1
            )
        if distance > 60:
            continue
        if best is None or (distance, order) < best:
            best, chosen = (distance, order), one
    return chosen


def _contrasts(between: Sequence[Token]) -> bool:
    """Tell whether another clause begins with a contrast: "gab die Zahl dagegen mit 19 an" is one clause."""
    parted = False
    for token in between:
        parted = parted or token.text in _CLAUSE_MARKS
        if token.low in _CONTRASTS and (parted or token.low in _CONJUNCTIONS):
            return True
    return False


def _from_next(views: Sequence[SentenceView], number: int) -> Voice | None:
    """Read "Diese Zahlen wurden von der Armee veröffentlicht.", and the speaker behind several quoted sentences."""
    for following in range(number + 1, min(number + 3, len(views))):
        view = views[following]
        if not _DEMONSTRATIVES.isdisjoint(view.words[:1]) and _points_back(view.tokens):
            one = next((one for one in view.attributions if one.source is not None), None)
            if one is not None and one.source is not None:
                return Voice(one.source, following, one, "source.next_sentence", 0.8)
        if not views[following - 1].quote_open_at_end:
            break
        one = next((one for one in view.attributions if one.source is not None and one.reach == "backward"), None)
        if one is not None and one.source is not None:
            return Voice(one.source, following, one, "source.quotation", 0.85)
    return None


def _from_next_reported(views: Sequence[SentenceView], number: int) -> Voice | None:
    """Read "Eine Fähre mit 278 Menschen sei gesunken. Alle hätten überlebt, meldete die Polizei."."""
    if number + 1 >= len(views) or not _is_reported(views[number]) or not _is_reported(views[number + 1]):
        return None
    behind = (one for one in views[number + 1].attributions if one.reach == "backward" and one.source is not None)
    one = next(behind, None)
    if one is None or one.source is None:
        return None
    return Voice(one.source, number + 1, one, "source.konjunktiv_i", 0.75)


def _is_reported(view: SentenceView) -> bool:
    return not _SUBJUNCTIVES.isdisjoint(view.words)


def _points_back(tokens: Sequence[Token]) -> bool:
    """Tell whether the sentence begins with "Diese Zahlen", "Die Angaben", "Das teilte … mit"."""
    words = [token.low for token in tokens[:5]]
    if not words or words[0] not in _DEMONSTRATIVES:
        return False
    if words[0] in {"dies", "das"} and len(words) > 1 and words[1] in _SAYING:
        return True
    return any(word.endswith(_FIGURE_NOUNS) for word in words[1:4])


def _from_previous(views: Sequence[SentenceView], number: int) -> Voice | None:
    """Carry a source over where the sentence speaks on in Konjunktiv I or inside the same quotation."""
    if not number:
        return None
    subjunctive = _is_reported(views[number])
    quoted = views[number - 1].quote_open_at_end or _quotes_on(views[number - 1], views[number])
    echo = _echoes(views[number].tokens)
    if not (subjunctive or quoted or echo):
        return None
    earlier = _last_named(views, number)
    if earlier is None or number - earlier[0] > _FARTHEST_CARRIED + _count_carried(views, number):
        return None
    sentence, one = earlier
    assert one.source is not None
    rule = "source.konjunktiv_i" if subjunctive else "source.quotation" if quoted else "source.echo"
    return Voice(one.source, sentence, one, rule, 0.75)


def _count_carried(views: Sequence[SentenceView], number: int) -> int:
    """Return how many sentences right before speak on themselves: a chain of them has one speaker."""
    count = 0
    while count < number and (_is_reported(views[number - 1 - count]) or _echoes(views[number - 1 - count].tokens)):
        count += 1
    return min(count, _LONGEST_CHAIN)


def _quotes_on(before: SentenceView, view: SentenceView) -> bool:
    """Tell '"…", sagte X. "…"': who was quoted in the sentence before is quoted on."""
    tokens = view.tokens
    quoted = bool(tokens) and tokens[0].text in _OPENING and before.tokens and before.tokens[0].text in _OPENING
    return bool(quoted) and any(one.reach == "backward" and one.source is not None for one in before.attributions)


def _echoes(tokens: Sequence[Token]) -> bool:
    """Tell whether the sentence speaks on about the count of the one before: "Insgesamt beläuft sich die Schätzung"."""
    return any(token.low in _ESTIMATES for token in tokens[:8]) or any(token.low == "demnach" for token in tokens)


def _find_antecedent(
    views: Sequence[SentenceView], number: int, pronoun: Attribution
) -> tuple[int, Attribution] | None:
    """Return whom a pronoun means: "er", "seinen" a person who spoke lately, never the police; else the last named."""
    low = views[number].tokens[pronoun.phrase.start].low if pronoun.phrase is not None else ""
    if low in _HE:
        for earlier in range(number - 1, max(-1, number - 5), -1):
            for one in reversed(views[earlier].attributions):
                if one.source is not None and (one.source.kind == "person" or one.source.via):
                    return earlier, one
    return _last_named(views, number)


def _last_named(views: Sequence[SentenceView], number: int) -> tuple[int, Attribution] | None:
    """Return the last attribution with a name before the sentence, within the paragraph."""
    for earlier in range(number - 1, max(-1, number - 2 - _FARTHEST_CARRIED - _LONGEST_CHAIN), -1):
        named = [one for one in views[earlier].attributions if one.source is not None]
        if named:
            return earlier, named[-1]
    return None
