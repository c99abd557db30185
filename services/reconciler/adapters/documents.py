"""Documents and their claims in Postgres: locked, compared, replaced."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from asyncpg import Record

from services.reconciler.adapters.ledger_rows import DISCREPANCIES, write_discrepancy
from services.reconciler.adapters.tables import Row, Table
from services.reconciler.adapters.versions import DocumentPlan, StoredVersion
from services.reconciler.core.days import find_day
from services.reconciler.core.statements import Audit, Statement
from shared.domain.claims import ClaimSet
from shared.storage.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, write_claim, write_source
from shared.storage.connections import Connection
from shared.storage.values import read_day, write_day

_FACTS = (
    "document_id",
    "version",
    "headline",
    "outlet",
    "published",
    "updated",
    "url",
    "language",
    "origin_file",
    "received",
    "ruleset",
    "text_fingerprint",
    "published_on",
    "reconciled_at",
)
_AUDITED = (*CLAIM_COLUMNS, "origin_id", "origin_label", "origin_parents", "admissible", "reason")

DOCUMENTS = Table("documents", _FACTS)
ENDED_VERSIONS = Table("ended_versions", (*_FACTS, "known_until"), keys=2)
SOURCES = Table("sources", SOURCE_COLUMNS)
CLAIMS = Table("claims", _AUDITED)
ENDED_CLAIMS = Table("ended_claims", (*_AUDITED, "version"))
FINDINGS = Table("audit_findings", DISCREPANCIES.columns)

Audits = Mapping[tuple[str, str], Audit]
"""Audits by document and version."""

_LOCK_KNOWN = "SELECT * FROM lagebild.documents WHERE document_id = ANY($1) ORDER BY document_id FOR UPDATE"
_LOAD_ENDED = "SELECT * FROM lagebild.ended_versions WHERE document_id = ANY($1)"
_FIND_BASES = """
SELECT dossier_id FROM lagebild.claims WHERE document_id = ANY($1)
UNION SELECT dossier_id FROM lagebild.ended_claims WHERE document_id = ANY($1)"""
_DEMOTE_VERSIONS = f"""
INSERT INTO lagebild.ended_versions ({", ".join(_FACTS)}, known_until)
SELECT {", ".join(f"x.{column}" for column in _FACTS)}, d.known_until
  FROM unnest($1::text[], $2::date[]) AS d (document_id, known_until)
  JOIN lagebild.documents AS x USING (document_id)"""  # noqa: S608  (columns are constants)
_DEMOTE_CLAIMS = f"""
INSERT INTO lagebild.ended_claims ({", ".join(_AUDITED)}, version)
SELECT {", ".join(f"c.{column}" for column in _AUDITED)}, x.version
  FROM lagebild.claims AS c JOIN lagebild.documents AS x USING (document_id)
 WHERE c.document_id = ANY($1)"""  # noqa: S608  (columns are constants)
_DROP_ENDED = """
DELETE FROM lagebild.ended_versions AS e USING unnest($1::text[], $2::text[]) AS d (document_id, version)
 WHERE e.document_id = d.document_id AND e.version = d.version"""
_REDATE_ENDED = """
UPDATE lagebild.ended_versions AS e SET known_until = d.known_until
  FROM unnest($1::text[], $2::text[], $3::date[]) AS d (document_id, version, known_until)
 WHERE e.document_id = d.document_id AND e.version = d.version"""
_DELETE_CLAIMS = "DELETE FROM lagebild.claims WHERE document_id = ANY($1)"
_DELETE_FINDINGS = "DELETE FROM lagebild.audit_findings WHERE document_id = ANY($1)"


async def lock_documents(connection: Connection, claim_sets: Sequence[ClaimSet]) -> dict[str, list[StoredVersion]]:
    """Lock the documents in the order of ids, new ones by inserting them, and return what is stored of each.

    Whoever holds a document's lock alone changes it, until the transaction ends.
    """
    first = {each.document_id: each for each in reversed(claim_sets)}
    new = [_write_facts(each) for _, each in sorted(first.items())]
    inserted = {row["document_id"] for row in await connection.fetchmany(DOCUMENTS.insert, new)}
    known = sorted(first.keys() - inserted)
    stored: dict[str, list[StoredVersion]] = {document_id: [] for document_id in first}
    if known:
        for row in await connection.fetch(_LOCK_KNOWN, known):
            stored[row["document_id"]].append(StoredVersion(_read_facts(row), live=True, known_until=None))
        for row in await connection.fetch(_LOAD_ENDED, known):
            until = read_day(row["known_until"])
            stored[row["document_id"]].append(StoredVersion(_read_facts(row), live=False, known_until=until))
    return stored


async def find_bases(connection: Connection, plans: Iterable[DocumentPlan], audits: Audits) -> list[str]:
    """Return the base dossiers, in order, that the documents touched so far or touch by what arrives."""
    found = {row["dossier_id"] for row in await connection.fetch(_FIND_BASES, [plan.document_id for plan in plans])}
    for plan in plans:
        for arrival in plan.list_arrivals():
            statements = audits[arrival.document_id, arrival.version].statements
            found.update(each.claim.dossier_id for each in statements)
    return sorted(found)


async def replace_documents(connection: Connection, plans: Sequence[DocumentPlan], audits: Audits) -> None:
    """Carry out the plans; their documents and dossiers must be locked."""
    await _end_versions(connection, plans)
    live = [plan.live for plan in plans if plan.live is not None]
    ended = [entry for plan in plans for entry in plan.ended]
    if live:
        changed = [each.document_id for each in live]
        await connection.execute(_DELETE_FINDINGS, changed)
        await connection.execute(_DELETE_CLAIMS, changed)
        await connection.executemany(DOCUMENTS.upsert, [_write_facts(each) for each in live])
    await ENDED_VERSIONS.copy(connection, [(*_write_facts(each), write_day(until)) for each, until in ended])
    written = [audits[each.document_id, each.version] for plan in plans for each in plan.list_arrivals()]
    await _write_sources(connection, [statement for audit in written for statement in audit.statements])
    current = [audits[each.document_id, each.version] for each in live]
    await CLAIMS.copy(connection, [_write_statement(each) for audit in current for each in audit.statements])
    await ENDED_CLAIMS.copy(
        connection,
        [
            (*_write_statement(statement), each.version)
            for each, _ in ended
            for statement in audits[each.document_id, each.version].statements
        ],
    )
    await FINDINGS.copy(connection, [write_discrepancy(found) for audit in current for found in audit.discrepancies])


async def _end_versions(connection: Connection, plans: Sequence[DocumentPlan]) -> None:
    demoted = {plan.document_id: write_day(plan.demoted_until) for plan in plans if plan.demoted}
    if demoted:
        await connection.execute(_DEMOTE_VERSIONS, list(demoted), list(demoted.values()))
        await connection.execute(_DEMOTE_CLAIMS, list(demoted))
    dropped = [(plan.document_id, version) for plan in plans for version in plan.dropped]
    if dropped:
        await connection.execute(_DROP_ENDED, [name for name, _ in dropped], [version for _, version in dropped])
    redated = [(plan.document_id, version, write_day(until)) for plan in plans for version, until in plan.redated]
    if redated:
        names, versions, untils = (list(column) for column in zip(*redated, strict=True))
        await connection.execute(_REDATE_ENDED, names, versions, untils)


async def _write_sources(connection: Connection, statements: Iterable[Statement]) -> None:
    """Add descriptions of sources that are new; rows never change, so that nobody waits for another's for long."""
    sources = {each.claim.source for each in statements if each.claim.source is not None}
    rows = SOURCES.index(write_source(source) for source in sources)
    known = await connection.fetch(
        "SELECT source_key FROM lagebild.sources WHERE source_key = ANY($1)", [key for (key,) in rows]
    )
    missing = sorted(rows.keys() - {(row["source_key"],) for row in known})
    if missing:
        await connection.executemany(SOURCES.insert, [rows[key] for key in missing])


