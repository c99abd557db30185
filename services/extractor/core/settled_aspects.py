"""Settle which figures are totals: the only death of an article, and the wounded that are "weitere" beside its dead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extractor.core.lexicons import find_words
from shared.domain.claims import Claim

_LONE = find_words("indefinite articles")
_FATES = frozenset(["killed", "wounded", "missing"])


def settle_aspects(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims, in the order of the text, with what their sentences alone could not tell.

    "Lawine: ein Toter" is the toll where the article counts no other dead; "ein Mann starb" beside "zwölf Tote" stays
    a subset, and so do two single deaths told one by one, or one in a war. "Weitere 23 wurden verletzt" behind the
    dead is a total where no wounded were told before: the 23 are others than the dead.
    """
    return [
        _make_total(claim) if _is_only(claim, claims) or _adds_to_others(claim, claims) else claim for claim in claims
    ]


def _is_only(claim: Claim, claims: Sequence[Claim]) -> bool:
    if not _is_lone(claim) or claim.quantity.aspect != "subset" or claim.measure not in _FATES:
        return False
    if claim.event is not None and claim.event.kind == "war":
        return False
    same = [other for other in claims if other.measure == claim.measure]
    told = [other for other in same if other.section in {"body", "lead"}]
    return all(_is_lone(other) for other in same) and len(told) <= 1


def _is_lone(claim: Claim) -> bool:
    return claim.quantity.point == 1 and claim.quantity.text.lower() in _LONE


def _adds_to_others(claim: Claim, claims: Sequence[Claim]) -> bool:
    if claim.quantity.aspect != "increment" or claim.measure not in _FATES:
        return False
    before = [other for other in claims if other.figure.end <= claim.figure.start and other.measure in _FATES]
    return bool(before) and all(other.measure != claim.measure for other in before)


def _make_total(claim: Claim) -> Claim:
    return replace(claim, quantity=replace(claim.quantity, aspect="total"))
