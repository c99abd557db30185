"""Measure figures whose noun or participle says what happened: "zwölf Tote", "30 getötete Kämpfer", "3 Mio. Euro"."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import CountedNoun, NounKind
from services.extractor.core.quantities import Figure
from services.extractor.core.refusals import is_rate
from services.extractor.core.scopes import PEOPLE, SentenceScope
from services.extractor.core.tokens import Token
from services.extractor.core.triggers import CASUALTY
from shared.domain.claims import Number

_LEAST_MONEY = 10_000
_LEAST_SMALL_MONEY = 1_000
"""Sums that were seized, stolen, paid as a fine or lost are an event's from here on: "zirka 5.000 Euro Bargeld"."""
_SMALL_SUMS = tuple(find_words("sums of events"))
_ENDINGS_OF_CURRENCIES = ("ische", "ischen", "ischer", "schweizer")
_SEARCHES = tuple(find_words("words of searching"))
_BEING = frozenset(["handelt", "handele", "handelte", "ist", "war", "sei"])
_TESTS = tuple(find_words("nouns of tests"))
_PASTIMES = frozenset(["leisure", "weather"])
_NEAR = 12.0
"""How far a word may stand that says more of Demonstranten or Flüchtlinge than the noun does."""
_FATES = CASUALTY | {"captured", "missing", "infected"}


def find_unit(books: MeasureBooks, tokens: Sequence[Token], figure: Figure) -> NounKind | None:
    """Return the unit before the figure (CHF 12'000, € 3 Mio.) or behind it, small or as a sign (300 km²)."""
    if figure.start:
        kind = books.nouns.look_up(tokens[figure.start - 1].text)
        if kind is not None and kind.kind == "money" and kind.entry.id != "krone":
            return kind
    if figure.end >= len(tokens):
        return None
    behind = figure.end
    if behind + 1 < len(tokens) and tokens[behind].low.endswith(_ENDINGS_OF_CURRENCIES):
        behind += 1  # "2 Millionen Schweizer Franken", "300 Millionen schwedische Kronen"
    text = tokens[behind].text
    if text == "km" and behind + 1 < len(tokens) and tokens[behind + 1].text in {"²", "2"}:
        text = "km²"
    kind = books.nouns.look_up(text)
    return kind if kind is not None and kind.kind in {"money", "area"} else None


def measure_unit(scope: SentenceScope, kind: NounKind) -> Counted | str:
    """Measure money and areas; prices and rates are refused with the reason."""
    figure, noun = scope.figure, scope.noun
    if is_rate(scope.tokens, max(noun.end, figure.end + 1)):
        return "is a rate"
    value = figure.point if figure.point is not None else figure.low
    if figure.lone:
        return "is an article"
    if kind.kind == "money" and not _is_event_sum(scope, value):
        return "is a price or a small sum"
    return Counted(
        figure, noun, kind, kind.kind, kind.entry.get("unit"), f"measure.{kind.kind}", 0.9, noun_index=noun.head
    )  # fmt: skip


def _is_event_sum(scope: SentenceScope, value: Number | None) -> bool:
    """Tell damage, aid and loot from the price of a bread."""
    if value is None or value < _LEAST_SMALL_MONEY:
        return False
    return value >= _LEAST_MONEY or any(token.low.endswith(_SMALL_SUMS) for token in scope.tokens)


def measure_status(books: MeasureBooks, scope: SentenceScope, kind: NounKind) -> Counted | str:
    """Measure a noun that is its measure (Tote, Festnahmen); two of them with one figure are casualties."""
    entry, figure, noun = kind.entry, scope.figure, scope.noun
    if figure.lone and noun.partitive and any(token.low in _BEING for token in scope.tokens):
        return "says who somebody is"  # "ob es sich um einen der Vermissten handelt"
    if entry.id == "teilnehmer" and scope.context.kind in _PASTIMES:
        return "watches or plays, which is no event"
    measure, rule, confidence = str(entry.get("measure")), f"measure.{entry.id}", 0.95
    if entry.get("epidemic") and not scope.context.epidemic:
        return _measure_cases(books, scope, kind)
    if measure == "wounded":
        died = scope.nearest_trigger(PEOPLE, _NEAR, only={"killed"})
        if died is not None and died.entry.id == "starb":
            return Counted(figure, noun, kind, "killed", "person", "measure.starb", 0.9, died, noun.head)
    if entry.id == "verschüttete":
        return _measure_buried(scope, kind)
    if entry.get("military") and not scope.context.military:
        confidence = 0.5
    if noun.conjunct is not None and _makes_casualties(books, scope.tokens, noun, measure):
        measure, rule = "casualties", "measure.tote_und_verletzte"
    adjective = find_adjective_measure(books, scope.tokens, noun)
    if adjective not in {None, "other", "deployed"} and measure != "casualties":
        measure = str(adjective)
    if entry.get("ambiguous"):
        measure, rule, confidence = measure_victims(scope)
    trigger = None
    if entry.get("weak") or measure == "displaced":
        trigger = scope.nearest_trigger(
            PEOPLE, _NEAR, only=_FATES | {"displaced", "evacuated"} if entry.get("weak") else _FATES | {"other"}
        )
    if trigger is not None and trigger.measure == "other" and trigger.entry.get("lemma"):
        lemma = trigger.entry.get("lemma")
        return Counted(
            figure, noun, kind, f"other:{lemma}", "person", f"measure.{trigger.entry.id}", 0.8, trigger, noun.head
        )  # fmt: skip
    if trigger is not None and not trigger.weak and trigger.measure in _FATES | {"displaced", "evacuated"}:
        return Counted(
            figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.85, trigger, noun.head
        )  # fmt: skip
    return Counted(figure, noun, kind, measure, "person", rule, confidence, noun_index=noun.head)


