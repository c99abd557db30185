"""Audit one document: who is behind each claim, which may count, and where headline or box contradict the body."""

from __future__ import annotations

from dataclasses import replace

from services.reconciler.core.admissions import refuse_claim
from services.reconciler.core.days import find_day, read_period
from services.reconciler.core.origins import attribute_claims
from services.reconciler.core.outdone import MISPLACED, find_outdone
from services.reconciler.core.statements import Audit, DocumentFacts, Statement
from services.reconciler.core.summaries import audit_summaries, find_misplaced
from shared.domain.claims import Claim, ClaimSet


def audit_document(claim_set: ClaimSet, known_until: str | None = None) -> Audit:
    """Return the statements of one document version and its discrepancies with itself.

    `known_until` is the day on which a later version took its place. Raises ValueError where a date is not ISO 8601 or
    an as-of not EDTF: such a claim set can never be reconciled.
    """
    document = describe_document(claim_set, known_until)
    claims = tuple({claim.claim_id: claim for claim in sorted(claim_set.claims, key=_text_order)}.values())
    _require_dates(claim_set)
    discrepancies = tuple(audit_summaries(claims))
    contradicted = dict.fromkeys(find_misplaced(claims), MISPLACED)
    for found in discrepancies:
        if found.kind != "headline_hedge":
            contradicted[found.claims[0]] = found.kind
    origins = attribute_claims(claims, document)
    statements = []
    for claim in claims:
        reason = refuse_claim(claim, contradicted.get(claim.claim_id))
        origin = origins[claim.claim_id]
        statements.append(Statement(claim, document, origin.label, origin.parents, reason is None, reason))
    outdone = find_outdone(statements)
    return Audit(tuple(_outdo(each, outdone.get(each.claim.claim_id)) for each in statements), discrepancies)


def _outdo(statement: Statement, reason: str | None) -> Statement:
    return statement if reason is None else replace(statement, admissible=False, reason=reason)


def describe_document(claim_set: ClaimSet, known_until: str | None = None) -> DocumentFacts:
    """Return what reconciling needs to know of a document version."""
    return DocumentFacts(
        document_id=claim_set.document_id,
        version=claim_set.version,
        outlet=claim_set.outlet,
        published=claim_set.published,
        updated=claim_set.updated,
        url=claim_set.url,
        path=claim_set.origin_file,
        received=claim_set.received,
        text_fingerprint=claim_set.text_fingerprint,
        known_until=known_until,
    )


def _text_order(claim: Claim) -> tuple[int, int, str]:
    return claim.figure.start, claim.figure.end, claim.claim_id


def _require_dates(claim_set: ClaimSet) -> None:
    """Raise ValueError, naming the document, where a date cannot be read."""
    try:
        find_day(claim_set.published)
        find_day(claim_set.updated)
        for claim in claim_set.claims:
            if claim.as_of is not None:
                read_period(claim.as_of)
    except ValueError as error:
        raise ValueError(f"document {claim_set.document_id}: {error}") from error
