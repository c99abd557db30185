"""The live ledger out of Postgres."""

from __future__ import annotations

import asyncpg

from services.reconciler.core.digests import digest_ledger
from shared.domain.ledger import Ledger, LedgerDocument
from shared.storage.claims import CLAIM_SELECT, read_claim
from shared.storage.dossiers import load_dossiers

_BASE = "SELECT base_id FROM lagebild.dossiers WHERE dossier_id = $1"
_CLAIMS = f"""
SELECT {CLAIM_SELECT} FROM lagebild.claims AS c LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE $1::text IS NULL OR c.gist_id IN (
       SELECT g.gist_id FROM lagebild.tracks AS t
         JOIN lagebild.positions AS p USING (track_id)
         JOIN lagebild.tallies AS g USING (position_id)
        WHERE t.dossier_id = $1)
 ORDER BY c.claim_id"""  # noqa: S608  (columns are constants)
_DOCUMENTS = """
SELECT document_id, version, origin_file, published, outlet, url FROM lagebild.documents AS x
 WHERE $1::text IS NULL
    OR EXISTS (SELECT FROM lagebild.claims AS c WHERE c.document_id = x.document_id AND c.dossier_id = $1)
 ORDER BY document_id"""


async def load_ledger(connection: asyncpg.Connection, dossier: str | None = None) -> Ledger:
    """Return everything that Postgres holds, or one dossier with its documents and claims, in one consistent state.

    The digest is that of what is returned: over the whole ledger it equals that of `lagebild compare` over the same
    files. An unknown dossier gives a ledger without dossiers.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        base = None if dossier is None else await connection.fetchval(_BASE, dossier)
        if dossier is not None and base is None:
            return Ledger((), (), (), digest_ledger((), ()))
        dossiers = await load_dossiers(connection, None if base is None else [base])
        claims = tuple(read_claim(row) for row in await connection.fetch(_CLAIMS, dossier))
        documents = tuple(_read_document(row) for row in await connection.fetch(_DOCUMENTS, base))
    if dossier is not None:
        dossiers = tuple(found for found in dossiers if found.dossier_id == dossier)
    return Ledger(dossiers, documents, claims, digest_ledger(dossiers, claims))


def _read_document(row: asyncpg.Record) -> LedgerDocument:
    return LedgerDocument(
        document_id=row["document_id"],
        version=row["version"],
        path=row["origin_file"],
        published=row["published"],
        outlet=row["outlet"],
        url=row["url"],
    )
