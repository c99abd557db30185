"""Reconcile claim sets into the ledger, in one process: what `lagebild compare` prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.reconciler.core.statements import Audit
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Ledger


def rank_version(claim_set: ClaimSet) -> tuple[str, ...]:
    """Return what orders the versions of one document: the greatest is live."""
    raise NotImplementedError


def choose_live(claim_sets: Iterable[ClaimSet]) -> tuple[ClaimSet, ...]:
    """Return the latest version of each document, in the order of document ids."""
    raise NotImplementedError


def reduce_audit(audit: Audit, base_id: str) -> Audit:
    """Return what an audit says of one base dossier."""
    raise NotImplementedError


def reconcile(claim_sets: Iterable[ClaimSet], known_on: date | None = None) -> Ledger:
    """Return the ledger of a set of document versions, today or as it was known on a day."""
    raise NotImplementedError
