"""Parts within wholes: a place within a larger one, the killed within the casualties."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.reconciler.core.days import count_days
from services.reconciler.core.facts import DossierFacts, Finding
from services.reconciler.core.intervals import UPPER_BOUNDS
from services.reconciler.core.policy import COMPARED_NEIGHBOURS, RUNNING_MEASURES, WHOLE_MEASURES
from services.reconciler.core.positions import Saying
from services.reconciler.core.successions import Step
from services.reconciler.core.tallies import TrackKey


@dataclass(frozen=True, slots=True)
class Wholes:
    """The sayings of a whole's track in the order of time, to find those that a part belongs to."""

    days: tuple[str, ...]
    dated: tuple[Saying, ...]
    by_origin: dict[str, tuple[tuple[str, ...], tuple[Saying, ...]]]
    by_company: dict[str, tuple[Saying, ...]]


def find_parts(facts: DossierFacts) -> Iterator[Finding]:
    """Yield which positions are part of which, and parts that exceed their whole.

    "8.000 in Kursk" is part of "10.000 in Russland", never a contradiction of it. A part belongs to the wholes told in
    the same article, to what its own origin says of the whole at that time, and to the whole nearest in time.
    """
    yield from _find_subsets(facts)
    refined = frozenset(wider.position_id for step in _list_steps(facts) for wider, _ in step.find_refinements())
    indexes: dict[TrackKey, Wholes] = {}
    for track, parts in facts.tracks.items():
        for whole_track in find_whole_tracks(track, facts):
            if whole_track not in indexes:
                indexes[whole_track] = _index_wholes(facts.tracks[whole_track])
            for part in parts:
                if part.counts:
                    for whole in _choose_wholes(part, indexes[whole_track]):
                        yield from _relate_part(facts, part, whole, is_refined=part.position_id in refined)


def find_whole_tracks(track: TrackKey, facts: DossierFacts) -> tuple[TrackKey, ...]:
    """Return the tracks that contain one: the nearest place around it that has any, and the measure around it."""
    found = []
    if track.place_id:
        place = facts.tracks[track][0].place
        around = (*(() if place is None else place.within), "")
        places = (TrackKey(track.measure, track.unit, place_id) for place_id in around)
        found += [next((each for each in places if each in facts.tracks), None)]
    if track.measure in WHOLE_MEASURES:
        found += [TrackKey(WHOLE_MEASURES[track.measure], track.unit, track.place_id)]
    return tuple(each for each in found if each is not None and each in facts.tracks)


def _index_wholes(sayings: Sequence[Saying]) -> Wholes:
    counts = sorted((each for each in sayings if each.counts), key=lambda each: (each.day or "", each.position_id))
    dated = tuple(each for each in counts if each.day is not None)
    by_origin: dict[str, list[Saying]] = {}
    by_company: dict[str, list[Saying]] = {}
    for each in counts:
        for company in each.companies:
            by_company.setdefault(company, []).append(each)
        if each.day is not None:
            by_origin.setdefault(each.key.origin_id, []).append(each)
    return Wholes(
        days=_list_days(dated),
        dated=dated,
        by_origin={origin: (_list_days(each), tuple(each)) for origin, each in by_origin.items()},
        by_company={company: tuple(each) for company, each in by_company.items()},
    )


def _list_days(sayings: Sequence[Saying]) -> tuple[str, ...]:
    return tuple(saying.day for saying in sayings if saying.day is not None)


def _choose_wholes(part: Saying, wholes: Wholes) -> tuple[Saying, ...]:
    chosen: dict[str, Saying] = {}
    for company in sorted(part.companies)[:COMPARED_NEIGHBOURS]:
        for whole in wholes.by_company.get(company, ()):
            chosen[whole.position_id] = whole
    if part.day is not None:
        own = wholes.by_origin.get(part.key.origin_id)
        for days, sayings in ([own] if own else []) + [(wholes.days, wholes.dated)]:
            if sayings:
                # what held on that day, else what was said next
                whole = sayings[max(bisect_right(days, part.day) - 1, 0)]
                chosen[whole.position_id] = whole
    return tuple(whole for _, whole in sorted(chosen.items()))


def _list_steps(facts: DossierFacts) -> Iterator[Step]:
    return (step for succession in facts.successions for step in succession.steps)


def _relate_part(facts: DossierFacts, part: Saying, whole: Saying, *, is_refined: bool) -> Iterator[Finding]:
    """Yield how a part stands to its whole; what its origin refines ("über 100", 104) is not objected to twice."""
    said = f"{part.name_dated()} according to {part.origin.label}"
    of = f"{whole.name_dated()} according to {whole.origin.label}"
    if part.interval.low <= whole.interval.high:
        if part.figure.modifier not in UPPER_BOUNDS:
            yield facts.relate("part_of", [part], whole, f"{said} are part of {of}.")
    elif not is_refined and _holds_together(part, whole, facts.window_days):
        yield facts.object_to("part_exceeds_whole", "major", [part, whole], f"{said} exceed {of}, which contain them.")


def _holds_together(part: Saying, whole: Saying, window_days: int) -> bool:
    """Tell whether the part must be within the whole: what only grows may not have been more before."""
    if part.day is None or whole.day is None:
        return not part.companies.isdisjoint(whole.companies)
    if part.key.track.measure in RUNNING_MEASURES:
        return part.day <= whole.day
    return count_days(part.day, whole.day) <= window_days


def _find_subsets(facts: DossierFacts) -> Iterator[Finding]:
    """Yield subsets ("darunter 12 Kinder") that exceed every count of their article that they could lie in."""
    for saying in facts.sayings:
        if saying.figure.aspect != "subset" or not _is_certain(saying):
            continue
        for mention in saying.cited:
            wholes = [
                each
                for each in facts.told.get(mention.company, ())
                if each.counts and each.key.track == saying.key.track
            ]
            if wholes and all(saying.interval.low > whole.interval.high for whole in wholes):
                largest = max(wholes, key=lambda whole: (whole.interval.high, whole.position_id))
                why = f"{saying.name_dated()}, told as a part, exceed {largest.name_dated()} in the same article."
                document_id = mention.document_id
                yield facts.object_to("part_exceeds_whole", "major", [saying, largest], why, document_id=document_id)


def _is_certain(saying: Saying) -> bool:
    return any(told.gist.reason == "subset" and told.gist.is_certain for told in saying.tellings)
