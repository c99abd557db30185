"""Read a lexicon's example sentences the way articles are read."""

from __future__ import annotations

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims
from shared.domain.articles import Article
from shared.domain.claims import Claim

PUBLISHED = "2025-04-30"
"""A Wednesday: the day that the examples of dates.yaml are told from."""
QUAKE = "Ein Erdbeben hat Kabul erschüttert.\n\n"
"""What stands before an example that needs an article around it."""


def make_article(text: str, published: str | None = PUBLISHED) -> Article:
    return Article(
        document_id="example",
        version="1",
        text=text,
        headline=None,
        outlet=None,
        published=published,
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file="example.txt",
        url=None,
        received="2025-04-30T12:00:00Z",
    )


def read_claims(text: str, published: str | None = PUBLISHED) -> tuple[Claim, ...]:
    return extract_claims(make_article(text, published), load_lexicon()).claims


def print_claims(claims: tuple[Claim, ...]) -> str:
    """Return the claims in the notation of the lexicon's `yields`: what is special about each behind its figure."""
    return "; ".join(map(_print_claim, claims)) or "none"


def _print_claim(claim: Claim) -> str:
    quantity = claim.quantity
    number = quantity.low if quantity.point is None else quantity.point
    special = [
        None if quantity.modifier == "exact" else quantity.modifier,
        None if quantity.aspect == "total" else quantity.aspect,
        None if claim.source is None else claim.source.label,
        claim.as_of,
        None if claim.modality == "stated" else claim.modality,
        None if claim.place is None else claim.place.label,
    ]
    return " / ".join([f"{claim.measure} {number}", *filter(None, special)])
