"""Figures that add up, and figures that should but do not."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from services.reconciler.core.facts import DossierFacts, Finding
from services.reconciler.core.intervals import Interval, add_intervals, overlap
from services.reconciler.core.parts import find_whole_tracks
from services.reconciler.core.policy import COMPARED_NEIGHBOURS, MOST_ADDENDS, MOST_SUMMANDS_TRIED, WHOLE_MEASURES
from services.reconciler.core.positions import Saying
from services.reconciler.core.sentences import name_figure, name_measure, name_number
from services.reconciler.core.tallies import TrackKey
from shared.domain.claims import Number
from shared.domain.ledger import Discrepancy, Relation

Company = tuple[Saying, ...]
"""Sayings told together: in one article, or by one house."""


def find_sums(facts: DossierFacts) -> Iterator[Finding]:
    """Yield sums that are right and sums that fail, each once.

    Three kinds of sum: a total and what came on top ("11.000" and "weitere 3.000" are 14.000), killed and wounded as
    casualties, and places as the whole. Parts and sum must have been told together, in one article or by relatives.
    """
    seen: set[str] = set()
    for company in _gather_companies(facts):
        for found in _find_sums_told_together(facts, company):
            identity = found.relation_id if isinstance(found, Relation) else found.discrepancy_id
            if identity not in seen:
                seen.add(identity)
                yield found


def _gather_companies(facts: DossierFacts) -> Iterator[Company]:
    """Yield what each article tells, and what each house does."""
    by_house: defaultdict[str, list[Saying]] = defaultdict(list)
    for sayings in facts.tracks.values():
        for saying in sayings:
            for house in saying.lineage:
                by_house[house].append(saying)
    companies = dict.fromkeys(facts.told.values())  # a hundred articles that tell the same are one company
    companies |= dict.fromkeys(tuple(sayings) for _, sayings in sorted(by_house.items()))
    yield from (company for company in companies if len(company) > 1)


def _find_sums_told_together(facts: DossierFacts, company: Company) -> Iterator[Finding]:
    tracks: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for saying in company:
        tracks[saying.key.track].append(saying)
    for _, sayings in sorted(tracks.items()):
        yield from _add_increments(facts, sayings)
    yield from _add_measures(facts, tracks)
    yield from _add_places(facts, tracks)


def _add_increments(facts: DossierFacts, sayings: Sequence[Saying]) -> Iterator[Finding]:
    increments = [each for each in sayings if each.figure.aspect == "increment" and each.number is not None]
    if not increments:
        return
    totals = sorted(
        (each for each in sayings if each.figure.aspect == "total" and each.number is not None), key=_in_time
    )
    by_number: defaultdict[Number, list[Saying]] = defaultdict(list)
    for total in totals:
        if total.number is not None:
            by_number[total.number].append(total)
    days = [total.day or "" for total in totals]
    for added in _choose_increments(increments):
        last = max(each.day or "" for each in added)
        until = len(days) if not last else bisect_right(days, last)
        for base in totals[max(until - COMPARED_NEIGHBOURS, 0) : until]:
            target = sum(each.number or 0 for each in (base, *added))
            for total in by_number.get(target, ()):
                if (total.day or "") >= (base.day or ""):
                    yield _relate_sum(facts, (base, *added), total)


def _choose_increments(increments: Sequence[Saying]) -> Iterator[tuple[Saying, ...]]:
    yield from ((each,) for each in increments)
    if len(increments) <= MOST_SUMMANDS_TRIED:
        for size in range(2, MOST_ADDENDS):
            yield from combinations(increments, size)


def _add_measures(facts: DossierFacts, tracks: Mapping[TrackKey, Sequence[Saying]]) -> Iterator[Finding]:
    """Add killed and wounded, as of one day, and compare with the casualties of that day."""
    for track, wholes in sorted(tracks.items()):
        parts = [
            _by_day(tracks.get(TrackKey(measure, track.unit, track.place_id), ()))
            for measure, whole in sorted(WHOLE_MEASURES.items())
            if whole == track.measure
        ]
        if not parts:
            continue
        for whole in wholes:
            if whole.counts:
                choices = [part.get(whole.day, ())[:MOST_SUMMANDS_TRIED] for part in parts]
                for addends in product(*choices):
                    yield from _judge_sum(facts, addends, whole, is_complete=True)


def _add_places(facts: DossierFacts, tracks: Mapping[TrackKey, Sequence[Saying]]) -> Iterator[Finding]:
    """Add places as of one day, and compare with the place around them; places that nobody counted may be missing."""
    inside: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for track, sayings in sorted(tracks.items()):
        for around in find_whole_tracks(track, facts) if track.place_id else ():
            if around.measure == track.measure:
                inside[around].extend(each for each in sayings if each.counts)
    for track, parts in sorted(inside.items()):
        for whole in tracks.get(track, ()):
            if whole.counts:
                yield from _add_places_to(facts, [part for part in parts if part.day == whole.day], whole)


def _add_places_to(facts: DossierFacts, parts: Sequence[Saying], whole: Saying) -> Iterator[Finding]:
    if len({part.place for part in parts}) < len(parts) or not 2 <= len(parts) <= MOST_SUMMANDS_TRIED:
        return  # two figures for one place: which of them to add is not known
    if len({part.figure.aspect for part in (*parts, whole)}) == 1:
        yield from _judge_sum(facts, tuple(parts), whole, is_complete=False)
    for size in range(2, min(len(parts) - 1, MOST_ADDENDS) + 1):
        for some in combinations(parts, size):
            if _adds_up(some, whole):
                yield _relate_sum(facts, some, whole)


def _judge_sum(
    facts: DossierFacts, addends: tuple[Saying, ...], whole: Saying, *, is_complete: bool
) -> Iterator[Finding]:
    """Yield the sum where it is right, and where it fails although one origin says all of it.

    `is_complete`: the parts are all there are, so that less than the whole is wrong as well.
    """
    if not all(addend.counts for addend in addends):
        return
    if _adds_up(addends, whole):
        yield _relate_sum(facts, addends, whole)
        return
    if not _can_fail(addends, whole):
        return
    total = add_intervals([addend.interval for addend in addends])
    if overlap(total, whole.interval):
        if not total.open and not whole.interval.open:
            yield _relate_sum(facts, addends, whole)
    elif total.low > whole.interval.high or is_complete:
        yield _object_to_sum(facts, addends, whole, total)


def _can_fail(addends: Sequence[Saying], whole: Saying) -> bool:
    """Tell whether the sum must be right: one origin says all of it, of one day or in one article."""
    if any(addend.key.origin_id != whole.key.origin_id for addend in addends):
        return False
    return whole.day is not None or bool(whole.companies.intersection(*(addend.companies for addend in addends)))


def _adds_up(addends: Sequence[Saying], whole: Saying) -> bool:
    numbers = [addend.number for addend in addends]
    return None not in numbers and sum(number or 0 for number in numbers) == whole.number


def _relate_sum(facts: DossierFacts, addends: Sequence[Saying], total: Saying) -> Relation:
    parts = sorted(addends, key=lambda addend: addend.position_id)
    return facts.relate("sums_to", parts, total, f"{_name_sum(addends)} = {_name_addend(total)}.")


def _object_to_sum(facts: DossierFacts, addends: Sequence[Saying], whole: Saying, total: Interval) -> Discrepancy:
    exceeds = total.low > whole.interval.high
    why = (
        f"{_name_sum(addends)} come to {'at least ' if total.open else ''}{name_number(total.low)}"
        f"{'' if total.open or total.low == total.high else ' to ' + name_number(total.high)}, "
        f"{'more' if exceeds else 'less'} than {_name_addend(whole)}."
    )
    return facts.object_to("sum_mismatch", "major" if exceeds else "minor", [*addends, whole], why)


def _name_sum(addends: Iterable[Saying]) -> str:
    return " + ".join(_name_addend(addend) for addend in addends)


def _name_addend(saying: Saying) -> str:
    place = "" if saying.place is None else f" in {saying.place.label}"
    figure = f"{name_figure(saying.figure)} {name_measure(saying.key.track.measure)}".strip()
    return f"{figure}{place} ({saying.origin.label})"


def _by_day(sayings: Iterable[Saying]) -> dict[str | None, list[Saying]]:
    days: defaultdict[str | None, list[Saying]] = defaultdict(list)
    for saying in sayings:
        if saying.counts:
            days[saying.day].append(saying)
    return days


def _in_time(saying: Saying) -> tuple[str, str]:
    return saying.day or "", saying.position_id
