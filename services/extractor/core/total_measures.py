"""Measure totals: "Die Zahl der Toten stieg auf 41", "die Todeszahl liegt bei 41", "Tote: 12"."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import NounKind
from services.extractor.core.scopes import PEOPLE, SentenceScope
from services.extractor.core.status_measures import measure_victims
from services.extractor.core.tokens import Token
from services.extractor.core.triggers import find_total_phrase

_TOTAL_LEADS = find_words("before totals") | {":"}
_STATUS_JOINTS = find_words("joints of statuses")
_MOST_WORDS_IN_TOTAL = 14
_MOST_WORDS_IN_ROW = 3


def measure_total(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure "die Zahl der Toten stieg auf 41", "die Todeszahl liegt bei 41", "der Verluste auf etwa 4.700"."""
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    lead = tokens[figure.start - 1].low if figure.start else ""
    if lead not in _TOTAL_LEADS and figure.modifier != "less_than":  # "lag laut Polizei unter 300"
        return None
    for trigger in reversed(scope.triggers):
        if trigger.kind == "total" and trigger.end <= figure.start:
            rule = f"measure.{trigger.entry.id}"
            return Counted(figure, noun, None, trigger.measure, "person", rule, 0.9, trigger, trigger.start)
    index = find_total_phrase(tokens, figure.start)
    if index is None:
        return None
    limit = min(index + _MOST_WORDS_IN_TOTAL, figure.start)
    nouns = [place for place in range(index + 1, limit) if tokens[place].kind == "word" and tokens[place].capital]
    for place in nouns:
        found = _measure_total_of(books, scope, index, place)
        if found is not None:
            return found
    if not nouns or not scope.context.eventful or books.nouns.look_up(tokens[nouns[0]].text) is not None:
        return None
    lemma = find_lemma(tokens[nouns[0]].text)
    return Counted(figure, noun, None, f"other:{lemma}", lemma, "measure.total", 0.6, noun_index=nouns[0])


def _measure_total_of(books: MeasureBooks, scope: SentenceScope, index: int, place: int) -> Counted | None:
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    kind = books.nouns.look_up(tokens[place].text)
    if kind is None or kind.kind in {"idle", "mass", "money", "area"}:
        return None
    if kind.kind == "status":
        if kind.entry.get("epidemic") and not scope.context.epidemic:
            return None
        measure = _total_measure(books, tokens, place, kind)
        if kind.entry.get("ambiguous"):
            measure, rule, confidence = measure_victims(scope)
            return Counted(figure, noun, kind, measure, "person", rule, confidence, noun_index=place)
        return Counted(figure, noun, kind, measure, "person", "measure.total", 0.9, noun_index=place)
    adjectives = [
        entry for word in tokens[index + 1 : place] if (entry := books.triggers.read_adjective(word)) is not None
    ]
    if kind.counts_people and adjectives and adjectives[-1].get("measure") != "other":
        measure = str(adjectives[-1].get("measure"))
        return Counted(figure, noun, kind, measure, "person", "measure.total", 0.9, noun_index=place)
    lemma = kind.name_counted(tokens[place].text)
    if kind.counts_people:
        trigger = scope.nearest_trigger(PEOPLE, never=frozenset(["other"]))
        usual = "deployed" if kind.kind == "force" else f"other:{lemma}"  # "der Bestand an Soldaten liegt bei 215"
        measure = trigger.measure if trigger is not None and not trigger.weak else usual
        return Counted(figure, noun, kind, measure, "person", "measure.total", 0.7, noun_index=place)
    measure = "weapons" if kind.kind == "weapon" else f"other:{lemma}"
    return Counted(figure, noun, kind, measure, lemma, "measure.total", 0.8, noun_index=place)


def _total_measure(books: MeasureBooks, tokens: Sequence[Token], place: int, kind: NounKind) -> str:
    """Return casualties for "Zahl der Toten und Verletzten"."""
    measure = str(kind.entry.get("measure"))
    if measure in {"killed", "wounded"} and place + 2 < len(tokens) and tokens[place + 1].low in _STATUS_JOINTS:
        other = books.nouns.look_up(tokens[place + 2].text)
        if (
            other is not None
            and other.kind == "status"
            and {measure, other.entry.get("measure")} == {"killed", "wounded"}
        ):
            return "casualties"
    return measure


def measure_box(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure a line of a details box: "Verletzte 4700", "Tote: 12"."""
    tokens, figure = scope.tokens, scope.figure
    place = figure.start - 1 - (figure.start > 1 and tokens[figure.start - 1].text == ":")
    if not 0 <= place < _MOST_WORDS_IN_ROW or figure.end != len(tokens) or not tokens[place].capital:
        return None
    kind = books.nouns.look_up(tokens[place].text)
    fates = [entry for token in tokens[:place] if (entry := books.triggers.read_adjective(token)) is not None]
    if kind is not None and kind.kind != "status" and fates:
        lemma = find_lemma(tokens[place].text)
        told = str(fates[-1].get("measure"))
        measure = told if kind.counts_people and told != "other" else f"other:{lemma}"
        unit = "person" if kind.counts_people else lemma
        return Counted(figure, scope.noun, kind, measure, unit, "measure.box", 0.8, noun_index=place)
    if kind is None or kind.kind != "status" or place:
        return None
    return Counted(
        figure, scope.noun, kind, str(kind.entry.get("measure")), "person", "measure.box", 0.9, noun_index=place
    )


def is_bare_total(tokens: Sequence[Token], start: int) -> bool:
    """Tell "die Zahl mit 107.000" from "die Zahl der Toten": what is counted was said before."""
    index = find_total_phrase(tokens, start)
    if index is None or start == 0 or tokens[start - 1].low not in _TOTAL_LEADS:
        return False
    return not any(token.kind == "word" and token.capital for token in tokens[index + 1 : start])
