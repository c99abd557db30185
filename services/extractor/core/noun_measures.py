"""Measure figures that count people or things by what the sentence says happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.bystander_measures import is_manpower, is_on_board_of_others, measure_bystanders
from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.doers import is_doer
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import NounKind
from services.extractor.core.scopes import PEOPLE, SentenceScope
from services.extractor.core.thing_measures import count_thing, is_tested, measure_thing, measure_unknown
from services.extractor.core.tokens import Token
from services.extractor.core.total_measures import measure_total
from services.extractor.core.triggers import CASUALTY, Trigger

_PASSING = frozenset(["other", "participants", "deployed", "evacuated", "displaced"])
_HELP = frozenset(["gerettet", "gesucht"])
"""What helpers do, and others suffer."""
_NEVER = frozenset(["nicht", "nie", "niemals"])
_PARTS = tuple(find_words("parts before wholes"))
_BELONGING = find_words("verbs of belonging")
_BEFORE_WHOLES = find_words("wholes before figures")
_UNSURE = 0.5
_LEAST_POPULATION = 1_000_000
_MOST_WORDS_OF_JOINT, _MOST_WORDS_TO_VERB = 3, 6
_PASSIVES = frozenset(["wurden", "wurde", "worden", "werden"])
_STILL = frozenset(["trümmern", "vermutet"])
_SEARCHES = tuple(find_words("words of searching"))
_PARENTS = tuple(find_words("parents"))


def measure_noun(
    books: MeasureBooks, scope: SentenceScope, kind: NounKind | None, before: Sequence[Counted]
) -> Counted | str:
    """Measure a figure with a noun, or return why it is no claim; `before`: what was measured so far."""
    if (kind is None and not scope.figure.lone) or (kind is not None and kind.counts_people):
        subset = _measure_subset(books, scope, kind, before)
        if subset is not None:
            return subset
    if is_both(scope) and not (kind is not None and kind.counts_people):
        return "points back at two things"
    if kind is None:
        return measure_unknown(scope)
    if kind.kind == "weapon":
        return count_thing(scope, kind, "weapons", 0.9)
    if kind.kind in {"job", "thing"}:
        return measure_thing(scope, kind)
    total = measure_total(books, scope)
    if total is not None:
        return total
    return _measure_people(books, scope, kind)


def is_both(scope: SentenceScope) -> bool:
    """Tell "die beiden Seiten": who is meant was named before."""
    return scope.tokens[scope.figure.number].low in {"beide", "beiden"}


def _measure_subset(
    books: MeasureBooks, scope: SentenceScope, kind: NounKind | None, before: Sequence[Counted]
) -> Counted | None:
    """Measure "zwölf Tote, darunter drei Kinder", "unter den Toten sind drei Kinder", "zwei unter den Geiseln"."""
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    lead = [token.low for token in tokens[max(0, figure.start - 3) : figure.start]]
    part = bool({"darunter", "davon"} & set(lead)) or ("unter" in lead and bool({"ihnen", "denen"} & set(lead)))
    if part and before and before[-1].unit == "person":
        return Counted(
            figure, noun, kind, before[-1].measure, "person", "measure.darunter", 0.85, before[-1].trigger, noun.head
        )
    for index, token in enumerate(tokens[:-2]):
        if (
            (token.low == "unter" or (token.low == "zu" and _belongs(tokens, index)))
            and tokens[index + 1].low in {"den", "diesen"}
            and (index < figure.start or index == noun.end)
        ):
            whole = next((books.nouns.look_up(t.text) for t in tokens[index + 2 : index + 5] if t.capital), None)
            if whole is not None and whole.kind == "status":
                measure = str(whole.entry.get("measure"))
                return Counted(figure, noun, kind, measure, "person", "measure.unter_den", 0.85, None, noun.head)
    return None


def _belongs(tokens: Sequence[Token], index: int) -> bool:
    """Tell "zu den Opfern gehören zwei Kinder" from "zu den Verletzten eilten zwei Ärzte"."""
    return any(token.low in _BELONGING for token in tokens[index + 2 : index + 2 + _MOST_WORDS_TO_VERB])


def _is_whole(scope: SentenceScope) -> bool:
    """Tell the whole from its part: "32 der mehr als 4.200 Menschen", "von den 250 Menschen wurden 60 verletzt"."""
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 2) : scope.figure.start]]
    previous = scope.figures[scope.number - 1] if scope.number else None
    if lead[-1:] == ["der"] and lead[0].endswith(_PARTS):
        # "ein Drittel der 300 Bewohner", but of "der 300 evakuierten Bewohner" something is told
        return not any(scope.figure.end <= one.start < scope.noun.end for one in scope.triggers)
    if previous is not None and previous.lone and scope.tokens[previous.end].capital:
        return False  # "eine Gruppe von zwei Männern"
    if previous is not None and 0 < scope.figure.start - previous.end <= 2 and lead[-1:] and lead[-1] in _BEFORE_WHOLES:
        return True
    later = scope.number + 1 < len(scope.figures)
    return (later and lead == ["von", "den"]) or (later and lead[-1:] == ["von"] and scope.figure.start == 1)


def _measure_people(books: MeasureBooks, scope: SentenceScope, kind: NounKind) -> Counted | str:
    figure, noun = scope.figure, scope.noun
    if _is_whole(scope):
        return measure_bystanders(scope, kind, None)
    if kind.entry.id == "volksgruppen" and (figure.low or 0) >= _LEAST_POPULATION and scope.context.kind != "migration":
        return "is a population"
    on_duty = kind.kind == "force" and kind.entry.id != "milizionäre"
    never = frozenset(["participants", "displaced"]) if on_duty else frozenset[str]()
    serving = kind.kind == "force" or is_manpower(scope, kind)
    if kind.entry.get("thing") and figure.lone:
        return "a single thing"
    trigger = scope.nearest_trigger(PEOPLE if serving else frozenset(["person"]), never=never)
    if kind.entry.get("thing") and trigger is not None and trigger.measure != "deployed":
        return count_thing(scope, kind, "other", 0.6)  # in a helicopter the wounded are flown
    if kind.entry.get("thing") and trigger is not None:
        return count_thing(scope, kind, "deployed", 0.7)
    if trigger is not None and _is_attribute(scope, trigger):
        return measure_bystanders(scope, kind, None)
    if trigger is not None and _is_denied(scope, trigger):
        return "says to whom it did not happen"
    if trigger is not None and is_doer(scope, trigger):
        return _measure_doers(scope, kind, trigger)
    if trigger is not None and trigger.measure == "other":
        trigger = _find_joined_fate(scope, trigger) or trigger
    if trigger is not None and trigger.entry.id == "verschüttet" and _is_still_buried(scope):
        return Counted(figure, noun, kind, "missing", "person", f"measure.{trigger.entry.id}", 0.8, trigger, noun.head)
    if is_on_board_of_others(scope):
        return Counted(figure, noun, kind, "other:Insasse", "person", "measure.an_bord", _UNSURE, None, noun.head)
    if _is_family(scope, kind):
        return "says whose parent somebody is"
    if on_duty and trigger is not None and trigger.entry.id in _HELP and not _is_passive(scope):
        return Counted(figure, noun, kind, "deployed", "person", "measure.force", 0.7, trigger, noun.head)
    if on_duty and trigger is not None and trigger.weak and trigger.measure == "evacuated":
        trigger = None  # helpers who bring people to a hall are not brought there
    if is_both(scope) and (trigger is None or trigger.weak or trigger.measure in _PASSING):
        return "points back at two people"
    if figure.lone:
        if _is_apposition(scope):
            return "says who somebody is"
        if trigger is None or trigger.weak or trigger.measure in _PASSING:
            return "a single person, in passing"
    elif _has_disease(books, scope):
        return Counted(figure, noun, kind, "infected", "person", "measure.with_disease", 0.8, trigger, noun.head)
    elif trigger is None or trigger.measure == "other":
        return measure_bystanders(scope, kind, trigger)
    assert trigger is not None
    if scope.context.epidemic and trigger.measure == "wounded" and trigger.entry.id == "verletzt":
        # in an epidemic nobody in hospital is wounded
        return Counted(figure, noun, kind, "other:Patient", "person", "measure.patient", 0.8, trigger, noun.head)
    confidence = 0.6 if trigger.weak else 0.9
    return Counted(
        figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", confidence, trigger, noun.head
    )


def _is_attribute(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell "in einem Bus mit 40 Schülern wurden zwölf verletzt" from "ein Bus mit 40 Schülern ist verunglückt"."""
    start, end = scope.figure.start, scope.noun.end
    if start < 2 or scope.tokens[start - 1].low != "mit" or not scope.tokens[start - 2].capital:
        return False
    return any(end < other.start < trigger.start and not scope.is_tied(other) for other in scope.figures)


