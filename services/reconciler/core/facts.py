"""What is known of a dossier while it is reconciled, indexed once, and what is found in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.reconciler.core.policy import find_window, is_sudden
from services.reconciler.core.positions import Saying
from services.reconciler.core.successions import Succession, order_successions
from services.reconciler.core.tallies import TrackKey
from shared.domain.articles import hash_parts
from shared.domain.claims import Number
from shared.domain.ledger import Discrepancy, DiscrepancyKind, Relation, RelationKind, Severity

Finding = Relation | Discrepancy


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """The live sayings of a dossier and their indexes.

    `window_days`: how far apart dates may lie to be compared. `is_sudden`: figures move from day to day.
    `tracks` holds the sayings of each track that may be compared; `told` maps a company (what articles
    tell together) to those in it.
    """

    dossier_id: str
    window_days: int
    is_sudden: bool
    sayings: tuple[Saying, ...]
    tracks: Mapping[TrackKey, tuple[Saying, ...]]
    told: Mapping[str, tuple[Saying, ...]]
    successions: tuple[Succession, ...]

    def relate(
        self, kind: RelationKind, parts: Sequence[Saying], to: Saying, why: str, delta: Number | None = None
    ) -> Relation:
        """Return a relation between positions of this dossier."""
        ids = tuple(part.position_id for part in parts)
        return Relation(
            _identify_relation(kind, ids, to.position_id), self.dossier_id, kind, ids, to.position_id, delta, why
        )

    def object_to(
        self,
        kind: DiscrepancyKind,
        severity: Severity,
        sides: Sequence[Saying],
        why: str,
        *,
        document_id: str | None = None,
        claims: tuple[str, ...] | None = None,
    ) -> Discrepancy:
        """Return a discrepancy between positions, or in one document; `claims`: those of all sides by default."""
        if claims is None:
            claims = tuple(claim for side in sides for claim in side.cite())
        identity = hash_parts("discrepancy", kind, [side.position_id for side in sides], document_id)
        return Discrepancy(identity, self.dossier_id, kind, severity, document_id, claims, why)


@lru_cache(maxsize=131072)  # most relations stand when their dossier is reconciled again
def _identify_relation(kind: RelationKind, parts: tuple[str, ...], to: str) -> str:
    return hash_parts("relation", kind, parts, to)


def index_sayings(dossier_id: str, kind: str | None, sayings: Iterable[Saying]) -> DossierFacts:
    """Return the facts of a dossier on an event of a kind: its live sayings, by track, by company, in succession."""
    live = tuple(saying for saying in sayings if saying.live)
    tracks: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    told: defaultdict[str, list[Saying]] = defaultdict(list)
    for saying in live:
        if saying.comparable:
            tracks[saying.key.track].append(saying)
            for company in saying.companies:
                told[company].append(saying)
    return DossierFacts(
        dossier_id=dossier_id,
        window_days=find_window(kind),
        is_sudden=is_sudden(kind),
        sayings=live,
        tracks={track: tuple(each) for track, each in sorted(tracks.items())},
        told={company: tuple(each) for company, each in sorted(told.items())},
        successions=order_successions(live),
    )


def are_independent(first: Saying, second: Saying) -> bool:
    """Tell whether two origins have nothing in common: not one the other's, not both of one house."""
    return first.lineage.isdisjoint(second.lineage)
