"""Cut what has no name ("erdbeben@MM") into episodes at gaps in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.reconciler.core.days import count_days
from services.reconciler.core.policy import find_episode_gap
from services.reconciler.core.tallies import Gist, Tally


@dataclass(frozen=True, slots=True)
class Episode:
    """One event of several that share type and country. `begins`: its first day, None where it is the only one."""

    dossier_id: str
    begins: str | None
    tallies: tuple[Tally, ...]


def split_episodes(base_id: str, tallies: Sequence[Tally]) -> tuple[Episode, ...]:
    """Return the episodes of a dossier, the earliest first; a named event has one.

    The first keeps the dossier's id, later ones add `#` and the day they begin. An undated statement joins the latest
    episode in which its origin says the same figure, else the latest of all.
    """
    beginnings = _find_beginnings(tallies)
    if len(beginnings) <= 1:
        return (Episode(base_id, None, tuple(tallies)),)
    members: list[list[Tally]] = [[] for _ in beginnings]
    said: dict[object, int] = {}
    undated: list[Tally] = []
    for tally in tallies:
        day = tally.dating.end
        if day is None:
            undated.append(tally)
            continue
        index = max(bisect_right(beginnings, day) - 1, 0)
        members[index].append(tally)
        figure = _identify_figure(tally.gist)
        said[figure] = max(said.get(figure, 0), index)
    for tally in undated:
        members[said.get(_identify_figure(tally.gist), len(members) - 1)].append(tally)
    return tuple(
        Episode(base_id if index == 0 else f"{base_id}#{begins}", begins, tuple(members[index]))
        for index, begins in enumerate(beginnings)
    )


def find_kind(tallies: Iterable[Tally]) -> str | None:
    """Return the kind of the event that live statements speak of."""
    kinds = {each.gist.event_kind for each in tallies if each.gist.is_live and each.gist.event_kind}
    return min((kind for kind in kinds if kind is not None), default=None)


def _find_beginnings(tallies: Sequence[Tally]) -> list[str]:
    """Return the first day of each episode; none where the event is named or nothing has a date."""
    live = [each for each in tallies if each.gist.is_live]
    if all(each.gist.event_named for each in live):
        return []
    gap = find_episode_gap(find_kind(live))
    # what is planned for next month begins nothing yet
    founding = [each for each in live if each.gist.admissible] or live
    beginnings: list[str] = []
    last: str | None = None
    for day in sorted({day for each in founding if (day := each.dating.end) is not None}):
        if last is None or count_days(last, day) > gap:
            beginnings.append(day)
        last = day
    return beginnings


def _identify_figure(gist: Gist) -> object:
    figure = gist.key.figure
    return gist.key.track, gist.key.origin_id, figure.point, figure.low, figure.high, figure.aspect
