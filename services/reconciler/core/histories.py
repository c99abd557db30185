"""The estimate of a track as it was known from day to day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.reconciler.core.datings import Dating, find_effective
from services.reconciler.core.estimates import NOTHING_ADMISSIBLE, estimate_track
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
    voices: defaultdict[Voice, list[Saying]] = defaultdict(list)
    for saying in sayings:
        if saying.past and saying.figure.aspect in COMPARED_ASPECTS:
            voices[(saying.key.origin_id, saying.figure.aspect)].append(saying)
    leaves: dict[Voice, tuple[Saying, ...]] = {}
    history: list[HistoricEstimate] = []
    for day, changed in _list_changes(voices):
        for voice in changed:
            leaves[voice] = _find_leaves_on(voices[voice], day)
        standing = (leaf for _, each in sorted(leaves.items()) for leaf in each)
        estimate = estimate_track(standing) or NOTHING_ADMISSIBLE
        if not history or _differ(history[-1].estimate, estimate):
            history.append(HistoricEstimate(day, estimate))
    return tuple(history)


def _list_changes(voices: Mapping[Voice, list[Saying]]) -> Iterator[tuple[str, tuple[Voice, ...]]]:
    """Yield each day on which something became known or was withdrawn, with the voices concerned."""
    days: defaultdict[str, set[Voice]] = defaultdict(set)
    for voice, sayings in voices.items():
        for saying in sayings:
            for dating in saying.past:
                if dating.known is not None:
                    days[dating.known].add(voice)
                    if dating.until is not None:
                        days[dating.until].add(voice)
    yield from ((day, tuple(sorted(changed))) for day, changed in sorted(days.items()))


def _find_leaves_on(sayings: Sequence[Saying], day: str) -> tuple[Saying, ...]:
    told = [(saying, tuple(dating for dating in saying.past if dating.is_known_on(day))) for saying in sayings]
    return find_leaves([(_recall(saying, datings), datings) for saying, datings in told if datings])


def _recall(saying: Saying, datings: tuple[Dating, ...]) -> Saying:
    """Return the saying as these tellings alone show it."""
    effective = find_effective(datings)
    first_said = min((dating.known for dating in datings if dating.known is not None), default=None)
    if (effective, first_said) == (saying.effective, saying.first_said):
        return saying
    return replace(saying, effective=effective, first_said=first_said)


def _differ(before: Estimate, after: Estimate) -> bool:
    return (before.low, before.best, before.high, before.origins, before.rule) != (
        after.low,
        after.best,
        after.high,
        after.origins,
        after.rule,
    )
