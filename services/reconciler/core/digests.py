"""One hash over everything that the ledger says."""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.claims import Claim
from shared.domain.ledger import Dossier


def digest_ledger(dossiers: Iterable[Dossier], claims: Iterable[Claim]) -> str:
    """Return `sha256:…` over live claims, positions, relations, discrepancies and estimates, whatever their order.

    Ingestion times, paths, rulesets, rule ids, confidence and the history of estimates stay out.
    """
    raise NotImplementedError