def _write_statement(statement: Statement) -> Row:
    return (
        *write_claim(statement.claim),
        statement.origin.id,
        statement.origin.label,
        list(statement.origin_parents),
        statement.admissible,
        statement.reason,
    )


def _write_facts(claim_set: ClaimSet) -> Row:
    return (
        claim_set.document_id,
        claim_set.version,
        claim_set.headline,
        claim_set.outlet,
        claim_set.published,
        claim_set.updated,
        claim_set.url,
        claim_set.language,
        claim_set.origin_file,
        claim_set.received,
        claim_set.ruleset,
        json.dumps(claim_set.text_fingerprint),
        write_day(find_day(claim_set.published)),
        datetime.now(UTC),
    )


def _read_facts(row: Record) -> ClaimSet:
    return ClaimSet(
        document_id=row["document_id"],
        version=row["version"],
        headline=row["headline"],
        outlet=row["outlet"],
        published=row["published"],
        updated=row["updated"],
        url=row["url"],
        language=row["language"],
        origin_file=row["origin_file"],
        received=row["received"],
        ruleset=row["ruleset"],
        text_fingerprint=tuple(json.loads(row["text_fingerprint"])),
        claims=(),
    )


def group_arrivals(claim_sets: Iterable[ClaimSet]) -> dict[str, list[ClaimSet]]:
    """Return the claim sets by document, in their order."""
    grouped: defaultdict[str, list[ClaimSet]] = defaultdict(list)
    for each in claim_sets:
        grouped[each.document_id].append(each)
    return grouped
