"""Settle whom an article counts: where all its dead are workers, they are the event's dead, as in the next article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from services.extractor.core.subjects import PEOPLE
from shared.domain.articles import Article
from shared.domain.claims import Claim, identify_claim

_FATES = frozenset(["killed", "wounded", "casualties", "missing", "captured", "evacuated", "displaced", "infected"])
_SIDES = frozenset(["war", "conflict"])
"""Kinds of event in which groups stand against each other and are never made one."""
_FORCES = frozenset(["soldaten", "söldner", "milizionäre", "polizisten", "einsatzkräfte", "einsatzfahrzeuge"])


def settle_subjects(claims: Sequence[Claim], article: Article) -> list[Claim]:
    """Return the claims, those of a fate that the article tells of one group of people as told of people.

    "Fünf Arbeiter getötet" and "acht Tote" of two articles on one explosion must meet. An article that counts workers
    and passengers, or workers and all, keeps them apart; so do wars, and police or helpers beside the people.
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.quantity.aspect != "subset":
            groups[claim.measure].add(claim.subject.id)
    return [_settle(claim, groups[claim.measure], article) for claim in claims]


def _settle(claim: Claim, groups: set[str], article: Article) -> Claim:
    event = claim.event
    alone = groups == {claim.subject.id} and claim.subject.id not in _FORCES | {PEOPLE.id}
    if (
        event is None
        or event.kind in _SIDES
        or claim.measure not in _FATES
        or claim.quantity.unit != "person"
        or not alone
    ):
        return claim
    return replace(
        claim,
        claim_id=identify_claim(article.document_id, article.text, claim.figure, claim.measure, PEOPLE.id),
        subject=PEOPLE,
        dossier_id=f"{event.id}/{PEOPLE.id}",
    )
