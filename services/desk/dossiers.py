"""Choose dossiers of a ledger by what a person types."""

from __future__ import annotations

from services.desk.errors import DeskError
from shared.contracts.ledger import DossierV1, LedgerV1


def select_dossiers(ledger: LedgerV1, wanted: str | None) -> LedgerV1:
    """Return the ledger with the dossiers of that id, else those whose id or label holds the words; None: all.

    Documents, claims and digest stay those of the whole ledger.
    """
    if wanted is None:
        return ledger
    chosen = [dossier for dossier in ledger.dossiers if dossier.id == wanted] or [
        dossier for dossier in ledger.dossiers if _mentions(dossier, wanted)
    ]
    if not chosen:
        known = "\n  ".join(dossier.id for dossier in ledger.dossiers) or "none: drop articles into the inbox first"
        raise DeskError(f"no dossier {wanted}; there are\n  {known}")
    ids = {dossier.id for dossier in chosen}
    found = tuple(one for one in ledger.discrepancies if one.dossier_id in ids)
    return ledger.model_copy(update={"dossiers": tuple(chosen), "discrepancies": found})


def _mentions(dossier: DossierV1, wanted: str) -> bool:
    return wanted.casefold() in f"{dossier.id} {dossier.label}".casefold()
