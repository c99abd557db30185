"""Audited statements out of Postgres: all that reconciling a dossier needs, and nothing more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from asyncpg import Record

from services.reconciler.core.statements import Audit, DocumentFacts, Statement
from shared.domain.claims import Label
from shared.domain.ledger import Discrepancy
from shared.storage.claims import CLAIM_SELECT, read_claim
from shared.storage.connections import Connection
from shared.storage.dossiers import read_discrepancy
from shared.storage.values import read_day, read_texts

_AUDITED = f"{CLAIM_SELECT}, c.origin_id, c.origin_label, c.origin_parents, c.admissible, c.reason"
_LIVE_CLAIMS = f"""
SELECT {_AUDITED} FROM lagebild.claims AS c LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE c.dossier_id = ANY($1)"""  # noqa: S608  (columns are constants)
_ENDED_CLAIMS = f"""
SELECT {_AUDITED}, c.version FROM lagebild.ended_claims AS c LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE c.dossier_id = ANY($1)"""  # noqa: S608  (columns are constants)
_FACTS = (
    "x.document_id, x.version, x.outlet, x.published, x.updated, x.url, x.origin_file, x.received, x.text_fingerprint"
)
_LIVE_DOCUMENTS = f"""
SELECT {_FACTS}, NULL::date AS known_until FROM lagebild.documents AS x
 WHERE document_id IN (SELECT document_id FROM lagebild.claims WHERE dossier_id = ANY($1))"""  # noqa: S608
_ENDED_DOCUMENTS = f"""
SELECT {_FACTS}, x.known_until FROM lagebild.ended_versions AS x
 WHERE (document_id, version) IN (SELECT document_id, version FROM lagebild.ended_claims WHERE dossier_id = ANY($1))
   AND known_until IS NOT NULL"""  # noqa: S608  (columns are constants)
_FINDINGS = "SELECT * FROM lagebild.audit_findings WHERE dossier_id = ANY($1)"

DocumentVersion = tuple[str, str]


async def load_audits(connection: Connection, base_ids: Sequence[str]) -> dict[str, list[Audit]]:
    """Return for each base dossier what the audits of all documents say of it, ended versions included."""
    ids = list(base_ids)
    live = {row["document_id"]: _read_facts(row) for row in await connection.fetch(_LIVE_DOCUMENTS, ids)}
    ended = {
        (row["document_id"], row["version"]): _read_facts(row) for row in await connection.fetch(_ENDED_DOCUMENTS, ids)
    }
    statements = [_read_statement(row, live[row["document_id"]]) for row in await connection.fetch(_LIVE_CLAIMS, ids)]
    for row in await connection.fetch(_ENDED_CLAIMS, ids):
        document = ended.get((row["document_id"], row["version"]))
        if document is not None:
            statements.append(_read_statement(row, document))
    findings = [read_discrepancy(row) for row in await connection.fetch(_FINDINGS, ids)]
    return _assemble(base_ids, statements, findings)


def _assemble(
    base_ids: Sequence[str], statements: Iterable[Statement], findings: Iterable[Discrepancy]
) -> dict[str, list[Audit]]:
    told: defaultdict[str, defaultdict[DocumentVersion, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    live_version: dict[str, str] = {}
    for statement in statements:
        document = statement.document
        told[statement.claim.dossier_id][document.document_id, document.version].append(statement)
        if document.known_until is None:
            live_version[document.document_id] = document.version
    found: defaultdict[tuple[str, DocumentVersion], list[Discrepancy]] = defaultdict(list)
    for finding in findings:
        assert finding.document_id is not None
        found[finding.dossier_id, (finding.document_id, live_version[finding.document_id])].append(finding)
    return {
        base_id: [Audit(tuple(each), tuple(found[base_id, version])) for version, each in told[base_id].items()]
        for base_id in base_ids
    }


def _read_facts(row: Record) -> DocumentFacts:
    return DocumentFacts(
        document_id=row["document_id"],
        version=row["version"],
        outlet=row["outlet"],
        published=row["published"],
        updated=row["updated"],
        url=row["url"],
        path=row["origin_file"],
        received=row["received"],
        text_fingerprint=tuple(json.loads(row["text_fingerprint"])),
        known_until=read_day(row["known_until"]),
    )


def _read_statement(row: Record, document: DocumentFacts) -> Statement:
    return Statement(
        claim=read_claim(row),
        document=document,
        origin=Label(row["origin_id"], row["origin_label"]),
        origin_parents=read_texts(row["origin_parents"]),
        admissible=row["admissible"],
        reason=row["reason"],
    )