def _measure_buried(scope: SentenceScope, kind: NounKind) -> Counted:
    """Measure "Verschüttete": dead or missing where the sentence says so, else people who were buried alive."""
    figure, noun = scope.figure, scope.noun
    died = scope.nearest_trigger(PEOPLE, only={"killed"})
    sought = any(token.low.startswith(_SEARCHES) for token in scope.tokens)
    measure = "killed" if died is not None else "missing" if sought else str(kind.entry.get("measure"))
    return Counted(figure, noun, kind, measure, "person", f"measure.{kind.entry.id}", 0.8, died, noun.head)


def _measure_cases(books: MeasureBooks, scope: SentenceScope, kind: NounKind) -> Counted | str:
    """Measure "32 Fälle von Verschleppungen" by what they are cases of; other cases spread nothing."""
    tokens, noun = scope.tokens, scope.noun
    behind = tokens[noun.end : noun.end + 4]
    if behind and behind[0].low == "von":
        for token in behind[1:]:
            cause = books.nouns.look_up(token.text) if token.capital else None
            if cause is not None and cause.kind == "status" and not cause.entry.get("epidemic"):
                measure = str(cause.entry.get("measure"))
                return Counted(
                    scope.figure, noun, kind, measure, "person", "measure.fälle_von", 0.7, noun_index=noun.head
                )  # fmt: skip
    if not scope.context.eventful or scope.figure.lone:
        return "counts cases of nothing that spreads"
    return Counted(scope.figure, noun, kind, "other:Fall", "Fall", "measure.cases", 0.45, noun_index=noun.head)


def _makes_casualties(books: MeasureBooks, tokens: Sequence[Token], noun: CountedNoun, measure: str) -> bool:
    """Tell "4.000 Verletzte und Tote" and "Tote und Vermisste" from "Demonstranten und Passanten"."""
    assert noun.conjunct is not None
    other = books.nouns.look_up(tokens[noun.conjunct].text)
    if other is None or other.kind != "status":
        return False
    pair = {measure, other.entry.get("measure")}
    return pair == {"killed", "wounded"} or ("missing" in pair and bool(pair & CASUALTY))


def measure_victims(scope: SentenceScope) -> tuple[str, str, float]:
    """Measure "Opfer": killed or wounded where the sentence says so, else casualties with little confidence."""
    trigger = scope.nearest_trigger(PEOPLE)
    if trigger is not None and trigger.measure in {"killed", "wounded"}:
        return trigger.measure, "measure.opfer", 0.8
    return "casualties", "measure.opfer", 0.4


def find_adjective_measure(books: MeasureBooks, tokens: Sequence[Token], noun: CountedNoun) -> str | None:
    """Return the measure that participles before the noun say: killed and wounded make casualties."""
    measures = {
        str(entry.get("measure"))
        for index in noun.adjectives
        if (entry := books.triggers.read_adjective(tokens[index])) is not None
        and (not entry.get("epidemic") or _is_test(tokens, noun))
    }
    if len(measures) == 1:
        return measures.pop()
    return "casualties" if measures >= {"killed", "wounded"} else None


def _is_test(tokens: Sequence[Token], noun: CountedNoun) -> bool:
    """Tell "200 positive Tests" from "200 positive Rückmeldungen"."""
    return noun.head is not None and tokens[noun.head].low.endswith(_TESTS)


def measure_adjective(books: MeasureBooks, scope: SentenceScope, kind: NounKind | None) -> Counted | None:
    """Measure "30 getötete Kämpfer", "300 beschädigte Häuser"; None where no participle says a measure."""
    figure, noun = scope.figure, scope.noun
    if noun.head is None or (kind is not None and kind.kind in {"idle", "mass"}):
        return None
    measure = find_adjective_measure(books, scope.tokens, noun)
    people = kind is None or kind.counts_people
    if measure is None or (measure == "other" and people and kind is not None):
        return None
    if figure.lone and not (kind is not None and kind.counts_people):
        return None  # "in einer eingestürzten Kirche"
    if measure == "weapons":
        lemma = find_lemma(scope.tokens[noun.head].text)
        return None if people else Counted(figure, noun, kind, measure, lemma, "measure.weapons", 0.7, None, noun.head)
    if measure == "deployed" and (kind is None or kind.kind != "force"):
        return None
    if measure != "other" and (people or measure == "infected"):
        return Counted(figure, noun, kind, measure, "person", "measure.adjective", 0.95, noun_index=noun.head)
    lemma = find_lemma(scope.tokens[noun.head].text)
    if kind is not None and kind.kind == "weapon":
        return Counted(figure, noun, kind, "weapons", lemma, "measure.weapons", 0.9, noun_index=noun.head)
    return Counted(figure, noun, kind, f"other:{lemma}", lemma, "measure.adjective", 0.85, noun_index=noun.head)
