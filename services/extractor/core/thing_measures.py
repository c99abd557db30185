"""Measure things, and nouns that no lexicon holds: destroyed houses, cut jobs, culled animals."""

from __future__ import annotations

from services.extractor.core.counted import Counted
from services.extractor.core.doers import is_doer
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import NounKind
from services.extractor.core.scopes import SentenceScope
from services.extractor.core.triggers import CASUALTY, Trigger

_FATES = CASUALTY | {"captured", "missing", "infected", "evacuated"}
_FATES_OF_UNKNOWN = _FATES | {"participants"}
_PLURALS = tuple(find_words("plural endings"))
_ABSTRACT = tuple(find_words("endings of no people"))
_OF_HOMES = frozenset(["person", "thing"])
_THINGS = frozenset(["thing", "unknown"])
_UNSURE, _GUESSED = 0.5, 0.45
"""A guess stays below what the reconciler lets into an estimate."""
_DEFINITE = frozenset(
    ["den", "die", "der", "dieser", "diese", "diesen", "jene", "jenen", "ihre", "ihren", "seine", "seinen"]
)
_MOST_POINTED_AT = 12
_OF_WHOLES = frozenset(["ihrer", "seiner", "der", "von"])
_CULLED = find_words("deaths of animals")
_FOUND = find_words("words of finding a disease")
_CIRCUMSTANCES = find_words("prepositions of circumstances")


def measure_thing(scope: SentenceScope, kind: NounKind) -> Counted | str:
    """Measure "300 beschädigte Häuser", "23 Rinder verendeten", or return why they are no claim."""
    if _is_possessed_whole(scope):
        return "is the whole of a part"
    if kind.entry.id == "tiere" and not scope.figure.lone and _is_dead(scope):
        return count_thing(scope, kind, "killed", 0.8)
    trigger = scope.nearest_trigger(_THINGS)
    if is_tested(scope):
        lemma = name_noun(scope)
        return Counted(
            scope.figure, scope.noun, kind, "infected", lemma, "measure.with_disease", 0.8, None, scope.noun.head
        )
    if trigger is None and _points_back(scope):
        return "points back at things named before"
    if kind.entry.id == "haushalte" and (scope.context.kind == "evacuation" or _is_evacuated(scope)):
        return count_thing(scope, kind, "evacuated", 0.6)
    if kind.entry.get("needs") == "event" and trigger is None and not scope.context.eventful:
        return f"nothing is said to have happened to {kind.entry.id}"
    return count_thing(scope, kind, "other", 0.8 if trigger is not None else _UNSURE)


def _is_evacuated(scope: SentenceScope) -> bool:
    """Tell "20 Haushalte wurden evakuiert" from "20 Haushalte waren ohne Strom, 12 Bewohner wurden evakuiert"."""
    trigger = scope.nearest_trigger(_OF_HOMES)
    return trigger is not None and trigger.measure == "evacuated" and not trigger.weak


def _is_dead(scope: SentenceScope) -> bool:
    """Tell animals that died or were culled: "23 Rinder verendeten", "6.700 Gänse wurden gekeult"."""
    died = scope.nearest_trigger(frozenset(["person"]), only={"killed"})
    end = scope.noun.end
    return (died is not None and not died.weak) or any(token.low in _CULLED for token in scope.tokens[end:])


def _points_back(scope: SentenceScope) -> bool:
    """Tell "bei den drei Sturmwinden", which the reader knows by now, from "drei Sturmwinde"."""
    figure, tokens = scope.figure, scope.tokens
    lead = tokens[figure.start - 1].low if figure.start else ""
    return figure.modifier == "exact" and lead in _DEFINITE and (figure.low or 0) <= _MOST_POINTED_AT


