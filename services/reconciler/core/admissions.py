"""Which claims may be compared and counted."""

from __future__ import annotations

from services.reconciler.core.intervals import find_number
from services.reconciler.core.policy import ASSERTING_MODALITIES, CONFIDENCE_THRESHOLD
from shared.domain.claims import Claim


def refuse_claim(claim: Claim, contradicted: str | None) -> str | None:
    """Return why a claim may not be compared, or None where it may.

    `contradicted` is the kind of discrepancy in which its own article contradicts it. An increment ("weitere 3.000")
    may be compared, in sums; estimates leave it out by themselves.
    """
    if claim.modality not in ASSERTING_MODALITIES:
        return claim.modality
    quantity = claim.quantity
    if quantity.modifier == "vague" or (
        find_number(quantity) is None and quantity.low is None and quantity.high is None
    ):
        return "vague"
    if quantity.aspect == "subset":
        return "subset"
    if claim.confidence < CONFIDENCE_THRESHOLD:
        return "uncertain"
    return contradicted
