"""Measure figures without a noun: "30 wurden verletzt", "davon 16.000 in Köln", "32 der 420 Menschen"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.finite_clauses import has_own_verb
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.scopes import PEOPLE, USUAL, SentenceScope
from services.extractor.core.total_measures import is_bare_total, measure_box, measure_total
from services.extractor.core.triggers import Trigger

_FARTHEST = 16.0
_RIGHT_BEHIND = 2
_LEAST_SCALE = 1_000_000
_SCALES_OF_MONEY = ("million", "milliarde", "billion", "mio", "mrd")
_PART_LEADS = find_words("before further parts") | {",", "–"}
_SAME_AGAIN = find_words("same again")
_LIST_JOINTS = find_words("joints of lists") | {",", "/"}
_PART_PLACES = find_words("places of parts")
_OF_WHOLES = find_words("articles of wholes") | {"von", "ihrer", "seiner"}
_MOST_WORDS_BEFORE_WHOLE = 4
_MOST_WORDS_TO_NAME = 5
_PARTS_AHEAD = frozenset(["davon", "darunter", "allein", "alleine"])
_FATES = frozenset(["killed", "wounded", "missing", "captured"])
_PERSONS = frozenset(["person"])
_QUALITIES = tuple(find_words("measured qualities"))
_MOST_WORDS_TO_QUALITY = 3
_COUNTING = find_words("verbs of counting")
_CALLED = find_words("verbs of being called")


def measure_elliptic(books: MeasureBooks, scope: SentenceScope, before: Sequence[Counted]) -> Counted | str:
    """Measure a figure that has no noun of its own, or return why it is no claim.

    `before`: what was measured so far, of the sentence before too.
    """
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    total = measure_box(books, scope) or measure_total(books, scope)
    if total is not None:
        return total
    if figure.lone or tokens[figure.number].low in {"beide", "beiden"}:
        return "counts nothing that is named"
    if before and is_bare_total(tokens, figure.start):
        last = before[-1]  # "Das Ministerium gab die Zahl mit 107.000 an"
        return Counted(figure, noun, last.kind, last.measure, last.unit, "measure.carried", 0.75, last.trigger)
    if _is_measurement(scope):
        return "says how large something is"
    called = _measure_called(books, scope)
    if called is not None:
        return called
    trigger = scope.nearest_trigger(PEOPLE, _FARTHEST, never=frozenset(["deployed"]))
    if trigger is not None and trigger.measure == "other":
        lemma = trigger.entry.get("lemma")
        if lemma is not None and not trigger.weak:
            return Counted(figure, noun, None, f"other:{lemma}", "person", f"measure.{trigger.entry.id}", 0.7, trigger)
        if 0 <= trigger.start - figure.end <= _RIGHT_BEHIND and not trigger.weak:
            return "what is said of them is no measure"  # "12 starben, 37 wurden befragt"
        trigger = scope.nearest_trigger(PEOPLE, _FARTHEST, never=frozenset(["deployed", "other"]))
    if (
        trigger is not None
        and (not trigger.weak or 0 <= trigger.start - figure.end < _RIGHT_BEHIND)  # "13 Millionen sind auf der Flucht"
        and (noun.partitive or figure.modifier == "vague" or not before or _is_of_people(before[-1], trigger))
    ):
        return Counted(figure, noun, None, trigger.measure, "person", "measure.elliptic", 0.8, trigger)
    part = _measure_part(books, scope)
    if part is not None:
        return part
    money = _find_money(before) if tokens[figure.end - 1].low.startswith(_SCALES_OF_MONEY) else None
    if money is not None:
        # "Statt 100 Millionen Euro sollen nun 200 Millionen zur Verfügung stehen"
        return Counted(figure, noun, money.kind, "money", money.unit, "measure.carried", 0.8)
    ahead = _measure_ahead(books, scope)
    if ahead is not None:
        return ahead
    if before and _goes_on(scope) and not _is_part_of_idle(books, scope):
        last = before[-1]
        index = last.noun_index if last.noun_index is not None and last.noun_index < figure.start else None
        return Counted(figure, noun, last.kind, last.measure, last.unit, "measure.carried", 0.7, last.trigger, index)
    usual = USUAL.get(scope.context.kind or "") if figure.modifier == "vague" else None
    if usual is not None:
        return Counted(figure, noun, None, usual, "person", f"measure.usual_{usual}", 0.6)
    return "counts nothing that is named"


def _find_money(before: Sequence[Counted]) -> Counted | None:
    """Return the sum that bare millions go on with, though "ein Betrieb mit 240 Angestellten" stands between."""
    for counted in reversed(before):
        if counted.measure == "money":
            return counted
        if (counted.figure.low or counted.figure.high or 0) >= _LEAST_SCALE:
            return None  # "2 Millionen Menschen, am Ende sogar 3 Millionen"
    return None


def _is_measurement(scope: SentenceScope) -> bool:
    """Tell "eine Stärke von 5,6", "ein Tempo von 130", "Note 5" from counts; nobody counts half a person."""
    tokens, start = scope.tokens, scope.figure.start
    near = tokens[max(0, start - _MOST_WORDS_TO_QUALITY) : start]
    measured = any(token.capital and token.low.endswith(_QUALITIES) for token in near)
    value = scope.figure.low if scope.figure.low is not None else scope.figure.high
    return measured or isinstance(value, float)


def _is_of_people(before: Counted, trigger: Trigger) -> bool:
    """Tell "zwei Lawinen, drei wurden noch vermisst" from "300 Rinder, 20 wurden getötet"."""
    if before.unit == "person":
        return True
    animals = before.kind is not None and before.kind.entry.id == "tiere"
    return not animals and trigger.measure in _FATES and trigger.of <= _PERSONS


def _measure_called(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure "35 weitere gelten als Verdachtsfälle": a noun behind the verb says what they are."""
    tokens, end = scope.tokens, max(scope.figure.end, scope.noun.end)
    behind = [token.low for token in tokens[end : end + _MOST_WORDS_TO_NAME]]
    if "als" not in behind or _CALLED.isdisjoint(behind):
        return None
    place = end + behind.index("als") + 1
    kind = books.nouns.look_up(tokens[place].text) if place < len(tokens) and tokens[place].capital else None
    if kind is None or kind.kind != "status":
        return None
    measure = str(kind.entry.get("measure"))
    return Counted(scope.figure, scope.noun, kind, measure, "person", "measure.called", 0.8, noun_index=place)


