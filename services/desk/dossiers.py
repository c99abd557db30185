"""Choose dossiers of a ledger by what a person types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from services.desk.errors import DeskError
from shared.contracts.ledger import LedgerV1


def match_dossiers(labels: Mapping[str, str], wanted: str) -> list[str]:
    """Return the dossier of that id, else those whose id or label holds the words; `labels`: id to label."""
    if wanted in labels:
        return [wanted]
    words = wanted.casefold()
    return [one for one, label in labels.items() if words in f"{one} {label}".casefold()]


def refuse_dossier(wanted: str, known: Iterable[str]) -> NoReturn:
    """Raise the DeskError that lists the dossiers there are."""
    listed = "\n  ".join(known) or "none: drop articles into the inbox first"
    raise DeskError(f"no dossier {wanted}; there are\n  {listed}")


def select_dossiers(ledger: LedgerV1, wanted: str) -> LedgerV1:
    """Return the ledger with the dossiers that `wanted` names; documents, claims and digest stay those of the whole."""
    labels = {dossier.id: dossier.label for dossier in ledger.dossiers}
    chosen = set(match_dossiers(labels, wanted)) or refuse_dossier(wanted, labels)
    return ledger.model_copy(
        update={
            "dossiers": tuple(dossier for dossier in ledger.dossiers if dossier.id in chosen),
            "discrepancies": tuple(one for one in ledger.discrepancies if one.dossier_id in chosen),
        }
    )
