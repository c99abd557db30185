"""Audit one document: who is behind each claim, which may count, and where headline or box contradict the body."""

from __future__ import annotations

from services.reconciler.core.statements import Audit
from shared.domain.claims import ClaimSet


def audit_document(claim_set: ClaimSet, known_until: str | None = None) -> Audit:
    """Return the statements of one document version and its discrepancies with itself.

    `known_until` is the day on which a later version took its place. Raises ValueError where a date is not ISO 8601 or
    an as-of not EDTF: such a claim set can never be reconciled.
    """
    raise NotImplementedError
