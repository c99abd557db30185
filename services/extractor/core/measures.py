"""Decide what each figure of a sentence measures, and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import Lexicon
from services.extractor.core.nouns import CountedNoun, NounBook, NounKind, read_counted_noun
from services.extractor.core.quantities import Figure
from services.extractor.core.refusals import is_rate, refuse_figure
from services.extractor.core.tokens import Token
from services.extractor.core.triggers import CASUALTY, Trigger, TriggerFinder, find_total_phrase

_FARTHEST = 42.0
_FARTHEST_ELLIPTIC = 16.0
_LEAST_MONEY = 10_000
_PEOPLE = frozenset(["person", "force"])


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its measure. `noun_index`: the counted noun's token; `phrase_end`: where the noun phrase ends."""

    figure: Figure
    noun: CountedNoun
    kind: NounKind | None
    measure: str
    unit: str
    rule: str
    confidence: float
    trigger: Trigger | None = None
    noun_index: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that is no claim, with the reason."""

    figure: Figure
    reason: str


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """What the article says about its event: `epidemic`, `war`: whether its event is one."""

    epidemic: bool = False
    military: bool = False


class MeasureReader:
    """Reads the measures of a sentence's figures."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.nouns = NounBook(lexicon)
        self.triggers = TriggerFinder(lexicon)

    def read(
        self, tokens: Sequence[Token], figures: Sequence[Figure], context: SentenceContext
    ) -> tuple[list[Counted], list[Refused]]:
        """Return the figures that are claims with their measures, and the others with the reason."""
        if not figures:
            return [], []
        triggers = self.triggers.find(tokens)
        phrases = [read_counted_noun(tokens, figure.end) for figure in figures]
        counted: list[Counted] = []
        refused: list[Refused] = []
        for number, (figure, noun) in enumerate(zip(figures, phrases, strict=True)):
            kind = None if noun.head is None else self.nouns.look_up(tokens[noun.head].text)
            reason = refuse_figure(tokens, figure, noun, kind)
            if reason is None:
                sentence = _Sentence(tokens, figures, phrases, triggers, number, context)
                found = self._decide(sentence, figure, noun, kind, counted)
                if isinstance(found, Counted):
                    counted.append(found)
                    continue
                reason = found
            refused.append(Refused(figure, reason))
        return counted, refused

    def _decide(
        self, sentence: _Sentence, figure: Figure, noun: CountedNoun, kind: NounKind | None, before: Sequence[Counted]
    ) -> Counted | str:
        tokens = sentence.tokens
        if kind is not None and kind.kind in {"money", "area"}:
            return self._read_unit(sentence, figure, noun, kind)
        unit = self._unit_before(tokens, figure) or self._unit_sign(tokens, figure)
        if unit is not None:
            return self._read_unit(sentence, figure, noun, unit)
        if is_rate(tokens, noun.end):
            return "is a rate"
        if kind is not None and kind.kind == "status":
            return self._read_status(sentence, figure, noun, kind)
        adjective = self._read_adjectives(tokens, figure, noun, kind)
        if adjective is not None:
            return adjective
        if noun.head is None:
            return self._read_elliptic(sentence, figure, noun, before)
        return self._read_noun(sentence, figure, noun, kind)

    def _unit_before(self, tokens: Sequence[Token], figure: Figure) -> NounKind | None:
        """Read "CHF 12'000", "€ 3 Mio."."""
        if figure.start == 0:
            return None
        kind = self.nouns.look_up(tokens[figure.start - 1].text)
        return kind if kind is not None and kind.kind == "money" and kind.entry.id != "krone" else None

    def _unit_sign(self, tokens: Sequence[Token], figure: Figure) -> NounKind | None:
        """Read units that are written small or as a sign: "300 km²", "12 ha", "300 €"."""
        if figure.end >= len(tokens):
            return None
        token = tokens[figure.end]
        text = token.text
        if text == "km" and figure.end + 1 < len(tokens) and tokens[figure.end + 1].text in {"²", "2"}:
            text = "km²"
        kind = self.nouns.look_up(text)
        return kind if kind is not None and kind.kind in {"money", "area"} else None

    def _read_unit(self, sentence: _Sentence, figure: Figure, noun: CountedNoun, kind: NounKind) -> Counted | str:
        if is_rate(sentence.tokens, max(noun.end, figure.end + 1)):
            return "is a rate"
        value = figure.point if figure.point is not None else figure.low
        if figure.lone:
            return "is an article"
        if kind.kind == "money" and (value is None or value < _LEAST_MONEY):
            return "is a price or a small sum"
        return Counted(figure, noun, kind, kind.kind, kind.entry.get("unit"), f"measure.{kind.kind}", 0.9, noun_index=noun.head)

    def _read_status(self, sentence: _Sentence, figure: Figure, noun: CountedNoun, kind: NounKind) -> Counted | str:
        measure, rule, confidence = kind.entry.get("measure"), f"measure.{kind.entry.id}", 0.95
        entry = kind.entry
        if entry.get("epidemic") and not sentence.context.epidemic:
            return "counts cases of nothing that spreads"
        if entry.get("military") and not (sentence.context.military or measure != "casualties"):
            confidence = 0.5
        if noun.conjunct is not None:
            other = self.nouns.look_up(sentence.tokens[noun.conjunct].text)
            if other is not None and other.kind == "status":
                pair = {measure, other.entry.get("measure")}
                if pair == {"killed", "wounded"}:
                    measure, rule = "casualties", "measure.tote_und_verletzte"
                elif "missing" in pair and pair & CASUALTY:
                    measure, rule = "casualties", "measure.tote_und_vermisste"
        adjective = self._adjective_measure(sentence.tokens, noun)
        if adjective is not None and measure != "casualties":
            measure = adjective
        if entry.get("ambiguous"):
            measure, rule, confidence = self._read_victims(sentence, noun)
        if entry.get("weak"):
            trigger = sentence.nearest_trigger(_PEOPLE, _FARTHEST)
            if trigger is not None and not trigger.weak and trigger.measure not in {"other", "participants", "deployed"}:
                return Counted(figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.85, trigger, noun.head)
        if measure == "displaced":
            trigger = sentence.nearest_trigger(_PEOPLE, 12)
            if trigger is not None and trigger.measure in CASUALTY | {"captured", "missing", "infected"}:
                return Counted(figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.85, trigger, noun.head)
        return Counted(figure, noun, kind, measure, "person", rule, confidence, noun_index=noun.head)

    def _read_victims(self, sentence: _Sentence, noun: CountedNoun) -> tuple[str, str, float]:
        """Read "Opfer": killed where the sentence says so, else casualties with little confidence."""
        trigger = sentence.nearest_trigger(_PEOPLE, _FARTHEST)
        if trigger is not None and trigger.measure in {"killed", "wounded"}:
            return trigger.measure, "measure.opfer", 0.8
        return "casualties", "measure.opfer", 0.4

    def _adjective_measure(self, tokens: Sequence[Token], noun: CountedNoun) -> str | None:
        """Return the measure that the participles before the noun say: two of them make casualties."""
        measures = {
            entry.get("measure")
            for index in noun.adjectives
            if (entry := self.triggers.read_adjective(tokens[index])) is not None
        }
        if len(measures) == 1:
            return str(measures.pop())
        return "casualties" if measures >= {"killed", "wounded"} else None

    def _read_adjectives(
        self, tokens: Sequence[Token], figure: Figure, noun: CountedNoun, kind: NounKind | None
    ) -> Counted | None:
        if noun.head is None:
            return None
        measure = self._adjective_measure(tokens, noun)
        if measure is None or (kind is not None and kind.kind == "idle"):
            return None
        people = kind is None or kind.counts_people
        if measure == "other" or not people:
            if measure == "other" and people and kind is not None:
                return None
            if kind is not None and kind.kind == "weapon":
                return Counted(figure, noun, kind, "weapons", kind.entry.get("lemma"), "measure.weapons", 0.9, noun_index=noun.head)
            lemma = self._lemma(tokens, noun, kind)
            return Counted(figure, noun, kind, f"other:{lemma}", lemma, "measure.adjective", 0.85, noun_index=noun.head)
        if measure == "deployed" and (kind is None or kind.kind != "force"):
            return None
        return Counted(figure, noun, kind, measure, "person", "measure.adjective", 0.95, noun_index=noun.head)

    def _read_elliptic(self, sentence: _Sentence, figure: Figure, noun: CountedNoun, before: Sequence[Counted]) -> Counted | str:
        """Read a figure without a noun: "Die Zahl der Toten stieg auf 41", "30 wurden verletzt", "davon drei schwer"."""
        tokens = sentence.tokens
        total = self._read_total(sentence, figure, noun)
        if total is not None:
            return total
        if figure.lone or tokens[figure.number].low in {"beide", "beiden"}:
            return "counts nothing that is named"
        trigger = sentence.nearest_trigger(_PEOPLE, _FARTHEST_ELLIPTIC)
        if trigger is not None and not trigger.weak and trigger.measure not in {"deployed"}:
            people = figure.modifier == "vague" or not before or before[-1].unit == "person"
            if people and trigger.measure != "other":
                return Counted(figure, noun, None, trigger.measure, "person", "measure.elliptic", 0.8, trigger)
        if before and (noun.partitive or self._repeats_pattern(tokens, figure, before[-1])):
            last = before[-1]
            return Counted(figure, noun, last.kind, last.measure, last.unit, "measure.carried", 0.7, last.trigger, last.noun_index)
        return "counts nothing that is named"

    def _repeats_pattern(self, tokens: Sequence[Token], figure: Figure, last: Counted) -> bool:
        """Tell "in Sachsen starben zwölf, in Bayern fünf": a figure that ends its clause repeats the one before."""
        following = tokens[figure.end].text if figure.end < len(tokens) else "."
        if following not in {".", ",", ";", "und"} and not following == ")":
            return False
        lead = tokens[max(0, figure.start - 4) : figure.start]
        return bool(lead) and any(token.low in {"in", "im", "bei", "aus", "davon", "darunter", "auf", "von"} for token in lead) and last.figure.end < figure.start

    def _read_total(self, sentence: _Sentence, figure: Figure, noun: CountedNoun) -> Counted | None:
        tokens = sentence.tokens
        lead = tokens[figure.start - 1].low if figure.start else ""
        if lead not in {"auf", "bei", "mit", "von", "ist", "beträgt", "betrug", ":", "liegt", "lag", "erreichte", "auch", "um", "war", "überstieg", "übersteigt", "überschritt", "inzwischen", "insgesamt", "bereits", "nun", "jetzt", "derzeit", "aktuell", "sogar"}:
            return None
        for trigger in reversed(sentence.triggers):
            if trigger.kind == "total" and trigger.end <= figure.start:
                return Counted(figure, noun, None, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.9, trigger, trigger.start)
        index = find_total_phrase(tokens, figure.start)
        candidates = [index] if index is not None else [
            i for i in range(figure.start - 1, -1, -1) if tokens[i].capital and tokens[i].kind == "word"
        ] if lead in {"auf", "bei", ":"} else []
        for place in candidates:
            kind = self.nouns.look_up(tokens[place].text)
            if kind is None:
                continue
            if kind.kind == "status" and not (kind.entry.get("epidemic") and not sentence.context.epidemic):
                measure = self._total_measure(sentence, place, kind)
                return Counted(figure, noun, kind, measure, "person", "measure.total", 0.9, noun_index=place)
            if index is not None and kind.kind in {"job", "thing", "weapon"}:
                lemma = kind.entry.get("lemma")
                measure = "weapons" if kind.kind == "weapon" else f"other:{lemma}"
                return Counted(figure, noun, kind, measure, lemma, "measure.total", 0.8, noun_index=place)
            if index is not None and kind.counts_people:
                start = max(0, place - 4)
                for word in tokens[start:place]:
                    entry = self.triggers.read_adjective(word)
                    if entry is not None and entry.get("measure") != "other":
                        return Counted(figure, noun, kind, entry.get("measure"), "person", "measure.total", 0.9, noun_index=place)
        return None

    def _total_measure(self, sentence: _Sentence, place: int, kind: NounKind) -> str:
        """Return casualties for "Zahl der Toten und Verletzten" and "Verluste, einschließlich Verletzter"."""
        measure = str(kind.entry.get("measure"))
        tokens = sentence.tokens
        if measure in {"killed", "wounded"} and place + 2 < len(tokens) and tokens[place + 1].low in {"und", "oder", "sowie"}:
            other = self.nouns.look_up(tokens[place + 2].text)
            if other is not None and other.kind == "status" and {measure, other.entry.get("measure")} == {"killed", "wounded"}:
                return "casualties"
            previous = self.nouns.look_up(tokens[place - 2].text) if place >= 2 else None
            if previous is not None and previous.kind == "status" and previous.entry.get("measure") != measure:
                return "casualties"
        if any(token.low in {"verlusten", "verluste"} for token in tokens[max(0, place - 5) : place + 1]):
            return "casualties"
        return measure

    def _read_noun(self, sentence: _Sentence, figure: Figure, noun: CountedNoun, kind: NounKind | None) -> Counted | str:
        tokens = sentence.tokens
        assert noun.head is not None
        if kind is None:
            return self._read_unknown(sentence, figure, noun)
        lemma = str(kind.entry.get("lemma"))
        if kind.kind == "weapon":
            if figure.lone:
                return "a single thing"
            return Counted(figure, noun, kind, "weapons", lemma, "measure.weapons", 0.9, noun_index=noun.head)
        if kind.kind in {"job", "thing"}:
            return self._read_thing(sentence, figure, noun, kind)
        trigger = sentence.nearest_trigger(frozenset(["force", "person"]) if kind.kind == "force" else frozenset(["person"]), _FARTHEST)
        if trigger is None:
            if kind.kind == "force" and not kind.entry.get("thing") and not figure.lone and sentence.context.military and kind.entry.id in {"soldaten", "söldner"}:
                return Counted(figure, noun, kind, "deployed", "person", "measure.force", 0.5, noun_index=noun.head)
            return f"nothing is said to have happened to {tokens[noun.head].text}"
        if figure.lone and (trigger.weak or trigger.measure in {"other", "participants", "deployed", "evacuated", "displaced"}):
            return "a single person, in passing"
        if trigger.measure == "other":
            if figure.lone:
                return "a single person, in passing"
            return Counted(figure, noun, kind, f"other:{lemma}", "person", f"measure.{trigger.entry.id}", 0.7, trigger, noun.head)
        if trigger.measure == "deployed" and kind.entry.get("thing"):
            return Counted(figure, noun, kind, f"other:{lemma}", lemma, "measure.vehicles", 0.7, trigger, noun.head)
        confidence = 0.6 if trigger.weak else 0.9
        return Counted(figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", confidence, trigger, noun.head)

    def _read_thing(self, sentence: _Sentence, figure: Figure, noun: CountedNoun, kind: NounKind) -> Counted | str:
        if figure.lone:
            return "a single thing"
        lemma = str(kind.entry.get("lemma"))
        trigger = sentence.nearest_trigger(frozenset(["thing", "unknown"]), _FARTHEST)
        if kind.entry.get("needs") == "event" and trigger is None:
            return f"nothing is said to have happened to {kind.entry.id}"
        return Counted(figure, noun, kind, f"other:{lemma}", lemma, f"measure.{kind.entry.id}", 0.8, trigger, noun.head)

    def _read_unknown(self, sentence: _Sentence, figure: Figure, noun: CountedNoun) -> Counted | str:
        word = sentence.tokens[noun.head or 0].text
        if figure.lone:
            return "a single thing"
        trigger = sentence.nearest_trigger(frozenset(["person"]), 24, only=CASUALTY | {"captured", "missing", "infected", "evacuated", "participants"})
        if trigger is not None and not trigger.weak and word.endswith(("en", "er", "ern", "e", "te", "ten", "innen", "s")):
            return Counted(figure, noun, None, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.6, trigger, noun.head)
        trigger = sentence.nearest_trigger(frozenset(["unknown"]), 20)
        if trigger is None:
            return f"{word} is not known to be counted about events"
        return Counted(figure, noun, None, f"other:{word}", word, f"measure.{trigger.entry.id}", 0.5, trigger, noun.head)

    def _lemma(self, tokens: Sequence[Token], noun: CountedNoun, kind: NounKind | None) -> str:
        assert noun.head is not None
        return str(kind.entry.get("lemma")) if kind is not None else tokens[noun.head].text


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence seen from one of its figures."""

    tokens: Sequence[Token]
    figures: Sequence[Figure]
    phrases: Sequence[CountedNoun]
    triggers: Sequence[Trigger]
    number: int
    context: SentenceContext

    def nearest_trigger(
        self, kinds: frozenset[str], farthest: float, only: frozenset[str] | set[str] | None = None
    ) -> Trigger | None:
        """Return the trigger that most likely speaks of the figure; weak ones only where no other does."""
        best: tuple[bool, float] | None = None
        chosen = None
        for trigger in self.triggers:
            if not trigger.of & kinds or trigger.kind == "total" or (only is not None and trigger.measure not in only):
                continue
            cost = self._cost(trigger)
            if trigger.kind == "act" and not trigger.weak and cost > 8:
                continue
            rank = (trigger.weak, cost)
            if cost <= farthest and (best is None or rank < best):
                best, chosen = rank, trigger
        return chosen

    def _cost(self, trigger: Trigger) -> float:
        """Return how far the trigger stands: words, marks between, other figures between, other triggers between."""
        start, end = self.figures[self.number].start, max(self.phrases[self.number].end, self.figures[self.number].end)
        if trigger.start < end and trigger.end > start:
            return 0.0
        after = trigger.start >= end
        left, right = (end, trigger.start) if after else (trigger.end, start)
        cost = (right - left) * 0.6 + (0 if after else 3.0)
        for token in self.tokens[left:right]:
            if token.text in ",()":
                cost += 3.0
            elif token.text in ";:–—":
                cost += 7.0
        for other, phrase in zip(self.figures, self.phrases, strict=True):
            if left <= other.start < right:
                cost += 3.0 if self._is_coordinated(other, phrase, after=after) else 16.0
        for other_trigger in self.triggers:
            if left <= other_trigger.start < right and other_trigger.kind == "verb" and other_trigger.measure != trigger.measure:
                cost += 5.0
        return cost

    def _is_coordinated(self, other: Figure, phrase: CountedNoun, *, after: bool) -> bool:
        """Tell "zwölf Soldaten und drei Zivilisten": only noun phrases and joints stand between."""
        mine = self.phrases[self.number]
        start, end = (max(mine.end, self.figures[self.number].end), other.start) if after else (max(phrase.end, other.end), self.figures[self.number].start)
        between = [token.low for token in self.tokens[start:end]]
        return len(between) <= 4 and all(word in {"und", "sowie", ",", "oder", "davon", "darunter", "weitere"} for word in between) and phrase.head is not None
