"""Measure figures that count people or things by what the sentence says happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.elliptic_measures import measure_total
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import NounKind
from services.extractor.core.scopes import PEOPLE, USUAL, SentenceScope
from services.extractor.core.triggers import CASUALTY, Trigger

_FATES = CASUALTY | {"captured", "missing", "infected", "evacuated"}
_PASSING = frozenset(["other", "participants", "deployed", "evacuated", "displaced"])
_FATES_OF_UNKNOWN = _FATES | {"participants"}
_PLURALS = tuple(find_words("plural endings"))
_ABSTRACT = tuple(find_words("endings of no people"))
_BEFORE_WHOLES = find_words("wholes before figures")
_THINGS = frozenset(["thing", "unknown"])
_UNSURE, _GUESSED = 0.5, 0.45
"""A guess stays below what the reconciler lets into an estimate."""
_MANPOWER = frozenset(["männer", "frauen"])
"""Nouns that mean soldiers in an article on a war: "25.000 Mann"."""
_LEAST_POPULATION = 1_000_000
_DEFINITE = frozenset(
    ["den", "die", "der", "dieser", "diese", "diesen", "jene", "jenen", "ihre", "ihren", "seine", "seinen"]
)
_MOST_POINTED_AT = 12
_MOST_WORDS_OF_JOINT = 3
_PASSIVES = frozenset(["wurden", "wurde", "worden", "werden"])
_LIVING = frozenset(["leben", "lebten", "wohnen", "wohnten"])
_LEAST_RESIDENTS = 10_000
_STILL = frozenset(["trümmern", "vermutet"])
_SEARCHES = tuple(find_words("words of searching"))
_PARENTS = tuple(find_words("parents"))
_CULLED = find_words("deaths of animals")
_FOUND = find_words("words of finding a disease")


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
        return _measure_unknown(scope)
    if kind.kind == "weapon":
        return _count_thing(scope, kind, "weapons", 0.9)
    if kind.kind in {"job", "thing"}:
        return _measure_thing(scope, kind)
    total = measure_total(books, scope)
    if total is not None:
        return total
    return _measure_people(books, scope, kind)


def _is_tested(scope: SentenceScope) -> bool:
    if not scope.context.epidemic:
        return False
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 2) : scope.figure.start]]
    return "bei" in lead and any(token.low in _FOUND for token in scope.tokens[scope.noun.end :])


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
            token.low == "unter"
            and tokens[index + 1].low in {"den", "diesen"}
            and (index < figure.start or index == noun.end)
        ):
            whole = next((books.nouns.look_up(t.text) for t in tokens[index + 2 : index + 5] if t.capital), None)
            if whole is not None and whole.kind == "status":
                measure = str(whole.entry.get("measure"))
                return Counted(figure, noun, kind, measure, "person", "measure.unter_den", 0.85, None, noun.head)
    return None


def _is_whole(scope: SentenceScope) -> bool:
    """Tell the whole from its part: "32 der mehr als 4.200 Menschen", "von den 250 Menschen wurden 60 verletzt"."""
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 2) : scope.figure.start]]
    previous = scope.figures[scope.number - 1] if scope.number else None
    if previous is not None and 0 < scope.figure.start - previous.end <= 2 and lead[-1:] and lead[-1] in _BEFORE_WHOLES:
        return True
    later = scope.number + 1 < len(scope.figures)
    return (later and lead == ["von", "den"]) or (later and lead[-1:] == ["von"] and scope.figure.start == 1)


def _measure_people(books: MeasureBooks, scope: SentenceScope, kind: NounKind) -> Counted | str:
    figure, noun = scope.figure, scope.noun
    if _is_whole(scope):
        return _measure_bystanders(scope, kind, None)
    if kind.entry.id == "volksgruppen" and (figure.low or 0) >= _LEAST_POPULATION and scope.context.kind != "migration":
        return "is a population"
    on_duty = kind.kind == "force" and kind.entry.id != "milizionäre"
    never = frozenset(["participants", "displaced"]) if on_duty else frozenset[str]()
    serving = kind.kind == "force" or _is_manpower(scope, kind)
    if kind.entry.get("thing") and figure.lone:
        return "a single thing"
    trigger = scope.nearest_trigger(PEOPLE if serving else frozenset(["person"]), never=never)
    if kind.entry.get("thing") and trigger is not None and trigger.measure != "deployed":
        return _count_thing(scope, kind, "other", 0.6)  # in a helicopter the wounded are flown
    if kind.entry.get("thing") and trigger is not None:
        return _count_thing(scope, kind, "deployed", 0.7)
    if trigger is not None and trigger.measure == "other":
        trigger = _find_joined_fate(scope, trigger) or trigger
    if trigger is not None and trigger.entry.id == "verschüttet" and _is_still_buried(scope):
        return Counted(figure, noun, kind, "missing", "person", f"measure.{trigger.entry.id}", 0.8, trigger, noun.head)
    if _is_on_board_of_others(scope):
        return Counted(figure, noun, kind, "other:Insasse", "person", "measure.an_bord", _UNSURE, None, noun.head)
    if _is_family(scope, kind):
        return "says whose parent somebody is"
    if on_duty and trigger is not None and trigger.entry.id == "gerettet" and not _is_passive(scope):
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
        return _measure_bystanders(scope, kind, trigger)
    assert trigger is not None
    if scope.context.epidemic and trigger.measure == "wounded" and trigger.entry.id == "verletzt":
        # in an epidemic nobody in hospital is wounded
        return Counted(figure, noun, kind, "other:Patient", "person", "measure.patient", 0.8, trigger, noun.head)
    confidence = 0.6 if trigger.weak else 0.9
    return Counted(
        figure, noun, kind, trigger.measure, "person", f"measure.{trigger.entry.id}", confidence, trigger, noun.head
    )


def _is_manpower(scope: SentenceScope, kind: NounKind) -> bool:
    """Tell "mit 350 Mann" (helpers, whoever sends them), and in a war "25.000 Männer und Frauen", from men."""
    manned = scope.tokens[scope.noun.head or 0].text == "Mann" and (scope.figure.low or scope.figure.high or 0) > 1
    return manned or (scope.context.military and kind.entry.id in _MANPOWER)


def _has_disease(books: MeasureBooks, scope: SentenceScope) -> bool:
    """Tell "600 Kinder mit Magen-Darm-Erkrankungen" and "bei 55 Wildvögeln wurde das Virus nachgewiesen"."""
    if _is_tested(scope):
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


def _is_on_board_of_others(scope: SentenceScope) -> bool:
    """Tell the 60 of "Booten mit 60 Menschen an Bord sind 22 ertrunken" from "Alle 60 Menschen an Bord starben"."""
    lead = [token.low for token in scope.tokens[max(0, scope.figure.start - 1) : scope.figure.start]]
    return lead == ["mit"] and len(scope.figures) > 1 and _is_on_board(scope)


def _is_resident(scope: SentenceScope) -> bool:
    """Tell "in der rund 145.000 Menschen leben" from "in dem Haus lebten 450 Menschen"."""
    behind = [token.low for token in scope.tokens[scope.noun.end : scope.noun.end + 3]]
    return (scope.figure.low or 0) >= _LEAST_RESIDENTS and not _LIVING.isdisjoint(behind)


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


def _measure_bystanders(scope: SentenceScope, kind: NounKind, trigger: Trigger | None) -> Counted | str:
    """Measure people of whom nothing grave is said: by what such events are about, else as themselves."""
    figure, noun = scope.figure, scope.noun
    if trigger is None and not scope.context.eventful and kind.entry.id != "soldaten":
        return f"nothing is said to have happened to {scope.tokens[noun.head or 0].text}"
    if trigger is None and _is_manpower(scope, kind):
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
        return _count_thing(scope, kind, "other", 0.6)
    if (
        kind.kind == "force"
        and lead != "gegen"  # "gegen 15 Beamte wird ermittelt"
        and trigger is None
        and kind.entry.id in {"soldaten", "söldner", "polizisten", "einsatzkräfte"}
    ):
        return Counted(figure, noun, kind, "deployed", "person", "measure.force", _sure(scope), None, noun.head)
    usual = USUAL.get(scope.context.kind or "") if trigger is None and kind.entry.get("usual") else None
    if scope.context.kind == "evacuation" and (trigger is None or trigger.weak or trigger.entry.id == "betroffen"):
        usual = "evacuated"
    if usual is not None:
        return Counted(figure, noun, kind, usual, "person", f"measure.usual_{usual}", _GUESSED, None, noun.head)
    rule = "measure.counted" if trigger is None else f"measure.{trigger.entry.id}"
    lemma = None if trigger is None else trigger.entry.get("lemma")
    if trigger is None and _is_on_board(scope):
        lemma, rule = "Insasse", "measure.an_bord"
    lemma = lemma or _name_noun(scope)
    return Counted(
        figure, noun, kind, f"other:{lemma}", "person", rule, _UNSURE if trigger is None else 0.7, trigger, noun.head
    )


def _sure(scope: SentenceScope) -> float:
    """Return how sure it is that soldiers of whom nothing is said are deployed: in an article on a war, fairly."""
    return 0.7 if scope.context.military else _UNSURE


def _is_on_board(scope: SentenceScope) -> bool:
    words = [token.low for token in scope.tokens[scope.figure.start : scope.noun.end + 3]]
    return "an" in words and "bord" in words


def _measure_thing(scope: SentenceScope, kind: NounKind) -> Counted | str:
    if _is_possessed_whole(scope):
        return "is the whole of a part"
    if kind.entry.id == "tiere" and not scope.figure.lone and _is_dead(scope):
        return _count_thing(scope, kind, "killed", 0.8)
    trigger = scope.nearest_trigger(_THINGS)
    if _is_tested(scope):
        lemma = _name_noun(scope)
        return Counted(
            scope.figure, scope.noun, kind, "infected", lemma, "measure.with_disease", 0.8, None, scope.noun.head
        )
    if trigger is None and _points_back(scope):
        return "points back at things named before"
    if kind.entry.id == "haushalte" and scope.context.kind == "evacuation":
        return _count_thing(scope, kind, "evacuated", 0.6)
    if kind.entry.get("needs") == "event" and trigger is None and not scope.context.eventful:
        return f"nothing is said to have happened to {kind.entry.id}"
    return _count_thing(scope, kind, "other", 0.8 if trigger is not None else _UNSURE)


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
    """Tell the 61 of "23 ihrer 61 Filialen": what there was before, not what happened."""
    previous = scope.figures[scope.number - 1] if scope.number else None
    lead = scope.tokens[scope.figure.start - 1].low if scope.figure.start else ""
    return previous is not None and scope.figure.start - previous.end == 1 and lead in {"ihrer", "seiner"}


def _count_thing(scope: SentenceScope, kind: NounKind, measure: str, confidence: float) -> Counted | str:
    if scope.figure.lone:
        return "a single thing"
    lemma = kind.name_counted(scope.tokens[scope.noun.head or 0].text)
    if measure == "other":
        measure = f"other:{lemma}"
    return Counted(
        scope.figure, scope.noun, kind, measure, lemma, f"measure.{kind.entry.id}", confidence, None, scope.noun.head
    )  # fmt: skip


def _name_noun(scope: SentenceScope) -> str:
    """Return the counted noun's lemma."""
    return find_lemma(scope.tokens[scope.noun.head or 0].text)


def _measure_unknown(scope: SentenceScope) -> Counted | str:
    """Measure a noun that no lexicon holds: people where a fate befalls them, else what the article counts."""
    figure, noun = scope.figure, scope.noun
    assert noun.head is not None
    word = scope.tokens[noun.head].text
    if figure.lone:
        return "a single thing"
    if _is_tested(scope):
        return Counted(figure, noun, None, "infected", find_lemma(word), "measure.with_disease", 0.7, None, noun.head)
    trigger = scope.nearest_trigger(frozenset(["person"]), 24.0, only=_FATES_OF_UNKNOWN)
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
        figure, noun, None, f"other:{lemma}", lemma, rule, 0.45 if trigger is None else _UNSURE, trigger, noun.head
    )


def _looks_like_noun(scope: SentenceScope) -> bool:
    """Tell a counted noun from a name behind a number ("2 Max Muster", "U 7 Berlin")."""
    figure, noun = scope.figure, scope.noun
    following = scope.tokens[noun.end] if noun.end < len(scope.tokens) else None
    named = following is not None and following.kind == "word" and following.capital and noun.conjunct is None
    return (figure.low or figure.high or 0) >= 2 and not named
