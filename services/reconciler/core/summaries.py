"""Audit what sums an article up, its headline, subheadings and details box, against what the article says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from services.reconciler.core.intervals import (
    HEDGES,
    LOWER_BOUNDS,
    UPPER_BOUNDS,
    find_number,
    measure_interval,
    overlap,
)
from services.reconciler.core.policy import (
    ASSERTING_MODALITIES,
    HEADLINE_ROUNDING,
    MOST_ADDENDS,
    MOST_SUMMANDS_TRIED,
    SUMMARY_SECTIONS,
    share_family,
)
from services.reconciler.core.sentences import name_measure
from shared.domain.articles import hash_parts
from shared.domain.claims import Claim
from shared.domain.ledger import Discrepancy, DiscrepancyKind, Severity

_REFERENCES = {
    "headline": ("body", "lead", "subheading"),
    "subheading": ("body", "lead"),
    "infobox": ("body", "lead"),
}


_FIGURES = frozenset({"headline_figure", "infobox_figure"})


class Finding(NamedTuple):
    """What is wrong with a summary, and the claims of the article that say otherwise."""

    kind: DiscrepancyKind
    severity: Severity
    against: tuple[Claim, ...]


def audit_summaries(claims: Sequence[Claim]) -> Iterator[Discrepancy]:
    """Yield where headline, subheadings and box say other than the article; `claims` are those of one document.

    A discrepancy's first claim is the summary's, the others are the article's.
    """
    for claim in claims:
        if claim.section in SUMMARY_SECTIONS and claim.modality in ASSERTING_MODALITIES:
            finding = _judge_summary(claim, _find_references(claim, claims))
            if finding is not None and not (finding.kind in _FIGURES and _is_borne_elsewhere(claim, claims)):
                yield _describe(claim, finding)


def find_misplaced(claims: Sequence[Claim]) -> frozenset[str]:
    """Return the summaries' claims, by id, that the article bears out of another group of the event alone.

    "Zwölf Tote" over "zwölf Bergleute kamen ums Leben" is no count of people beside that of miners.
    """
    return frozenset(
        claim.claim_id
        for claim in claims
        if claim.section in SUMMARY_SECTIONS
        and not any(_fits(claim, other) for other in _find_references(claim, claims))
        and _is_borne_elsewhere(claim, claims)
    )


def _fits(claim: Claim, other: Claim) -> bool:
    """Tell whether a reference bears a summary's number out."""
    near = overlap(measure_interval(claim.quantity), measure_interval(other.quantity)) or _rounds(claim, other)
    return other.measure == claim.measure and _is_count(other) and near


