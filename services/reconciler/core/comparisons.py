"""Compare what independent origins say on one track at about the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.reconciler.core.days import count_days
from services.reconciler.core.facts import DossierFacts, Finding, are_independent
from services.reconciler.core.intervals import overlap
from services.reconciler.core.policy import COMPARED_NEIGHBOURS, LOOSE_MEASURES, MOVING_MEASURES, RUNNING_MEASURES
from services.reconciler.core.positions import Saying
from services.reconciler.core.sentences import name_gap


def find_comparisons(
    facts: DossierFacts, replaced: Mapping[str, str], added: frozenset[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield which independent origins corroborate and contradict each other within the window of the event's kind.

    `replaced` maps the position ids of replaced figures to the day as of which: what its origin had replaced when the
    other spoke is not compared. A contradiction is major where both positions stand, minor where one has been replaced
    since, and where the measure does not say what was counted. What was `added` to a total (part and sum, by position
    id) does not contradict it: 11,000 and the 14,000 that 3,000 more made of them.
    """
    for sayings in facts.tracks.values():
        by_aspect: defaultdict[str, list[Saying]] = defaultdict(list)
        for saying in _choose_tellings(sayings):
            by_aspect[saying.figure.aspect].append(saying)
        for _, comparable in sorted(by_aspect.items()):
            for first, second in _pair_neighbours(comparable, facts.window_days, replaced):
                pair = (first.position_id, second.position_id)
                if pair not in added and pair[::-1] not in added:
                    yield from _compare(facts, first, second, replaced)


def _choose_tellings(sayings: Iterable[Saying]) -> Iterable[Saying]:
    """Return one dated saying for each telling: "12.000" over "rund 12.000" is not compared a second time.

    That is what a body says before what a headline does, then what was said first.
    """
    chosen: dict[object, Saying] = {}
    for saying in sayings:
        if saying.counts and saying.day is not None:
            rival = chosen.setdefault(saying.telling, saying)
            chosen[saying.telling] = min(rival, saying, key=_rank_telling)
    return chosen.values()


def _rank_telling(saying: Saying) -> tuple[bool, str, str]:
    return not saying.in_body, saying.first_said or "9999", saying.position_id


def _pair_neighbours(
    sayings: Sequence[Saying], window_days: int, replaced: Mapping[str, str]
) -> Iterator[tuple[Saying, Saying]]:
    """Yield pairs of independent sayings that held together: a sweep along time, each with its nearest later ones."""
    in_time = sorted(sayings, key=lambda saying: (saying.day or "", saying.position_id))
    for index, first in enumerate(in_time):
        until = replaced.get(first.position_id, "9999")
        for second in in_time[index + 1 : index + 1 + COMPARED_NEIGHBOURS]:
            day = second.day or ""
            if day > until or count_days(first.day or "", day) > window_days:
                break
            if are_independent(first, second):
                yield (first, second) if first.position_id < second.position_id else (second, first)


def _compare(facts: DossierFacts, first: Saying, second: Saying, replaced: Mapping[str, str]) -> Iterator[Finding]:
    fits = overlap(first.interval, second.interval)
    if not fits and facts.is_sudden and _may_have_moved(first, second):
        return
    apart = name_gap(count_days(first.day or "", second.day or ""))
    said = f"{first.origin.label} says {first.name_dated()}, {second.origin.label} {second.name_dated()}"
    if fits:
        yield facts.relate(
            "corroborates", [first], second, f"{said}: independent origins, {apart}, and a number fits both."
        )
        return
    is_loose = first.key.track.measure in LOOSE_MEASURES
    proviso = ", if they mean the same" if is_loose else ""
    why = f"{said}: independent origins, {apart}, and no number fits both{proviso}."
    yield facts.relate("contradicts", [first], second, why)
    superseded = first.position_id in replaced or second.position_id in replaced
    yield facts.object_to("contradiction", "minor" if superseded or is_loose else "major", [first, second], why)


def _may_have_moved(first: Saying, second: Saying) -> bool:
    """Tell whether the later of two figures may be the earlier one's follow-up: a toll that has risen since."""
    measure = first.key.track.measure
    mine, theirs = first.effective, second.effective
    if measure not in MOVING_MEASURES or mine is None or theirs is None:
        return False
    if mine.day == theirs.day and (mine.instant is None or theirs.instant is None or mine.instant == theirs.instant):
        return False  # nobody knows which was the later
    is_earlier = (mine.day, mine.instant or "") < (theirs.day, theirs.instant or "")
    earlier, later = (first, second) if is_earlier else (second, first)
    return measure not in RUNNING_MEASURES or later.interval.low > earlier.interval.high
