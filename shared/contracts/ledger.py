"""The values of `lagebild.assessments.v1` and `lagebild.discrepancies.v1`, and the JSON of `lagebild compare`."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field

from shared.contracts.articles import Contract
from shared.contracts.claims import ClaimV1, LabelV1, PlaceV1
from shared.domain.claims import Aspect, Label, Modifier, Number
from shared.domain.ledger import (
    Discrepancy,
    DiscrepancyKind,
    Dossier,
    Estimate,
    Figure,
    Ledger,
    LedgerDocument,
    Position,
    Relation,
    RelationKind,
    Severity,
    Track,
)


class FigureV1(Contract):
    """A literal quantity without its words."""

    point: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    unit: str
    aspect: Aspect


class PositionV1(Contract):
    """What one origin says on a track. `claims` and `documents` name the first that say so; the counts are of all."""

    position_id: str
    origin: LabelV1
    quantity: FigureV1
    as_of: tuple[str, ...]
    effective: str | None
    first_said: str | None
    last_said: str | None
    current: bool
    admissible: bool
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    claim_count: int = 0
    document_count: int = 0


class EstimateV1(Contract):
    """Low, best, high of a track, with the rule and the claims."""

    low: Number | None
    best: Number | None
    high: Number | None
    origins: int
    rule: str
    claims: tuple[str, ...]
    why: str


class HistoricEstimateV1(Contract):
    """The estimate as it was known from a day on."""

    known_on: str
    low: Number | None
    best: Number | None
    high: Number | None
    rule: str


class TrackV1(Contract):
    """A track in the JSON of a ledger."""

    track_id: str
    measure: str
    unit: str
    place: PlaceV1 | None
    estimate: EstimateV1 | None
    history: tuple[HistoricEstimateV1, ...]
    positions: tuple[PositionV1, ...]
    document_count: int = 0

    @classmethod
    def from_domain(cls, track: Track) -> TrackV1:
        """Return the track as people and topics see it."""
        return cls(
            track_id=track.track_id,
            measure=track.measure,
            unit=track.unit,
            place=None if track.place is None else PlaceV1.model_validate(track.place),
            estimate=None if track.estimate is None else EstimateV1.model_validate(track.estimate),
            history=tuple(_historic(past.known_on, past.estimate) for past in track.history),
            positions=tuple(_position(position) for position in track.positions),
            document_count=track.document_count,
        )


class PairRelationV1(Contract):
    """A relation from one position to another."""

    kind: RelationKind
    from_: str = Field(alias="from", serialization_alias="from")
    to: str
    delta: Number | None = None
    why: str


class SumRelationV1(Contract):
    """Positions that add up to another."""

    kind: RelationKind
    parts: tuple[str, ...]
    to: str
    why: str


RelationV1 = PairRelationV1 | SumRelationV1


@lru_cache(maxsize=65536)  # a track is announced whenever anything of it changes, most of its relations stay
def relation_from_domain(relation: Relation) -> RelationV1:
    """Return the relation as people and topics see it: `from` for pairs, `parts` for sums."""
    if relation.kind == "sums_to":
        return SumRelationV1.model_construct(kind=relation.kind, parts=relation.parts, to=relation.to, why=relation.why)
    return PairRelationV1.model_construct(
        kind=relation.kind, from_=relation.parts[0], to=relation.to, delta=relation.delta, why=relation.why
    )


class AssessmentV1(TrackV1):
    """The track as it now stands: the value of `lagebild.assessments.v1`, keyed by track id."""

    dossier: LabelV1
    relations: tuple[RelationV1, ...]

    @classmethod
    def of_track(cls, dossier: Dossier, track: Track) -> AssessmentV1:
        """Return the assessment of one track of a dossier, with the relations that touch its positions."""
        mine = {position.position_id for position in track.positions}
        touching = (r for r in dossier.relations if r.to in mine or mine.intersection(r.parts))
        return cls.model_construct(
            **dict(TrackV1.from_domain(track)),
            dossier=LabelV1(id=dossier.dossier_id, label=dossier.label),
            relations=tuple(relation_from_domain(relation) for relation in touching),
        )


class DiscrepancyV1(Contract):
    """Something that cannot all be right: the value of `lagebild.discrepancies.v1`, keyed by its id."""

    id: str
    dossier_id: str
    kind: DiscrepancyKind
    severity: Severity
    document_id: str | None
    path: str | None = None
    claims: tuple[str, ...]
    why: str

    @classmethod
    def from_domain(cls, discrepancy: Discrepancy, path: str | None = None) -> DiscrepancyV1:
        """Return the discrepancy as people and topics see it."""
        return cls(
            id=discrepancy.discrepancy_id,
            dossier_id=discrepancy.dossier_id,
            kind=discrepancy.kind,
            severity=discrepancy.severity,
            document_id=discrepancy.document_id,
            path=path,
            claims=discrepancy.claims,
            why=discrepancy.why,
        )


class DossierV1(Contract):
    """A dossier in the JSON of a ledger."""

    id: str
    label: str
    tracks: tuple[TrackV1, ...]
    relations: tuple[RelationV1, ...]


class DocumentV1(Contract):
    """A live document version in the JSON of a ledger."""

    document_id: str
    path: str
    published: str | None
    outlet: str | None
    url: str | None


class LedgerV1(Contract):
    """What `lagebild compare --json` prints."""

    dossiers: tuple[DossierV1, ...]
    discrepancies: tuple[DiscrepancyV1, ...]
    documents: tuple[DocumentV1, ...]
    claims: tuple[ClaimV1, ...]
    digest: str

    @classmethod
    def from_domain(cls, ledger: Ledger) -> LedgerV1:
        """Return the ledger as `compare` prints it."""
        paths = {document.document_id: document.path for document in ledger.documents}
        return cls(
            dossiers=tuple(_dossier(dossier) for dossier in ledger.dossiers if dossier.tracks),
            discrepancies=tuple(
                DiscrepancyV1.from_domain(found, paths.get(found.document_id or ""))
                for dossier in ledger.dossiers
                for found in dossier.discrepancies
            ),
            documents=tuple(_document(document) for document in ledger.documents),
            claims=tuple(ClaimV1.model_validate(claim) for claim in ledger.claims),
            digest=ledger.digest,
        )


def _dossier(dossier: Dossier) -> DossierV1:
    return DossierV1(
        id=dossier.dossier_id,
        label=dossier.label,
        tracks=tuple(TrackV1.from_domain(track) for track in dossier.tracks),
        relations=tuple(relation_from_domain(relation) for relation in dossier.relations),
    )


@lru_cache(maxsize=65536)
def _label(label: Label) -> LabelV1:
    return LabelV1.model_construct(id=label.id, label=label.label)


@lru_cache(maxsize=65536)
def _figure(figure: Figure) -> FigureV1:
    return FigureV1.model_construct(**{name: getattr(figure, name) for name in FigureV1.model_fields})


def _position(position: Position) -> PositionV1:
    # nothing to check: the ledger is ours, and a hot dossier has thousands of these
    return PositionV1.model_construct(
        position_id=position.position_id,
        origin=_label(position.origin),
        quantity=_figure(position.quantity),
        as_of=position.as_of,
        effective=position.effective,
        first_said=position.first_said,
        last_said=position.last_said,
        current=position.current,
        admissible=position.admissible,
        claims=position.claims,
        documents=position.documents,
        claim_count=position.claim_count,
        document_count=position.document_count,
    )


def _historic(known_on: str, estimate: Estimate) -> HistoricEstimateV1:
    return HistoricEstimateV1.model_construct(
        known_on=known_on, low=estimate.low, best=estimate.best, high=estimate.high, rule=estimate.rule
    )


def _document(document: LedgerDocument) -> DocumentV1:
    return DocumentV1.model_validate(document)
