"""Choose dossiers of a ledger by what a person types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NoReturn

from services.desk.errors import DeskError
from shared.contracts.ledger import LedgerV1

_MOST_LISTED = 15
_WORDS = re.compile(r"[^\W_]{3,}")


def match_dossiers(labels: Mapping[str, str], wanted: str) -> list[str]:
    """Return the dossier of that id, else those whose id or label holds the words; `labels`: id to label."""
    if wanted in labels:
        return [wanted]
    words = wanted.casefold()
    return [one for one, label in labels.items() if words in f"{one} {label}".casefold()]


def refuse_dossier(wanted: str, labels: Mapping[str, str]) -> NoReturn:
    """Raise the DeskError that names the dossiers whose words are nearest, else some of those there are."""
    if not labels:
        raise DeskError(f"no dossier {wanted}: there are none yet, drop articles into the inbox first")
    near = find_near(labels, wanted)
    listed = "\n  ".join((near or list(labels))[:_MOST_LISTED])
    rest = "" if len(labels) <= _MOST_LISTED and not near else f"\n`lagebild dossiers` lists all {len(labels):,}"
    raise DeskError(f"no dossier {wanted}; {'near are' if near else 'there are'}\n  {listed}{rest}")


def find_near(labels: Mapping[str, str], wanted: str) -> list[str]:
    """Return the dossiers with a word like one of those wanted, the likest first: "Sudann" finds "Sudan"."""
    by_word: dict[str, list[str]] = {}
    for one, label in labels.items():
        for word in _WORDS.findall(f"{one} {label}".casefold()):
            by_word.setdefault(word, []).append(one)
    likest = [
        word for part in _WORDS.findall(wanted.casefold()) for word in get_close_matches(part, by_word, cutoff=0.7)
    ]
    return list(dict.fromkeys(one for word in likest for one in by_word[word]))


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