def _is_possessed_whole(scope: SentenceScope) -> bool:
    """Tell the 61 of "23 ihrer 61 Filialen", "23 der 61 Filialen": what there was before, not what happened."""
    previous = scope.figures[scope.number - 1] if scope.number else None
    lead = scope.tokens[scope.figure.start - 1].low if scope.figure.start else ""
    return previous is not None and scope.figure.start - previous.end == 1 and lead in _OF_WHOLES


def measure_unknown(scope: SentenceScope) -> Counted | str:
    """Measure a noun that no lexicon holds: people where a fate befalls them, else what the article counts."""
    figure, noun = scope.figure, scope.noun
    assert noun.head is not None
    word = scope.tokens[noun.head].text
    if figure.lone:
        return "a single thing"
    if is_tested(scope):
        return Counted(figure, noun, None, "infected", find_lemma(word), "measure.with_disease", 0.7, None, noun.head)
    trigger = scope.nearest_trigger(frozenset(["person"]), 24.0, only=_FATES_OF_UNKNOWN)
    if trigger is not None and is_doer(scope, trigger):
        return "says who did it"
    if trigger is not None and _is_circumstance(scope, trigger):
        return "says where or how it happened"
    if trigger is not None and not trigger.weak and word.endswith(_PLURALS) and not word.endswith(_ABSTRACT):
        return Counted(
            figure, noun, None, trigger.measure, "person", f"measure.{trigger.entry.id}", 0.6, trigger, noun.head
        )
    trigger = scope.nearest_trigger(frozenset(["unknown"]), 20.0)
    if trigger is None and _points_back(scope):
        return "points back at things named before"
    if trigger is None and not (scope.context.eventful and word.endswith(_PLURALS) and _looks_like_noun(scope)):
        return f"{word} is not known to be counted about events"
    rule = "measure.counted" if trigger is None else f"measure.{trigger.entry.id}"
    lemma = find_lemma(word)
    return Counted(
        figure, noun, None, f"other:{lemma}", lemma, rule, _GUESSED if trigger is None else _UNSURE, trigger, noun.head
    )


def _is_circumstance(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell "starben in 14 Provinzen", "durch 14 Stiche", "Explosion von 14 Gasflaschen" from "Tod von 14 Imkern"."""
    tokens, start = scope.tokens, scope.figure.start
    lead = tokens[start - 1].low if start else ""
    if lead == "von" and start > 1 and tokens[start - 2].capital:
        return not trigger.start <= start - 2 < trigger.end
    return lead in _CIRCUMSTANCES


def _looks_like_noun(scope: SentenceScope) -> bool:
    """Tell a counted noun from a name behind a number ("2 Max Muster", "U 7 Berlin")."""
    figure, noun = scope.figure, scope.noun
    following = scope.tokens[noun.end] if noun.end < len(scope.tokens) else None
    named = following is not None and following.kind == "word" and following.capital and noun.conjunct is None
    return (figure.low or figure.high or 0) >= 2 and not named


def is_tested(scope: SentenceScope) -> bool:
    """Tell "bei 55 Wildvögeln wurde das Virus nachgewiesen" in an epidemic."""
    if not scope.context.epidemic:
        return False
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 2) : scope.figure.start]]
    return "bei" in lead and any(token.low in _FOUND for token in scope.tokens[scope.noun.end :])


def count_thing(scope: SentenceScope, kind: NounKind, measure: str, confidence: float) -> Counted | str:
    """Return the figure as one of things, "other" with their lemma; one thing alone is no claim."""
    if scope.figure.lone:
        return "a single thing"
    lemma = kind.name_counted(scope.tokens[scope.noun.head or 0].text)
    if measure == "other":
        measure = f"other:{lemma}"
    return Counted(
        scope.figure, scope.noun, kind, measure, lemma, f"measure.{kind.entry.id}", confidence, None, scope.noun.head
    )  # fmt: skip


def name_noun(scope: SentenceScope) -> str:
    """Return the counted noun's lemma."""
    return find_lemma(scope.tokens[scope.noun.head or 0].text)
