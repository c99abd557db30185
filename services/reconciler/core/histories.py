"""The estimate of a track as it was known from day to day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.reconciler.core.datings import Dating, Effective, find_effective
from services.reconciler.core.estimates import NOTHING_ADMISSIBLE, Judgement, judge_track, write_estimate
from services.reconciler.core.policy import COMPARED_ASPECTS
from services.reconciler.core.positions import Saying
from services.reconciler.core.successions import find_leaves
from shared.domain.ledger import Estimate, HistoricEstimate

Voice = tuple[str, str]
"""An origin and an aspect: what has one succession on a track."""


def trace_estimates(sayings: Iterable[Saying]) -> tuple[HistoricEstimate, ...]:
    """Return the estimate of one track on each day on which it changed, from what was known on that day.

    A version that a later one replaced counts until then. What has no publication date is in no view of the past.
    """
    told = [each for each in sayings if each.past and each.figure.aspect in COMPARED_ASPECTS]
    accounts: defaultdict[Voice, Account] = defaultdict(Account)
    leaves: dict[Voice, tuple[Saying, ...]] = {}
    history: list[HistoricEstimate] = []
    for day, changes in _list_changes(told):
        for saying, dating, has_come in changes:
            accounts[_identify_voice(saying)].note(saying, dating, has_come=has_come)
        for voice in {_identify_voice(saying) for saying, _, _ in changes}:
            leaves[voice] = accounts[voice].find_leaves()
        standing = (leaf for _, each in sorted(leaves.items()) for leaf in each)
        judged = judge_track(standing)
        if not history or _differ(history[-1].estimate, judged or NOTHING_ADMISSIBLE):
            history.append(HistoricEstimate(day, NOTHING_ADMISSIBLE if judged is None else write_estimate(judged)))
    return tuple(history)


class Knowledge:
    """Tellings known so far, and when they say that a figure holds: kept, since mostly a later one is added."""

    def __init__(self) -> None:
        self.datings: list[Dating] = []
        self.first_said: str | None = None
        self._effective: Effective | None = None
        self._first = self._last = ""
        self._is_settled = False

    def add(self, dating: Dating) -> None:
        """Take up a telling."""
        self.datings.append(dating)
        if dating.known is not None:
            self.first_said = min(self.first_said or dating.known, dating.known)
        if not self._is_settled or self._effective is None or dating.end is None or dating.start is None:
            self._is_settled = False
        elif dating.end < self._last or dating.end == self._first:
            self._is_settled = False  # what comes before others counts in the order of days
        else:
            self._last = dating.end
            if dating.explicit and dating.start > self._effective.day:
                self._effective = Effective(dating.end, None)

    def remove(self, dating: Dating) -> None:
        """Drop a telling whose version has ended."""
        self.datings.remove(dating)
        self.first_said = min((each.known for each in self.datings if each.known is not None), default=None)
        self._is_settled = False

    @property
    def effective(self) -> Effective | None:
        """When the figure holds, as `find_effective` says."""
        if not self._is_settled:
            self._effective = find_effective(self.datings)
            ends = [dating.end for dating in self.datings if dating.end is not None]
            self._first, self._last = min(ends, default=""), max(ends, default="")
            self._is_settled = True
        return self._effective


class Account:
    """What one voice is known to have said: by saying, and by telling."""

    def __init__(self) -> None:
        self._said: defaultdict[Saying, Knowledge] = defaultdict(Knowledge)
        self._told: defaultdict[object, Knowledge] = defaultdict(Knowledge)

    def note(self, saying: Saying, dating: Dating, *, has_come: bool) -> None:
        """Take a telling of a saying up, or drop it."""
        for knowledge in (self._said[saying], self._told[saying.telling]):
            if has_come:
                knowledge.add(dating)
            else:
                knowledge.remove(dating)

    def find_leaves(self) -> tuple[Saying, ...]:
        """Return what the voice says in the end."""
        dated = [
            (effective, _recall(saying, known))
            for saying, known in self._said.items()
            if known.datings and (effective := self._told[saying.telling].effective) is not None
        ]
        return find_leaves(dated)


Change = tuple[Saying, Dating, bool]
"""A telling of a saying, and whether it becomes known or its version ends."""


def _list_changes(sayings: Iterable[Saying]) -> Iterator[tuple[str, Sequence[Change]]]:
    """Yield each day on which something became known or was withdrawn."""
    days: defaultdict[str, list[Change]] = defaultdict(list)
    for saying in sayings:
        for dating in saying.past:
            if dating.known is not None and (dating.until is None or dating.known < dating.until):
                days[dating.known].append((saying, dating, True))
                if dating.until is not None:
                    days[dating.until].append((saying, dating, False))
    yield from sorted(days.items())


def _identify_voice(saying: Saying) -> Voice:
    return saying.key.origin_id, saying.figure.aspect


def _recall(saying: Saying, known: Knowledge) -> Saying:
    """Return the saying as the tellings known alone show it."""
    if (known.effective, known.first_said) == (saying.effective, saying.first_said):
        return saying
    return replace(saying, effective=known.effective, first_said=known.first_said)


def _differ(before: Estimate, after: Estimate | Judgement) -> bool:
    return (before.low, before.best, before.high, before.origins, before.rule) != (
        after.low,
        after.best,
        after.high,
        after.origins,
        after.rule,
    )
