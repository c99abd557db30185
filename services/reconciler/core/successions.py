"""How one origin's figures on a track follow each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.reconciler.core.datings import Dating, Effective, find_effective
from services.reconciler.core.intervals import UPPER_BOUNDS, overlap
from services.reconciler.core.positions import Saying
from shared.domain.claims import Number

Told = tuple[Saying, tuple[Dating, ...]]
"""A saying with those of its datings that count here: all, or those known on a day."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an origin says as of one day (or moment, where publications tell it apart)."""

    effective: Effective
    sayings: tuple[Saying, ...]

    @property
    def head(self) -> Saying:
        """What stands for the step: a figure before a bound, a body's before a headline's, the narrower, the later."""
        return max(self.sayings, key=_precision)

    def find_refinements(self) -> Iterator[tuple[Saying, Saying]]:
        """Yield each saying that a narrower one of the same step makes more precise, with the narrowest such.

        "über 1.000" and "etwa 1.100" on one day: the latter refines the former. "600" does not refine "etwa 600":
        whoever repeats a figure loses its hedge.
        """
        for saying in self.sayings:
            narrower = [other for other in self.sayings if _refines(other, saying)]
            if narrower:
                yield saying, max(narrower, key=_precision)

    def find_leaves(self) -> tuple[Saying, ...]:
        """Return the sayings that none of the same step refines."""
        refined = {saying.position_id for saying, _ in self.find_refinements()}
        return tuple(saying for saying in self.sayings if saying.position_id not in refined)


@dataclass(frozen=True, slots=True)
class Succession:
    """One origin's counts of one aspect on one track: steps from the oldest to the newest, and what has no date."""

    steps: tuple[Step, ...]
    undated: tuple[Saying, ...]

    def find_leaves(self) -> tuple[Saying, ...]:
        """Return what the origin says in the end: the last step; what is undated only where nothing has a date."""
        return self.steps[-1].find_leaves() if self.steps else self.undated


def order_successions(sayings: Iterable[Saying]) -> tuple[Succession, ...]:
    """Return the succession of each origin on each track, for each aspect, of all sayings that count."""
    grouped: defaultdict[tuple[object, ...], list[Saying]] = defaultdict(list)
    for saying in sayings:
        if saying.counts:
            grouped[(saying.key.track, saying.key.origin_id, saying.figure.aspect)].append(saying)
    return tuple(arrange_steps([(saying, saying.datings) for saying in group]) for _, group in sorted(grouped.items()))


def arrange_steps(told: Sequence[Told]) -> Succession:
    """Return the succession of one origin's sayings of one aspect on one track.

    Sayings of one number are one telling, whatever hedge an outlet kept: "1.000" told on Tuesday after "über 1.000" on
    Monday is no news. An upper bound ("bis zu 1.000") is another thing.
    """
    tellings: defaultdict[object, list[Told]] = defaultdict(list)
    for saying, datings in told:
        tellings[saying.telling].append((saying, datings))
    dated: list[tuple[Effective, Saying]] = []
    undated: list[Saying] = []
    for telling in tellings.values():
        effective = find_effective(dating for _, datings in telling for dating in datings)
        if effective is None:
            undated.extend(saying for saying, _ in telling)
        else:
            dated.extend((effective, saying) for saying, _ in telling)
    return Succession(_cut_steps(dated), tuple(sorted(undated, key=_identity)))


def find_leaves(dated: Sequence[tuple[Effective, Saying]]) -> tuple[Saying, ...]:
    """Return the leaves of the last step of sayings that all have a time."""
    if not dated:
        return ()
    last = max(effective.day for effective, _ in dated)
    return _cut_steps([pair for pair in dated if pair[0].day == last])[-1].find_leaves()


def _cut_steps(dated: list[tuple[Effective, Saying]]) -> tuple[Step, ...]:
    """Cut at each day; within a day at each moment, where all figures of the day have one."""
    steps: list[Step] = []
    for day, same_day in groupby(sorted(dated, key=_time_order), key=lambda pair: pair[0].day):
        pairs = list(same_day)
        if any(effective.instant is None for effective, _ in pairs):
            steps.append(Step(Effective(day, None), _sort_sayings(pairs)))
            continue
        for effective, same_moment in groupby(pairs, key=lambda pair: pair[0]):
            steps.append(Step(effective, _sort_sayings(same_moment)))
    return tuple(steps)


def _sort_sayings(pairs: Iterable[tuple[Effective, Saying]]) -> tuple[Saying, ...]:
    return tuple(sorted((saying for _, saying in pairs), key=_identity))


def _identity(saying: Saying) -> str:
    return saying.position_id


def _time_order(pair: tuple[Effective, Saying]) -> tuple[str, str, str]:
    effective, saying = pair
    return effective.day, effective.instant or "", saying.position_id


def _refines(narrower: Saying, wider: Saying) -> bool:
    if narrower.number is not None and narrower.number == wider.number:
        return False
    mine, theirs = narrower.interval, wider.interval
    if not overlap(mine, theirs) or (
        narrower.figure.modifier in UPPER_BOUNDS and wider.figure.modifier not in UPPER_BOUNDS
    ):
        return False
    if mine.open and theirs.open:
        return mine.low > theirs.low
    return mine.width < theirs.width


def _precision(saying: Saying) -> tuple[bool, bool, bool, float, str, Number, str]:
    """Return what ranks sayings of one step; a lower bound is the more precise the higher it lies."""
    interval = saying.interval
    precision = interval.low if interval.open else -interval.width
    is_bound = saying.figure.modifier in UPPER_BOUNDS
    known, number = saying.first_said or "", saying.number or 0
    return not interval.open, not is_bound, saying.is_borne, precision, known, number, saying.position_id