def _measure_part(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure "32 der mehr als 4.200 Menschen kamen ums Leben": the part takes the whole's noun and its own verb."""
    tokens, figure = scope.tokens, scope.figure
    if scope.number + 1 >= len(scope.figures) or figure.end >= len(tokens) or tokens[figure.end].low not in _OF_WHOLES:
        return None
    whole, phrase = scope.figures[scope.number + 1], scope.phrases[scope.number + 1]
    between = tokens[figure.end + 1 : whole.start]
    if len(between) > _MOST_WORDS_BEFORE_WHOLE or phrase.head is None or any(token.capital for token in between):
        return None  # "390 von normalerweise geplanten 1.330 Flügen"
    kind = books.nouns.look_up(tokens[phrase.head].text)
    if kind is not None and kind.kind in {"thing", "weapon", "job"}:
        lemma = kind.name_counted(tokens[phrase.head].text)
        measure = "weapons" if kind.kind == "weapon" else f"other:{lemma}"
        return Counted(figure, scope.noun, kind, measure, lemma, "measure.part_of", 0.75, None, phrase.head)
    if kind is None and scope.context.eventful:
        lemma = find_lemma(tokens[phrase.head].text)  # "31 der 145 Kitas"
        return Counted(figure, scope.noun, None, f"other:{lemma}", lemma, "measure.part_of", 0.6, None, phrase.head)
    trigger = replace(
        scope, phrases=[*scope.phrases[: scope.number], phrase, *scope.phrases[scope.number + 1 :]]
    ).nearest_trigger(PEOPLE)
    if kind is not None and kind.counts_people and trigger is None and scope.context.eventful:
        lemma = find_lemma(tokens[phrase.head].text)  # "15 von 700 Schülern haben Schulverbot"
        return Counted(figure, scope.noun, kind, f"other:{lemma}", "person", "measure.part_of", 0.5, None, phrase.head)
    if kind is None or not kind.counts_people or trigger is None or trigger.measure == "other":
        return None
    return Counted(figure, scope.noun, kind, trigger.measure, "person", "measure.part_of", 0.85, trigger, phrase.head)


def _is_part_of_idle(books: MeasureBooks, scope: SentenceScope) -> bool:
    """Tell "sieben der zehn wärmsten Jahre", whose whole stands right behind, from "sieben der Verletzten"."""
    number = scope.number + 1
    if number >= len(scope.figures) or scope.figures[number].start != scope.figure.end + 1:
        return False
    head = scope.phrases[number].head
    kind = None if head is None else books.nouns.look_up(scope.tokens[head].text)
    return kind is not None and kind.kind in {"idle", "mass"}


def _measure_ahead(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure "Sachsen mit knapp 70, Berlin mit 60 und Hessen mit gut 70 Fällen": the noun comes with the last."""
    tokens, figure = scope.tokens, scope.figure
    following = tokens[figure.end].text if figure.end < len(tokens) else "."
    if following not in _LIST_JOINTS:
        return None
    for other, phrase in zip(scope.figures[scope.number + 1 :], scope.phrases[scope.number + 1 :], strict=True):
        kind = None if phrase.head is None else books.nouns.look_up(tokens[phrase.head].text)
        if (
            kind is not None
            and kind.kind == "status"
            and not (kind.entry.get("epidemic") and not scope.context.epidemic)
        ):
            return Counted(
                figure,
                scope.noun,
                kind,
                str(kind.entry.get("measure")),
                "person",
                "measure.ahead",
                0.75,
                None,
                phrase.head,
            )
        same_lead = (
            figure.start and other.start and tokens[figure.start - 1].low == tokens[other.start - 1].low == "mit"
        )
        if phrase.head is not None and kind is None and scope.context.eventful and same_lead:
            # "Afghanistan mit 13.966 und Syrien mit 13.462 Anträgen"
            lemma = find_lemma(tokens[phrase.head].text)
            return Counted(figure, scope.noun, None, f"other:{lemma}", lemma, "measure.ahead", 0.5, None, phrase.head)
        if phrase.head is not None or other.start - figure.end > 24:
            return None
    return None


def _goes_on(scope: SentenceScope) -> bool:
    """Tell whether the figure counts the same as the one before: "davon 16.000 in Duisburg", "in Bayern fünf"."""
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    if noun.partitive:
        return True
    if has_own_verb(tokens, figure.end):
        return False  # "Vier starben, elf mussten ins Spital"
    lead = tokens[figure.start - 1].low if figure.start else ""
    if figure.end < len(tokens) and tokens[figure.end].low in {"davon", "hiervon"}:
        return True
    if any(token.low in _PARTS_AHEAD for token in tokens[max(0, figure.start - 3) : figure.start]):
        return True
    if [token.low for token in tokens[figure.end : figure.end + 2]] == ["die", "rede"]:
        return True  # "Später war gar von über 30.000 die Rede"
    here = scope.number > 0
    if lead in _PART_LEADS and (here or lead in {"es", "sie"}):
        return True
    if here and [token.low for token in tokens[max(0, scope.figures[0].start - 2) : scope.figures[0].start]] == [
        "von",
        "den",
    ]:
        return True  # "Von den 640 Zügen fielen 512 aus"
    following = tokens[figure.end].text if figure.end < len(tokens) else "."
    ends = following in {".", ",", ";", "und", ")", "!", "gewesen", "in", "im"}
    if ends and any(token.low in _SAME_AGAIN for token in tokens[max(0, figure.start - 8) : figure.start]):
        return True
    if ends and lead == "mit" and figure.start > 1 and tokens[figure.start - 2].capital:
        return True  # "die meisten in Tirol mit 104, gefolgt von Wien mit 60"
    if ends and any(token.low in _COUNTING for token in tokens[max(0, figure.start - 4) : figure.start]):
        return True  # "die Veranstalter zählten zwischen 80.000 und 100.000"
    near = tokens[max(0, figure.start - 4) : figure.start]
    return ends and here and any(token.low in _PART_PLACES for token in near)
