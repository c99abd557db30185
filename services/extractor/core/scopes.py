"""A sentence seen from one of its figures: which word speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf

from services.extractor.core.counted import SentenceContext
from services.extractor.core.finite_clauses import find_complete_clause, has_own_verb, is_told_apart
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import CountedNoun
from services.extractor.core.quantities import Figure
from services.extractor.core.tokens import Token
from services.extractor.core.triggers import Trigger

FARTHEST = 42.0
PEOPLE = frozenset(["person", "force"])
USUAL = {"protest": "participants", "strike": "participants", "evacuation": "evacuated"}
"""What bare people do in an event of the kind: an article on a demonstration counts demonstrators."""
_JOINTS = find_words("joints of figures") | {","}
_COST_OF_WORD, _COST_OF_COMMA, _COST_OF_BREAK = 0.6, 3.0, 7.0
_COST_OF_FIGURE, _COST_OF_TRIGGER, _COST_OF_LOOKING_BACK = 16.0, 5.0, 3.0
_FARTHEST_ACT = 8.0


@dataclass(frozen=True, slots=True)
class SentenceScope:
    """The sentence around figure `number`; `phrases` are the noun phrases of the figures."""

    tokens: Sequence[Token]
    figures: Sequence[Figure]
    phrases: Sequence[CountedNoun]
    triggers: Sequence[Trigger]
    number: int
    context: SentenceContext

    @property
    def figure(self) -> Figure:
        """The figure it is seen from."""
        return self.figures[self.number]

    @property
    def noun(self) -> CountedNoun:
        """The noun phrase of the figure."""
        return self.phrases[self.number]

    def nearest_trigger(
        self,
        kinds: AbstractSet[str],
        farthest: float = FARTHEST,
        *,
        only: AbstractSet[str] | None = None,
        never: AbstractSet[str] = frozenset(),
    ) -> Trigger | None:
        """Return the trigger that most likely speaks of the figure; weak ones only where no other does."""
        best: tuple[bool, float] | None = None
        chosen = None
        governs = self._find_governing_act()
        clause = self._find_own_clause() if self.triggers else None
        for trigger in [self.triggers[governs]] if governs is not None else self.triggers:
            if trigger.of.isdisjoint(kinds) or trigger.kind == "total" or trigger.measure in never:
                continue
            if only is not None and trigger.measure not in only:
                continue
            events = trigger.entry.get("events")
            if events is not None and self.context.kind not in events:
                continue
            cost = self._cost(trigger, clause)
            if (
                trigger.kind == "act"
                and not trigger.weak
                and (cost > _FARTHEST_ACT or trigger.start > self.figure.start)
            ):
                continue  # "ermittelt gegen zwei Männer wegen Tötung": an act governs what stands behind it
            rank = (trigger.weak, cost)
            if cost <= farthest and (best is None or rank < best):
                best, chosen = rank, trigger
        return chosen

    def _find_governing_act(self) -> int | None:
        """Return the act of "bei der Festnahme von zwölf Demonstranten verletzt": of them it speaks, no verb does."""
        place = self.figure.start - 2
        if place < 0 or self.tokens[place + 1].low != "von":
            return None
        return next((i for i, one in enumerate(self.triggers) if one.kind == "act" and one.start == place), None)

    def is_tied(self, other: Figure) -> bool:
        """Tell "40 Schülern und drei Lehrern": only joints stand between this figure's noun and the other figure."""
        between = [token.low for token in self.tokens[self.noun.end : other.start]]
        return bool(between) and all(word in _JOINTS for word in between)

    def _find_own_clause(self) -> tuple[int, int] | None:
        """Return the figure's clause where it is complete: no verb beyond it speaks of the figure."""
        if self.noun.head is None and not has_own_verb(self.tokens, self.figure.end):
            return None
        return find_complete_clause(self.tokens, self.figure.start, max(self.noun.end, self.figure.end))

    def _cost(self, trigger: Trigger, clause: tuple[int, int] | None) -> float:
        """Return how far the trigger stands: words, marks, other figures and other triggers between."""
        start, end = self.figure.start, max(self.noun.end, self.figure.end)
        if trigger.start < end and trigger.end > start:
            return 0.0
        if clause is not None and is_told_apart(self.tokens, clause, (trigger.start, trigger.end)):
            return inf
        after = trigger.start >= end
        left, right = (end, trigger.start) if after else (trigger.end, start)
        cost = 0.0 if after else _COST_OF_LOOKING_BACK
        if after:
            inserted = self._skip_insertion(left, right)
            cost += _COST_OF_COMMA if inserted > left else 0.0
            left = inserted
        cost += (right - left) * _COST_OF_WORD
        for token in self.tokens[left:right]:
            if token.text in ",()":
                cost += _COST_OF_COMMA
            elif token.text in ";:–—":
                cost += _COST_OF_BREAK
        for other, phrase in zip(self.figures, self.phrases, strict=True):
            if left <= other.start < right:
                cost += _COST_OF_COMMA if self._is_coordinated(other, phrase, after=after) else _COST_OF_FIGURE
        for between in self.triggers:
            if left <= between.start < right and between.kind == "verb" and between.measure != trigger.measure:
                cost += _COST_OF_TRIGGER
        return cost

    def _skip_insertion(self, left: int, right: int) -> int:
        """Return where the clause goes on behind "…, eine davon ein Kind, …" or "… (zwei davon schwer) …"."""
        if left >= right or self.tokens[left].text not in {",", "(", "–"}:
            return left
        closing = ")" if self.tokens[left].text == "(" else self.tokens[left].text
        marks = [index for index in range(left + 1, right) if self.tokens[index].text == closing]
        return marks[-1] + 1 if marks else left

    def _is_coordinated(self, other: Figure, phrase: CountedNoun, *, after: bool) -> bool:
        """Tell "zwölf Soldaten und drei Zivilisten": only noun phrases and joints stand between."""
        if after:
            start, end = max(self.noun.end, self.figure.end), other.start
        else:
            start, end = max(phrase.end, other.end), self.figure.start
        between = [token.low for token in self.tokens[start:end]]
        return len(between) <= 4 and all(word in _JOINTS for word in between) and phrase.head is not None
