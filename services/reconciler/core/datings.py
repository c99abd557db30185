"""As of when a figure holds, and since when it is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.reconciler.core.days import find_day, find_instant, read_period
from services.reconciler.core.statements import DocumentFacts, Statement
from shared.domain.claims import Claim


class Dating(NamedTuple):
    """One telling of a figure. Days are ISO 8601; None is unknown.

    It is known from `known` until the day before `until` (None: still). It holds from `start` to `end`: the as-of where
    one is given (`explicit`), else the publication. `instant`: the moment of publication where a time of day is given.
    """

    known: str | None
    until: str | None
    start: str | None
    end: str | None
    explicit: bool
    instant: str | None


class Effective(NamedTuple):
    """The day on which a figure holds, and the moment where publications tell it apart from others of that day."""

    day: str
    instant: str | None


def find_known_day(document: DocumentFacts) -> str | None:
    """Return the day since which this version of a document can be read: its update's, else its publication's."""
    return find_day(document.updated or document.published)


def date_statement(statement: Statement) -> Dating:
    """Return as of when and since when a statement says its figure."""
    return date_claim(statement.claim, statement.document)


def date_claim(claim: Claim, document: DocumentFacts) -> Dating:
    """Return as of when and since when a claim says its figure; an as-of beyond the publication ends with it."""
    known = find_known_day(document)
    instant = find_instant(document.updated or document.published)
    if claim.as_of is None:
        return Dating(known, document.known_until, known, known, explicit=False, instant=instant)
    period = read_period(claim.as_of)
    end = known if period.end is None else period.end if known is None else min(period.end, known)
    start = None if end is None else end if period.start is None else min(period.start, end)
    return Dating(known, document.known_until, start, end, explicit=True, instant=None)


def find_effective(datings: Iterable[Dating]) -> Effective | None:
    """Return when a figure told several times holds: where first told, unless a later as-of says that it holds still.

    A repetition is not news: "600" told again a week later holds as of the first telling. "Stand 5. Mai: 600" after
    "Stand 1. Mai: 600" does move it; "im Mai" does not, since May had begun when it was first told.
    """
    dated = [dating for dating in datings if dating.end is not None]
    if len(dated) <= 1:
        return Effective(_end_of(dated[0]), dated[0].instant) if dated else None
    dated.sort(key=_end_of)
    day = _end_of(dated[0])
    first = [dating for dating in dated if dating.end == day]
    instant = min((dating.instant for dating in first if dating.instant is not None), default=None)
    if any(dating.instant is None for dating in first):
        instant = None
    for dating in dated:
        if dating.explicit and dating.start is not None and dating.start > day:
            day, instant = _end_of(dating), None
    return Effective(day, instant)


def reduce_datings(datings: Iterable[Dating]) -> tuple[Dating, ...]:
    """Return the tellings that decide: mere repetitions of what was known already are left out."""
    earliest: dict[tuple[str | None, str | None, str | None, bool], Dating] = {}
    for dating in sorted(set(datings), key=_known_order):
        if dating.explicit or dating.until is not None:
            earliest.setdefault((dating.until, dating.start, dating.end, dating.explicit), dating)
        else:
            # of plain publications the first one decides; an undated one only where there is no other
            earliest.setdefault((None, None, None, False), dating)
    return tuple(earliest.values())


def _end_of(dating: Dating) -> str:
    assert dating.end is not None
    return dating.end


def _known_order(dating: Dating) -> tuple[bool, str, str, str, str, str]:
    until, start, end = dating.until or "", dating.start or "", dating.end or ""
    return dating.known is None, dating.known or "", dating.instant or "~", until, start, end
