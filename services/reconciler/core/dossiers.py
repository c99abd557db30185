"""Reconcile one dossier: an event and a counted group."""

from __future__ import annotations

from collections.abc import Sequence

from services.reconciler.core.statements import Audit
from shared.domain.ledger import Dossier


def reconcile_dossier(base_id: str, audits: Sequence[Audit]) -> tuple[Dossier, ...]:
    """Return the dossiers that the statements of one base dossier (a claim's `dossier_id`) come to, in id order.

    The audits are already reduced to that dossier. An unnamed event may split into episodes: the first keeps the base id,
    later ones add `#` and the day they begin. The order and repetition of audits change nothing.
    """
    raise NotImplementedError
