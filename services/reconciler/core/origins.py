"""Who is behind a claim: the source cited, the source that the body names, the outlet, or the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.reconciler.core.intervals import find_number, measure_interval, overlap
from services.reconciler.core.policy import UNSOURCED_SECTIONS, share_family
from services.reconciler.core.statements import DocumentFacts
from shared.domain.claims import Claim, Label

_WEB_NAME = re.compile(r"^(?:www\.)?(.+?)\.(?:de|at|ch|com|net|org|info|eu)$")
_NO_WORD = re.compile(r"[\W_]+")


class Origin(NamedTuple):
    """An origin and the ids of who it belongs to."""

    label: Label
    parents: tuple[str, ...]


def name_voice(document: DocumentFacts) -> Label:
    """Return the document's own voice: its outlet, else the document itself.

    An outlet's id is the slug of its name, so that an article of tagesschau.de and "laut Tagesschau" are one origin.
    """
    if document.outlet is None or not document.outlet.strip():
        return Label(f"document:{document.document_id}", "unnamed outlet")
    name = document.outlet.strip()
    bare = _WEB_NAME.sub(r"\1", name.casefold())
    return Label(_NO_WORD.sub("-", bare).strip("-") or name, name)


def attribute_claims(claims: Sequence[Claim], document: DocumentFacts) -> dict[str, Origin]:
    """Return the origin of each claim of one document, by claim id.

    "600 Tote" in a headline takes the NIS of "etwa 600 … getötet" in the body; so do lead, subheading and box.
    """
    sourced = [claim for claim in claims if claim.source is not None]
    voice = Origin(name_voice(document), ())
    found: dict[str, Origin] = {}
    for claim in claims:
        bearer = claim if claim.source is not None else _find_bearer(claim, sourced)
        found[claim.claim_id] = voice if bearer is None else _cite(bearer)
    return found


def _cite(claim: Claim) -> Origin:
    assert claim.source is not None
    return Origin(Label(claim.source.id, claim.source.label), tuple(sorted(set(claim.source.parents))))


def _find_bearer(claim: Claim, sourced: Sequence[Claim]) -> Claim | None:
    """Return the sourced claim that an unsourced summary repeats: the best match, of equals the first in the text."""
    if claim.section not in UNSOURCED_SECTIONS:
        return None
    ranked = [(rank, other.figure, other.claim_id, other) for other in sourced if (rank := _rank_match(claim, other))]
    return min(ranked)[3] if ranked else None


def _rank_match(claim: Claim, other: Claim) -> int | None:
    """Return how well a sourced claim bears an unsourced one, 1 best; None where it does not."""
    if claim.dossier_id != other.dossier_id or claim.quantity.unit != other.quantity.unit:
        return None
    if other.modality == "denied" or not share_family(claim.measure, other.measure):
        return None
    number = find_number(claim.quantity)
    same_number = number is not None and number == find_number(other.quantity)
    if claim.measure == other.measure:
        if same_number:
            return 1
        if _same_range(claim, other):
            return 2
        return 4 if overlap(measure_interval(claim.quantity), measure_interval(other.quantity)) else None
    return 3 if same_number else None


def _same_range(claim: Claim, other: Claim) -> bool:
    mine, theirs = claim.quantity, other.quantity
    return mine.modifier == theirs.modifier == "range" and (mine.low, mine.high) == (theirs.low, theirs.high)
