"""Reconcile claim sets into the ledger, in one process: what `lagebild compare` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from services.reconciler.core.audit import audit_document
from services.reconciler.core.days import find_day, find_instant
from services.reconciler.core.digests import digest_ledger
from services.reconciler.core.dossiers import reconcile_audits
from services.reconciler.core.statements import Audit
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Ledger, LedgerDocument


def rank_version(claim_set: ClaimSet) -> tuple[str, ...]:
    """Return what orders the versions of one document: the greatest is live.

    The later `updated`, else `published`, wins; between equals the later arrival, then the version id. The ruleset is
    last: which extraction of one version is the newer only the order of messages tells, so whoever keeps claim sets
    replaces a version's claims by those of its latest message before reconciling.
    """
    moment = claim_set.updated or claim_set.published
    day, instant = find_day(moment), find_instant(moment)
    return day or "", instant or "", claim_set.received, claim_set.version, claim_set.ruleset


def choose_live(claim_sets: Iterable[ClaimSet]) -> tuple[ClaimSet, ...]:
    """Return the latest version of each document, in the order of document ids."""
    return tuple(versions[-1] for versions in order_versions(claim_sets))


def reduce_audit(audit: Audit, base_id: str) -> Audit:
    """Return what an audit says of one base dossier."""
    return Audit(
        tuple(each for each in audit.statements if each.claim.dossier_id == base_id),
        tuple(found for found in audit.discrepancies if found.dossier_id == base_id),
    )


def list_dossiers(audit: Audit) -> tuple[str, ...]:
    """Return the ids of the base dossiers that an audit touches, in order."""
    return tuple(sorted({each.claim.dossier_id for each in audit.statements}))


def audit_versions(claim_sets: Iterable[ClaimSet]) -> tuple[Audit, ...]:
    """Return the audits of all versions, each ended version with the day on which the next one took its place.

    A version that was replaced on the day it appeared, or whose day is not known, is in no view of the past: left out.
    """
    audits: list[Audit] = []
    for versions in order_versions(claim_sets):
        for version, following in pairwise(versions):
            until = find_end(version, following)
            if until is not None:
                audits.append(audit_document(version, known_until=until))
        audits.append(audit_document(versions[-1]))
    return tuple(audits)


def reconcile(claim_sets: Iterable[ClaimSet], known_on: date | None = None) -> Ledger:
    """Return the ledger of a set of document versions, today or as it was known on a day.

    `known_on` takes the versions published on or before that day; what has no date is in no view of the past.
    Raises ValueError where a date is not ISO 8601 or an as-of not EDTF.
    """
    known = list(claim_sets)
    if known_on is not None:
        known = [each for each in known if (_find_known_day(each) or "9999") <= known_on.isoformat()]
    live = choose_live(known)
    parts: defaultdict[str, list[Audit]] = defaultdict(list)
    for audit in audit_versions(known):
        for base_id in list_dossiers(audit):
            parts[base_id].append(reduce_audit(audit, base_id))
    reconciled = (dossier for base_id in parts for dossier in reconcile_audits(base_id, parts[base_id]))
    dossiers = tuple(sorted(reconciled, key=lambda dossier: dossier.dossier_id))
    claims = {claim.claim_id: claim for each in live for claim in each.claims}
    ordered = tuple(claim for _, claim in sorted(claims.items()))
    documents = tuple(_describe(each) for each in live)
    return Ledger(dossiers, documents, ordered, digest_ledger(dossiers, ordered))


def order_versions(claim_sets: Iterable[ClaimSet]) -> tuple[Sequence[ClaimSet], ...]:
    """Return for each document its versions, each once, the live one last."""
    by_document: defaultdict[str, dict[str, ClaimSet]] = defaultdict(dict)
    for claim_set in sorted(claim_sets, key=rank_version):
        by_document[claim_set.document_id].pop(claim_set.version, None)
        by_document[claim_set.document_id][claim_set.version] = claim_set
    return tuple(tuple(versions.values()) for _, versions in sorted(by_document.items()))


def find_end(version: ClaimSet, following: ClaimSet) -> str | None:
    """Return the day on which the next version took this one's place; None: it is in no view of the past."""
    known, until = _find_known_day(version), _find_known_day(following)
    return until if known is not None and until is not None and known < until else None


def _find_known_day(claim_set: ClaimSet) -> str | None:
    return find_day(claim_set.updated or claim_set.published)


def _describe(claim_set: ClaimSet) -> LedgerDocument:
    return LedgerDocument(
        document_id=claim_set.document_id,
        version=claim_set.version,
        path=claim_set.origin_file,
        published=claim_set.published,
        outlet=claim_set.outlet,
        url=claim_set.url,
    )