def _is_denied(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell "12 Menschen wurden nicht verletzt"; "überlebten nicht" says itself what happened."""
    before = scope.tokens[trigger.start - 1].low if trigger.start else ""
    return trigger.kind == "verb" and before in _NEVER and trigger.start >= scope.noun.end


def _measure_doers(scope: SentenceScope, kind: NounKind, trigger: Trigger) -> Counted | str:
    """Measure "50 Polizisten nahmen zwölf Männer fest": police are on duty, of others nothing is said."""
    if kind.kind == "force" and trigger.measure in {"captured", "evacuated", "other"}:
        return Counted(
            scope.figure, scope.noun, kind, "deployed", "person", "measure.force", 0.7, None, scope.noun.head
        )
    return "says who did it"


def _has_disease(books: MeasureBooks, scope: SentenceScope) -> bool:
    """Tell "600 Kinder mit Magen-Darm-Erkrankungen" and "bei 55 Wildvögeln wurde das Virus nachgewiesen"."""
    if is_tested(scope):
        return True
    behind = scope.tokens[scope.noun.end : scope.noun.end + 4]
    if not behind or behind[0].low != "mit":
        return False
    kinds = [books.nouns.look_up(token.text) for token in behind[1:] if token.capital]
    return bool(kinds) and kinds[0] is not None and kinds[0].entry.get("measure") == "infected"


def _find_joined_fate(scope: SentenceScope, trigger: Trigger) -> Trigger | None:
    """Return the fate that a joint adds: "von Schneebrettern verschüttet und dabei getötet"."""
    for later in scope.triggers:
        if later.start < trigger.end or later.measure not in CASUALTY or later.weak:
            continue
        between = [token.low for token in scope.tokens[trigger.end : later.start]]
        if len(between) <= _MOST_WORDS_OF_JOINT and between[:1] == ["und"]:
            return later
    return None


def _is_still_buried(scope: SentenceScope) -> bool:
    """Tell "24 Menschen seien noch unter den Trümmern verschüttet" from "vier wurden verschüttet, sie überlebten"."""
    return any(token.low in _STILL or token.low.startswith(_SEARCHES) for token in scope.tokens)


def _is_passive(scope: SentenceScope) -> bool:
    """Tell "100 Feuerwehrleute wurden gerettet" from "100 Feuerwehrleute retteten 90 Tiere"."""
    return any(token.low in _PASSIVES for token in scope.tokens)


def _is_family(scope: SentenceScope, kind: NounKind) -> bool:
    """Tell the children of "eine Witwe mit vier Kindern" from those of "ein Bus mit vier Kindern"."""
    start, tokens = scope.figure.start, scope.tokens
    if kind.entry.id != "kinder" or start < 2 or tokens[start - 1].low not in {"mit", "von"}:
        return False
    return tokens[start - 2].low.endswith(_PARENTS)


def _is_apposition(scope: SentenceScope) -> bool:
    """Tell "Der Lenker, ein 33-jähriger Rumäne, wurde festgenommen" from "zwei Männer, eine Frau, und ein Kind"."""
    tokens, start, end = scope.tokens, scope.figure.start, scope.noun.end
    enclosed = start > 1 and tokens[start - 1].text == "," and end < len(tokens) and tokens[end].text == ","
    listed = scope.number > 0 and scope.phrases[scope.number - 1].end == start - 1
    return enclosed and tokens[start - 2].kind == "word" and tokens[start - 2].capital and not listed
