"""Cut what has no name ("erdbeben@MM") into episodes at gaps in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.reconciler.core.datings import date_statement
from services.reconciler.core.days import count_days
from services.reconciler.core.policy import find_episode_gap
from services.reconciler.core.positions import find_track
from services.reconciler.core.statements import Statement


@dataclass(frozen=True, slots=True)
class Episode:
    """One event of several that share type and country. `begins`: its first day, None where it is the only one."""

    dossier_id: str
    begins: str | None
    statements: tuple[Statement, ...]


def split_episodes(base_id: str, statements: Sequence[Statement]) -> tuple[Episode, ...]:
    """Return the episodes of a dossier, the earliest first; a named event has one.

    The first keeps the dossier's id, later ones add `#` and the day they begin. An undated statement joins the latest
    episode in which its origin says the same figure, else the latest of all.
    """
    beginnings = _find_beginnings(statements)
    if len(beginnings) <= 1:
        return (Episode(base_id, None, tuple(statements)),)
    members: list[list[Statement]] = [[] for _ in beginnings]
    said: dict[object, int] = {}
    undated: list[Statement] = []
    for statement in statements:
        day = date_statement(statement).end
        if day is None:
            undated.append(statement)
            continue
        index = max(bisect_right(beginnings, day) - 1, 0)
        members[index].append(statement)
        said[_identify_figure(statement)] = max(said.get(_identify_figure(statement), 0), index)
    for statement in undated:
        members[said.get(_identify_figure(statement), len(members) - 1)].append(statement)
    return tuple(
        Episode(base_id if index == 0 else f"{base_id}#{begins}", begins, tuple(members[index]))
        for index, begins in enumerate(beginnings)
    )


def find_kind(statements: Iterable[Statement]) -> str | None:
    """Return the kind of the event that statements speak of."""
    kinds = {each.claim.event.kind for each in statements if each.claim.event is not None and each.claim.event.kind}
    return min(kinds, default=None)


def _find_beginnings(statements: Sequence[Statement]) -> list[str]:
    """Return the first day of each episode; none where the event is named or nothing has a date."""
    if not any(each.claim.event is not None and not each.claim.event.named for each in statements):
        return []
    gap = find_episode_gap(find_kind(statements))
    live = [each for each in statements if each.document.known_until is None]
    # what is planned for next month begins nothing yet
    founding = [each for each in live if each.admissible] or live
    beginnings: list[str] = []
    last: str | None = None
    for day in sorted({day for each in founding if (day := date_statement(each).end) is not None}):
        if last is None or count_days(last, day) > gap:
            beginnings.append(day)
        last = day
    return beginnings


def _identify_figure(statement: Statement) -> object:
    quantity = statement.claim.quantity
    return find_track(statement), statement.origin.id, quantity.point, quantity.low, quantity.high, quantity.aspect
