"""The value of `lagebild.claims.v1`: everything that one document version claims."""

from __future__ import annotations

from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from shared.contracts.articles import Contract, Received
from shared.domain.claims import (
    MEASURES,
    AsOfBasis,
    Aspect,
    ClaimSet,
    Modality,
    Modifier,
    Number,
    Section,
)


class SpanV1(Contract):
    """Half-open range of code points in the article's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class LabelV1(Contract):
    """A stable id and a name for people."""

    id: str
    label: str


class PlaceV1(LabelV1):
    """A place and the ids of the places that contain it, nearest first."""

    within: tuple[str, ...] = ()


class EventV1(LabelV1):
    """A named event, or type and country (`named` false)."""

    kind: str | None = None
    named: bool = True


class QuantityV1(Contract):
    """The literal figure with its words."""

    point: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    unit: str
    aspect: Aspect
    text: str


class SourceV1(LabelV1):
    """Who is said to have said it."""

    aliases: tuple[str, ...] = ()
    kind: str | None = None
    via: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    span: SpanV1 | None = None


class EvidenceV1(SpanV1):
    """The verbatim sentence with 32 characters on either side."""

    exact: str
    prefix: str
    suffix: str


class ClaimV1(Contract):
    """One figure that somebody claims about an event."""

    claim_id: str
    document_id: str
    dossier_id: str
    measure: str = Field(pattern="^(" + "|".join(MEASURES) + "|other:.+)$")
    subject: LabelV1
    event: EventV1 | None
    place: PlaceV1 | None
    quantity: QuantityV1
    figure: SpanV1
    source: SourceV1 | None
    as_of: str | None = Field(description="EDTF")
    as_of_basis: AsOfBasis | None
    as_of_span: SpanV1 | None
    modality: Modality
    section: Section
    evidence: EvidenceV1
    rule: str
    confidence: float = Field(ge=0, le=1)
    ruleset: str


class ClaimSetV1(Contract):
    """All claims of a document's current version, perhaps none; replaces what was said of the document before."""

    document_id: str = Field(min_length=1, description="The message key")
    version: str
    headline: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    url: str | None
    language: str
    origin_file: str
    received: Received
    ruleset: str
    text_fingerprint: tuple[int, ...]
    claims: tuple[ClaimV1, ...]

    @model_validator(mode="after")
    def require_one_document(self) -> Self:
        """Refuse claims of another document: replacing a document's claims would leave them behind."""
        strangers = {claim.document_id for claim in self.claims} - {self.document_id}
        if strangers:
            raise ValueError(f"claims of {sorted(strangers)} in the claim set of {self.document_id}")
        return self

    def to_domain(self) -> ClaimSet:
        """Return the domain's claim set."""
        return _CLAIM_SET.validate_python(self.model_dump())


_CLAIM_SET = TypeAdapter(ClaimSet)
