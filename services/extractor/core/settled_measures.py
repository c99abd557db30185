"""Settle what an article means by "Opfer": the dead, where it tells the same figure as of the dead elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.articles import Article
from shared.domain.claims import Claim, Number, identify_claim

_OF_VICTIMS = frozenset(["measure.opfer", "measure.unter_den"])
_HURT = frozenset(["wounded", "casualties"])
_SETTLED = 0.8


def settle_victims(claims: Sequence[Claim], article: Article) -> list[Claim]:
    """Return the claims, ambiguous victims as dead: "240.000 Tote" over "Die Zahl der Opfer stieg auf über 240.000".

    An article that tells of the dead and of nobody wounded means them too. Else "Opfer" stay casualties with little
    confidence.
    """
    measures = {claim.measure for claim in claims if claim.rule not in _OF_VICTIMS}
    only_dead = "killed" in measures and measures.isdisjoint(_HURT)
    dead = {
        number for claim in claims if claim.measure == "killed" for number in [_number(claim)] if number is not None
    }
    return [_settle(claim, article) if _is_told_dead(claim, dead, only_dead=only_dead) else claim for claim in claims]


def _is_told_dead(claim: Claim, dead: set[Number], *, only_dead: bool) -> bool:
    victims = claim.measure == "casualties" and claim.rule in _OF_VICTIMS
    return victims and (only_dead or _number(claim) in dead)


def _number(claim: Claim) -> Number | None:
    quantity = claim.quantity
    return quantity.point if quantity.point is not None else quantity.low


def _settle(claim: Claim, article: Article) -> Claim:
    return replace(
        claim,
        claim_id=identify_claim(article.document_id, article.text, claim.figure, "killed", claim.subject.id),
        measure="killed",
        confidence=max(claim.confidence, _SETTLED),
    )
