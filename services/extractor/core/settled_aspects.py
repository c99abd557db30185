"""Settle which figures are totals: the only death of an article, and the wounded that are "weitere" beside its dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    tolls = _sum_up(claims)
    return [
        _make_total(claim) if _is_only(claim, tolls) or _adds_to_others(claim, tolls) else claim for claim in claims
    ]


@dataclass(slots=True)
class _Toll:
    """An article's figures of one fate: where the first ends, how many its lead and body tell, all "ein" or "eine"."""

    first_end: int
    told: int = 0
    lone: bool = True


def _sum_up(claims: Sequence[Claim]) -> dict[str, _Toll]:
    tolls: dict[str, _Toll] = {}
    for claim in claims:
        if claim.measure in _FATES:
            toll = tolls.setdefault(claim.measure, _Toll(claim.figure.end))
            toll.first_end = min(toll.first_end, claim.figure.end)
            toll.told += claim.section in {"body", "lead"}
            toll.lone = toll.lone and _is_lone(claim)
    return tolls


def _is_only(claim: Claim, tolls: Mapping[str, _Toll]) -> bool:
    if not _is_lone(claim) or claim.quantity.aspect != "subset" or claim.measure not in _FATES:
        return False
    if claim.event is not None and claim.event.kind == "war":
        return False
    toll = tolls[claim.measure]
    return toll.lone and toll.told <= 1


def _is_lone(claim: Claim) -> bool:
    return claim.quantity.point == 1 and claim.quantity.text.lower() in _LONE


def _adds_to_others(claim: Claim, tolls: Mapping[str, _Toll]) -> bool:
    if claim.quantity.aspect != "increment" or claim.measure not in _FATES:
        return False
    before = [measure for measure, toll in tolls.items() if toll.first_end <= claim.figure.start]
    return bool(before) and claim.measure not in before


def _make_total(claim: Claim) -> Claim:
    return replace(claim, quantity=replace(claim.quantity, aspect="total"))
