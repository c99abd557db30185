"""What becomes of a document's versions when claim sets arrive: which one is live, which have ended, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.reconciler.core.reconcile import find_end, order_versions
from shared.domain.claims import ClaimSet


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version that Postgres holds: its claim set without the claims, and the day until which it was known."""

    facts: ClaimSet
    live: bool
    known_until: str | None


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What to write of one document.

    `live`: the arrival whose claims become the live ones; None: those that Postgres holds stay.
    `demoted`: what is stored as live has ended, on `demoted_until` (None: it is in no view of the past).
    `ended`: arrivals that have ended, with their last day.
    `redated`: versions that had ended, with another last day.
    `dropped`: versions that had ended and are written anew.
    """

    document_id: str
    live: ClaimSet | None
    demoted: bool
    demoted_until: str | None
    ended: tuple[tuple[ClaimSet, str | None], ...]
    redated: tuple[tuple[str, str | None], ...]
    dropped: tuple[str, ...]

    def list_arrivals(self) -> tuple[ClaimSet, ...]:
        """Return the claim sets that are written: the live one, then those that have ended."""
        ended = tuple(each for each, _ in self.ended)
        return ended if self.live is None else (self.live, *ended)


def plan_document(stored: Sequence[StoredVersion], arrivals: Iterable[ClaimSet]) -> DocumentPlan | None:
    """Return what the arrivals, in their order, change about the versions stored of one document; None: nothing.

    A version that is stored already changes nothing, unless other rules extracted it or ingest took it anew.
    """
    held = {version.facts.version: version.facts for version in stored}
    fresh: dict[str, ClaimSet] = {}
    for arrival in arrivals:
        known = fresh.get(arrival.version) or held.get(arrival.version)
        if known is None or _replaces(arrival, known):
            fresh[arrival.version] = arrival
    if not fresh:
        return None
    (ordered,) = order_versions((held | fresh).values())
    untils = {version.version: find_end(version, following) for version, following in pairwise(ordered)}
    live = ordered[-1]
    demoted = any(v.live and v.facts.version != live.version and v.facts.version not in fresh for v in stored)
    demoted_until = next((untils[v.facts.version] for v in stored if v.live and demoted), None)
    ended = [version for version in stored if not version.live]
    return DocumentPlan(
        document_id=live.document_id,
        live=fresh.get(live.version),
        demoted=demoted,
        demoted_until=demoted_until,
        ended=tuple((each, untils[name]) for name, each in fresh.items() if name != live.version),
        redated=tuple(
            (name, untils[name])
            for name, until in ((version.facts.version, version.known_until) for version in ended)
            if name not in fresh and untils[name] != until
        ),
        dropped=tuple(version.facts.version for version in ended if version.facts.version in fresh),
    )


def _replaces(arrival: ClaimSet, known: ClaimSet) -> bool:
    """Tell whether an arrival of the same version says it anew: taken again later, or read by other rules."""
    if arrival.received != known.received:
        return arrival.received > known.received
    return arrival.ruleset != known.ruleset
