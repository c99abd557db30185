"""The ledger: what all claims come to. Values only; how they are found is the reconciler's core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.domain.claims import Aspect, Claim, Label, Modifier, Number, Place

RelationKind = Literal["supersedes", "corroborates", "contradicts", "refines", "part_of", "sums_to"]
Severity = Literal["minor", "major"]
DiscrepancyKind = Literal[
    "headline_category",
    "headline_bound",
    "headline_hedge",
    "headline_figure",
    "infobox_category",
    "infobox_figure",
    "sum_mismatch",
    "part_exceeds_whole",
    "total_falls",
    "stale_figure",
    "contradiction",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """A literal quantity without its words: what makes two claims the same position."""

    point: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    unit: str
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Position:
    """What one origin says on a track, however many articles say so. Days are ISO 8601 in Europe/Berlin.

    `effective` is the end of the as-of, else the publication; None: undated.
    `current`: no later position of the same origin replaces it.
    `admissible`: it may enter the estimate (not denied, planned, possible, vague, a subset, uncertain, or contradicted
    by its own article).
    `claims`: the first that say so, in the order of becoming known; `documents`: their articles. `claim_count` and
    `document_count` count all.
    """

    position_id: str
    track_id: str
    origin: Label
    quantity: Figure
    as_of: tuple[str, ...]
    effective: str | None
    first_said: str | None
    last_said: str | None
    current: bool
    admissible: bool
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    claim_count: int
    document_count: int


@dataclass(frozen=True, slots=True)
class Relation:
    """How two positions stand to each other; `sums_to` has several `parts` instead of one `source`.

    supersedes: from the older to the newer, `delta` is newer minus older. corroborates, contradicts: in the order of
    position ids. part_of: from the part to the whole.
    """

    relation_id: str
    dossier_id: str
    kind: RelationKind
    parts: tuple[str, ...]
    to: str
    delta: Number | None
    why: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that cannot all be right: an article against itself, a sum that fails, origins that contradict."""

    discrepancy_id: str
    dossier_id: str
    kind: DiscrepancyKind
    severity: Severity
    document_id: str | None
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, best and high of a track from the latest admissible position of each origin. None: open or unknown."""

    low: Number | None
    best: Number | None
    high: Number | None
    origins: int
    rule: str
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class HistoricEstimate:
    """The estimate as it was known from that day on."""

    known_on: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Track:
    """One measure of a dossier, in one unit, at one place (None: the whole event).

    `document_count`: how many articles say anything on it.
    """

    track_id: str
    dossier_id: str
    measure: str
    unit: str
    place: Place | None
    estimate: Estimate | None
    history: tuple[HistoricEstimate, ...]
    positions: tuple[Position, ...]
    document_count: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """An event and a counted group: all measures of the group meet here, since they bound each other.

    `past`: tracks that today's articles say nothing of, for their history alone; no reader of today's ledger sees them,
    nor a dossier that has no others.
    """

    dossier_id: str
    label: str
    tracks: tuple[Track, ...]
    relations: tuple[Relation, ...]
    discrepancies: tuple[Discrepancy, ...]
    past: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """The live version of a document in the ledger."""

    document_id: str
    version: str
    path: str
    published: str | None
    outlet: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything, in the order of ids: a function of the set of document versions alone."""

    dossiers: tuple[Dossier, ...]
    documents: tuple[LedgerDocument, ...]
    claims: tuple[Claim, ...]
    digest: str