def _is_borne_elsewhere(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Tell whether the article bears the number out of another group of the event: "50.000 Tote" of Palestinians."""
    return any(
        other.section in _REFERENCES[claim.section]
        and other.event == claim.event
        and other.quantity.unit == claim.quantity.unit
        and other.modality != "denied"
        and _fits(claim, other)
        for other in claims
        if other.dossier_id != claim.dossier_id
    )


def _find_references(claim: Claim, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    sections = _REFERENCES[claim.section]
    return tuple(
        other
        for other in claims
        if other.section in sections
        and other.dossier_id == claim.dossier_id
        and other.quantity.unit == claim.quantity.unit
        and other.modality != "denied"
        and share_family(claim.measure, other.measure)
    )


def _judge_summary(claim: Claim, references: Sequence[Claim]) -> Finding | None:
    """Return what is wrong: the same number first, then the same number under another measure, then any number."""
    if claim.quantity.modifier == "vague" or claim.quantity.aspect == "subset":
        return None
    same_measure = tuple(other for other in references if other.measure == claim.measure)
    number = find_number(claim.quantity)
    if number is not None:
        same_number = tuple(other for other in same_measure if find_number(other.quantity) == number)
        if same_number:
            return _judge_words(claim, same_number)
        other_measure = tuple(
            other
            for other in references
            if other.measure != claim.measure and find_number(other.quantity) == number and _is_count(other)
        )
        if other_measure:
            kind: DiscrepancyKind = "infobox_category" if claim.section == "infobox" else "headline_category"
            return Finding(kind, "major", other_measure)
    return _judge_number(claim, same_measure)


def _judge_words(claim: Claim, references: tuple[Claim, ...]) -> Finding | None:
    """Compare hedge and bound where the number is the same; one reference that agrees is enough."""
    if claim.section == "infobox":
        return None  # a box has no room for words
    kinds = [_compare_words(claim.quantity.modifier, other.quantity.modifier) for other in references]
    if None in kinds:
        return None
    if "headline_hedge" in kinds:
        return Finding("headline_hedge", "minor", references)
    return Finding("headline_bound", "major", references)


def _compare_words(summary: str, article: str) -> DiscrepancyKind | None:
    """Return what a headline's modifier claims beyond the article's, as "600" over "etwa 600"; None where nothing."""
    if summary in LOWER_BOUNDS:
        # "mehr als 100" over "100" claims more, "mindestens 100" over "100" does not
        exceeds = article in UPPER_BOUNDS or (summary == "more_than" and article not in LOWER_BOUNDS)
        return "headline_bound" if exceeds else None
    if summary in UPPER_BOUNDS:
        return "headline_bound" if article in LOWER_BOUNDS else None
    if article in LOWER_BOUNDS or article in UPPER_BOUNDS:
        return "headline_bound"
    return "headline_hedge" if article in HEDGES and summary not in HEDGES else None


def _judge_number(claim: Claim, same_measure: tuple[Claim, ...]) -> Finding | None:
    """Compare the number with figures of the same measure and place; one that fits, alone or as a sum, is enough.

    A rounded number ("1.000" over "1.037") is a minor fault.
    """
    mine = measure_interval(claim.quantity)
    if any(overlap(mine, measure_interval(other.quantity)) for other in same_measure):
        return None
    rivals = tuple(other for other in same_measure if other.place == claim.place and _is_count(other))
    if not rivals or _is_sum(claim, same_measure):
        return None
    if claim.section == "infobox":
        return Finding("infobox_figure", "major", rivals)
    rounded = tuple(other for other in rivals if _rounds(claim, other))
    return Finding("headline_figure", "minor" if rounded else "major", rounded or rivals)


def _is_count(claim: Claim) -> bool:
    return claim.quantity.aspect in {"total", "current"} and claim.quantity.modifier != "vague"


def _rounds(claim: Claim, other: Claim) -> bool:
    mine, theirs = find_number(claim.quantity), find_number(other.quantity)
    return mine is not None and theirs is not None and abs(mine - theirs) <= HEADLINE_ROUNDING * abs(theirs)


def _is_sum(claim: Claim, parts: Sequence[Claim]) -> bool:
    """Tell whether the number adds up from the article's: "14.000" over "11.000" and "weitere 3.000"."""
    target = find_number(claim.quantity)
    numbers = sorted({number for part in parts if (number := find_number(part.quantity)) is not None})
    tried = numbers[:MOST_SUMMANDS_TRIED]
    return any(sum(some) == target for size in range(2, MOST_ADDENDS + 1) for some in combinations(tried, size))


def _describe(claim: Claim, finding: Finding) -> Discrepancy:
    against = sorted(finding.against, key=lambda other: (other.figure, other.claim_id))
    first = against[0]
    where = "box" if claim.section == "infobox" else claim.section
    why = (
        f"The {where} says “{claim.quantity.text}” {name_measure(claim.measure)}; "
        f"the {first.section} says “{first.quantity.text}” {name_measure(first.measure)}."
    )
    return Discrepancy(
        discrepancy_id=hash_parts("discrepancy", finding.kind, claim.claim_id),
        dossier_id=claim.dossier_id,
        kind=finding.kind,
        severity=finding.severity,
        document_id=claim.document_id,
        claims=(claim.claim_id, *(other.claim_id for other in against)),
        why=why,
    )
