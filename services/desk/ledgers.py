"""The live ledger out of Postgres."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import asyncpg

from services.reconciler.core.digests import digest_ledger
from shared.domain.ledger import Dossier, Ledger, LedgerDocument
from shared.storage.claims import CLAIM_SELECT, read_claim
from shared.storage.dossiers import load_dossiers

_BASE = "SELECT base_id FROM lagebild.dossiers WHERE dossier_id = $1"
_BASES = "SELECT DISTINCT base_id FROM lagebild.dossiers WHERE dossier_id = ANY($1)"
_SELECT = f"SELECT {CLAIM_SELECT} FROM lagebild.claims AS c LEFT JOIN lagebild.sources AS s USING (source_key)"  # noqa: S608
_CLAIMS = f"""
{_SELECT}
 WHERE $1::text IS NULL OR c.gist_id IN (
       SELECT g.gist_id FROM lagebild.tracks AS t
         JOIN lagebild.positions AS p USING (track_id)
         JOIN lagebild.tallies AS g USING (position_id)
        WHERE t.dossier_id = $1)
 ORDER BY c.claim_id"""  # noqa: S608  (columns are constants)
_CITED_CLAIMS = f"{_SELECT} WHERE c.claim_id = ANY($1) ORDER BY c.claim_id"
_DOCUMENT = "SELECT document_id, version, origin_file, published, outlet, url FROM lagebild.documents AS x"
_DOCUMENTS = f"""
{_DOCUMENT}
 WHERE $1::text IS NULL
    OR EXISTS (SELECT FROM lagebild.claims AS c WHERE c.document_id = x.document_id AND c.dossier_id = $1)
 ORDER BY document_id"""
_CITED_DOCUMENTS = f"{_DOCUMENT} WHERE document_id = ANY($1) ORDER BY document_id"


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


async def load_pages(
    connection: asyncpg.Connection, dossier_ids: Collection[str] | None, claim_ids: Collection[str] = ()
) -> Ledger:
    """Return dossiers (None: all) with the claims that they name and their documents: what pages show, without digest.

    `claim_ids`: claims wanted beside those.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        bases = None
        if dossier_ids is not None:
            bases = [row["base_id"] for row in await connection.fetch(_BASES, list(dossier_ids))]
        loaded = await load_dossiers(connection, bases)
        dossiers = tuple(each for each in loaded if dossier_ids is None or each.dossier_id in dossier_ids)
        cited = {claim for each in dossiers for claim in _list_cited(each)} | set(claim_ids)
        claims = tuple(read_claim(row) for row in await connection.fetch(_CITED_CLAIMS, sorted(cited)))
        named = {claim.document_id for claim in claims}
        positions = (position for each in dossiers for track in each.tracks for position in track.positions)
        named.update(name for position in positions for name in position.documents)
        documents = tuple(_read_document(row) for row in await connection.fetch(_CITED_DOCUMENTS, sorted(named)))
    return Ledger(dossiers, documents, claims, "")


def _list_cited(dossier: Dossier) -> Iterable[str]:
    for track in dossier.tracks:
        for position in track.positions:
            yield from position.claims
        if track.estimate is not None:
            yield from track.estimate.claims
    for found in dossier.discrepancies:
        yield from found.claims


def _read_document(row: asyncpg.Record) -> LedgerDocument:
    return LedgerDocument(
        document_id=row["document_id"],
        version=row["version"],
        path=row["origin_file"],
        published=row["published"],
        outlet=row["outlet"],
        url=row["url"],
    )
