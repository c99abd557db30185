"""Find in Postgres what an id stands for, and the proof that articles are copies of one text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from services.desk.errors import DeskError
from services.desk.ledgers import load_pages
from services.reconciler.core.copies import measure_share
from shared.contracts.ledger import LedgerV1

SHORTEST_PREFIX = 6
_MOST_CLAIMS = 200
_FIND = """
SELECT c.claim_id AS id, t.dossier_id, c.claim_id, c.document_id, p.position_id
  FROM lagebild.claims AS c JOIN lagebild.tallies AS g USING (gist_id)
  JOIN lagebild.positions AS p USING (position_id) JOIN lagebild.tracks AS t USING (track_id)
 WHERE c.claim_id >= $1 AND c.claim_id < $2
UNION ALL
SELECT p.position_id, t.dossier_id, NULL, NULL, NULL
  FROM lagebild.positions AS p JOIN lagebild.tracks AS t USING (track_id)
 WHERE p.position_id >= $1 AND p.position_id < $2
UNION ALL
SELECT track_id, dossier_id, NULL, NULL, NULL FROM lagebild.tracks
 WHERE track_id >= $1 AND track_id < $2 AND NOT is_past
UNION ALL
SELECT discrepancy_id, dossier_id, NULL, NULL, NULL FROM lagebild.discrepancies
 WHERE discrepancy_id >= $1 AND discrepancy_id < $2
UNION ALL
SELECT discrepancy_id, dossier_id, NULL, document_id, NULL FROM lagebild.audit_findings
 WHERE discrepancy_id >= $1 AND discrepancy_id < $2
UNION ALL
SELECT x.document_id, t.dossier_id, c.claim_id, x.document_id, p.position_id
  FROM lagebild.documents AS x LEFT JOIN lagebild.claims AS c USING (document_id)
  LEFT JOIN lagebild.tallies AS g USING (gist_id)
  LEFT JOIN lagebild.positions AS p USING (position_id) LEFT JOIN lagebild.tracks AS t USING (track_id)
 WHERE x.document_id >= $1 AND x.document_id < $2
LIMIT 500"""
_COPIES = """
SELECT c.base_id, s.document_id AS speaker, d.document_id, s.text_fingerprint AS spoken, d.text_fingerprint AS copied,
       coalesce(s.outlet, s.origin_file) AS speaker_name, s.published_on AS speaker_day,
       coalesce(d.outlet, d.origin_file) AS name, d.published_on AS day
  FROM lagebild.copies AS c
  JOIN lagebild.copies AS o
    ON (o.base_id, o.speaker_document, o.speaker_version) = (c.base_id, c.speaker_document, c.speaker_version)
  JOIN lagebild.documents AS s ON s.document_id = c.speaker_document
  JOIN lagebild.documents AS d ON d.document_id = o.document_id
 WHERE c.document_id = ANY($1) AND o.document_id <> c.speaker_document
 ORDER BY c.base_id, d.published_on, d.document_id
 LIMIT 20"""


_NAMED = """
SELECT c.claim_id, substring(x.text FROM greatest(c.source_start - 59, 1) FOR least(c.source_start, 60)) AS before,
       substring(x.text FROM c.source_start + 1 FOR c.source_end - c.source_start) AS name,
       substring(x.text FROM c.source_end + 1 FOR 60) AS behind
  FROM lagebild.claims AS c
  JOIN lagebild.documents AS d USING (document_id)
  JOIN lagebild.articles AS x ON (x.document_id, x.version) = (d.document_id, d.version)
 WHERE c.claim_id = ANY($1) AND (c.source_start < c.evidence_start OR c.source_end > c.evidence_end)"""


@dataclass(frozen=True, slots=True)
class CopyProof:
    """Two articles that are one voice in a dossier: the copy, who speaks for both, and the share of text in common."""

    dossier_id: str
    copy: str
    speaker: str
    share: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What pages need to explain an id: dossiers with claims, the position of each claim, copies of its articles.

    `named`: for claims whose source stands outside their sentence, the words before it, itself, the words behind it.
    """

    identity: str
    ledger: LedgerV1
    places: Mapping[str, str]
    named: Mapping[str, tuple[str, str, str]]
    copies: tuple[CopyProof, ...]


async def find_proof(connection: asyncpg.Connection, wanted: str) -> Proof:
    """Return what is known of an id, of which the first digits do.

    Raises:
        DeskError: No such id, or several that begin so.
    """
    if len(wanted) < SHORTEST_PREFIX:
        raise DeskError(f"{wanted}: give at least the first {SHORTEST_PREFIX} digits of an id")
    rows = await connection.fetch(_FIND, wanted, wanted + "\U0010ffff")
    rows = [row for row in rows if row["id"] == wanted] or rows
    found = {row["id"] for row in rows}
    if len(found) != 1:
        why = f"{len(found)} ids begin so, give more digits" if found else "nothing in the ledger has that id"
        raise DeskError(f"{wanted}: {why}")
    places = {row["claim_id"]: row["position_id"] for row in rows if row["claim_id"] is not None}
    dossiers = sorted({row["dossier_id"] for row in rows if row["dossier_id"] is not None})
    ledger = LedgerV1.from_domain(await load_pages(connection, dossiers, list(places)[:_MOST_CLAIMS]))
    documents = sorted({row["document_id"] for row in rows if row["document_id"] is not None})
    copies = tuple(_read_copy(row) for row in await connection.fetch(_COPIES, documents))
    named = {
        row["claim_id"]: (row["before"], row["name"], row["behind"])
        for row in await connection.fetch(_NAMED, [claim.claim_id for claim in ledger.claims])
    }
    return Proof(found.pop(), ledger, places, named, copies)


def _read_copy(row: asyncpg.Record) -> CopyProof:
    spoken, copied = (tuple(json.loads(row[name])) for name in ("spoken", "copied"))
    return CopyProof(
        dossier_id=row["base_id"],
        copy=f"{row['name']} {row['day'] or 'undated'} ({row['document_id'][:12]})",
        speaker=f"{row['speaker_name']} {row['speaker_day'] or 'undated'} ({row['speaker'][:12]})",
        share=measure_share(spoken, copied),
    )
