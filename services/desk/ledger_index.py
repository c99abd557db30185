"""Look up what a ledger refers to by id, and why a claim or position is kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from services.reconciler.core.admissions import refuse_claim
from services.reconciler.core.policy import COMPARED_ASPECTS
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import (
    DocumentV1,
    DossierV1,
    LedgerV1,
    PairRelationV1,
    PositionV1,
    RelationV1,
    TrackV1,
)
from shared.domain.claims import Claim

_CLAIM = TypeAdapter(Claim)
_AUDITS = ("headline_", "infobox_")
_HARMLESS = "headline_hedge"
_SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class PlacedPosition:
    """A position with the track and dossier that hold it."""

    dossier: DossierV1
    track: TrackV1
    position: PositionV1


class LedgerIndex:
    """The claims, documents and positions of a ledger by their ids.

    `named`: where the source of a claim is named outside its sentence: the words before it, itself, the words behind.
    """

    def __init__(self, ledger: LedgerV1, named: Mapping[str, tuple[str, str, str]] | None = None) -> None:
        self.named = named or {}
        self.claims = {claim.claim_id: claim for claim in ledger.claims}
        self.documents = {document.document_id: document for document in ledger.documents}
        self.positions = {
            position.position_id: PlacedPosition(dossier, track, position)
            for dossier in ledger.dossiers
            for track in dossier.tracks
            for position in track.positions
        }
        # the first claim of an audit is the headline's or the box's, the others are the article's
        self._contradicted = {
            found.claims[0]: found.kind
            for found in ledger.discrepancies
            if found.kind.startswith(_AUDITS) and found.kind != _HARMLESS and found.claims
        }

    def find_claims(self, ids: Iterable[str]) -> tuple[ClaimV1, ...]:
        """Return the claims of these ids that the ledger holds, in their order."""
        return tuple(self.claims[one] for one in ids if one in self.claims)

    def find_reason(self, claim: ClaimV1) -> str | None:
        """Return why a claim enters no estimate ("denied", "headline category"), or None where it may."""
        reason = refuse_claim(_CLAIM.validate_python(claim.model_dump()), self._contradicted.get(claim.claim_id))
        return None if reason is None else reason.replace("_", " ")

    def explain_apart(self, position: PositionV1) -> str | None:
        """Return why a position is kept apart, or None where it may enter an estimate."""
        if position.admissible:
            return None
        reasons = {self.find_reason(claim): None for claim in self.find_claims(position.claims)}
        known = ", ".join(filter(None, reasons))
        if known or position.quantity.aspect not in COMPARED_ASPECTS:
            return known or position.quantity.aspect
        return "another figure of its article stands for it"

    def name_document(self, document_id: str) -> str:
        """Return "Outlet 2025-04-28", or the path where the outlet is not known."""
        document = self.documents.get(document_id)
        return document_id if document is None else name_document(document)


def shorten_id(whole: str) -> str:
    """Return the first digits of an id, enough for `lagebild explain`."""
    return whole[:_SHORT_ID]


def name_document(document: DocumentV1) -> str:
    """Return "Outlet 2025-04-28", or the path where the outlet is not known."""
    day = "undated" if document.published is None else document.published[:10]
    return f"{document.outlet or document.path} {day}"


def list_ends(relation: RelationV1) -> tuple[str, ...]:
    """Return the ids of all positions that the relation joins."""
    if isinstance(relation, PairRelationV1):
        return relation.from_, relation.to
    return *relation.parts, relation.to
