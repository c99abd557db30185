"""Measure people of whom nothing grave is said: helpers, demonstrators, passengers, residents."""

from __future__ import annotations

from services.extractor.core.counted import Counted
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import NounKind
from services.extractor.core.scopes import USUAL, SentenceScope
from services.extractor.core.thing_measures import count_thing, name_noun
from services.extractor.core.triggers import Trigger

_UNSURE, _GUESSED = 0.5, 0.45
"""A guess stays below what the reconciler lets into an estimate."""
_MANPOWER = frozenset(["männer", "frauen"])
"""Nouns that mean soldiers in an article on a war: "25.000 Mann"."""
_LEAST_POPULATION = 1_000_000
_LIVING = frozenset(["leben", "lebten", "wohnen", "wohnten"])
_LEAST_RESIDENTS, _FARTHEST_LIVING = 10_000, 3
_VEHICLES = tuple(find_words("vehicles"))
_SITTING = find_words("verbs of sitting")
_IN = frozenset(["in", "im"])
_FARTHEST_VEHICLE = 8


def measure_bystanders(scope: SentenceScope, kind: NounKind, trigger: Trigger | None) -> Counted | str:
    """Measure people of whom nothing grave is said: by what such events are about, else as themselves."""
    figure, noun = scope.figure, scope.noun
    if trigger is None and not scope.context.eventful and kind.entry.id != "soldaten":
        return f"nothing is said to have happened to {scope.tokens[noun.head or 0].text}"
    if trigger is None and is_manpower(scope, kind):
        return Counted(figure, noun, kind, "deployed", "person", "measure.force", _sure(scope), None, noun.head)
    if trigger is None and _is_resident(scope):
        return "is a population"
    lead = scope.tokens[figure.start - 1].low if figure.start else ""
    if (
        trigger is None
        and figure.point is not None
        and (figure.low or 0) >= _LEAST_POPULATION
        and lead in {"der", "die", "den"}
    ):
        return "is a population"
    if kind.entry.get("thing"):
        return count_thing(scope, kind, "other", 0.6)
    if (
        kind.kind == "force"
        and lead != "gegen"  # "gegen 15 Beamte wird ermittelt"
        and trigger is None
        and kind.entry.id in {"soldaten", "söldner", "polizisten", "einsatzkräfte"}
    ):
        return Counted(figure, noun, kind, "deployed", "person", "measure.force", _sure(scope), None, noun.head)
    # "fordert für die 9000 Beschäftigten mehr Lohn": for whom, not who takes part
    for_them = "für" in {token.low for token in scope.tokens[max(0, figure.start - 2) : figure.start]}
    usual = USUAL.get(scope.context.kind or "") if trigger is None and kind.entry.get("usual") else None
    if for_them and usual == "participants":
        usual = None
    if scope.context.kind == "evacuation" and (trigger is None or trigger.weak or trigger.entry.id == "betroffen"):
        usual = "evacuated"
    if usual is not None:
        return Counted(figure, noun, kind, usual, "person", f"measure.usual_{usual}", _GUESSED, None, noun.head)
    rule = "measure.counted" if trigger is None else f"measure.{trigger.entry.id}"
    lemma = None if trigger is None else trigger.entry.get("lemma")
    if trigger is None and (_is_on_board(scope) or (kind.entry.id == "menschen" and _sits_in_vehicle(scope))):
        lemma, rule = "Insasse", "measure.an_bord"
    lemma = lemma or name_noun(scope)
    return Counted(
        figure, noun, kind, f"other:{lemma}", "person", rule, _UNSURE if trigger is None else 0.7, trigger, noun.head
    )


def is_manpower(scope: SentenceScope, kind: NounKind) -> bool:
    """Tell "mit 350 Mann" (helpers, whoever sends them), and in a war "25.000 Männer und Frauen", from men."""
    manned = scope.tokens[scope.noun.head or 0].text == "Mann" and (scope.figure.low or scope.figure.high or 0) > 1
    return manned or (scope.context.military and kind.entry.id in _MANPOWER)


def is_on_board_of_others(scope: SentenceScope) -> bool:
    """Tell the 60 of "Booten mit 60 Menschen an Bord sind 22 ertrunken" from "Alle 60 Menschen an Bord starben"."""
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 1) : scope.figure.start]]
    return lead == ["mit"] and len(scope.figures) > 1 and _is_on_board(scope)


def _sits_in_vehicle(scope: SentenceScope) -> bool:
    """Tell "In den Bussen saßen 40 Menschen", "Im Zug waren 40 Menschen", "Es saßen 40 Menschen in dem Bus"."""
    tokens, start, end = scope.tokens, scope.figure.start, scope.noun.end
    near = tokens[max(0, start - _FARTHEST_VEHICLE) : end + _FARTHEST_VEHICLE]
    if _SITTING.isdisjoint(token.low for token in near):
        return False
    return any(
        token.capital
        and token.low.endswith(_VEHICLES)
        and not _IN.isdisjoint(one.low for one in near[max(0, i - 3) : i])
        for i, token in enumerate(near)
    )


def _is_on_board(scope: SentenceScope) -> bool:
    words = [token.low for token in scope.tokens[scope.figure.start : scope.noun.end + 3]]
    return "an" in words and "bord" in words


def _is_resident(scope: SentenceScope) -> bool:
    """Tell "in der rund 145.000 Menschen leben" from "in dem Haus lebten 450 Menschen"."""
    tokens, start, end = scope.tokens, scope.figure.start, scope.noun.end
    near = tokens[end : end + _FARTHEST_LIVING]
    if end >= len(tokens) or tokens[end].kind == "mark":  # "In dem Land leben rund 220 Millionen Menschen."
        near = tokens[max(0, start - _FARTHEST_LIVING) : start]
    return (scope.figure.low or 0) >= _LEAST_RESIDENTS and not _LIVING.isdisjoint(token.low for token in near)


def _sure(scope: SentenceScope) -> float:
    """Return how sure it is that soldiers of whom nothing is said are deployed: in an article on a war, fairly."""
    return 0.7 if scope.context.military else _UNSURE
