"""The ledger as it was known on a day: what the versions in Postgres come to that were published until then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import asyncpg

from services.desk.errors import DeskError
from services.desk.prunings import find_horizon
from services.reconciler.core.reconcile import reconcile
from shared.domain.claims import Claim
from shared.domain.ledger import Ledger
from shared.storage.claims import CLAIM_SELECT, read_claim
from shared.storage.versions import VERSION_COLUMNS, read_claim_set

_BASE = "SELECT base_id FROM lagebild.dossiers WHERE dossier_id = $1"
_CLAIMS = f"""
SELECT {CLAIM_SELECT}, x.version
  FROM lagebild.claims AS c
  JOIN lagebild.documents AS x USING (document_id)
  LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE $1::text IS NULL OR c.dossier_id = $1
UNION ALL
SELECT {CLAIM_SELECT}, c.version
  FROM lagebild.ended_claims AS c
  LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE $1::text IS NULL OR c.dossier_id = $1"""  # noqa: S608  (columns are constants)
_FACTS = ", ".join(VERSION_COLUMNS)
_VERSIONS = f"""
SELECT {_FACTS} FROM lagebild.documents WHERE document_id = ANY($1)
UNION ALL
SELECT {_FACTS} FROM lagebild.ended_versions WHERE document_id = ANY($1)"""  # noqa: S608  (constants)


async def load_known(connection: asyncpg.Connection, day: date, dossier: str | None = None) -> Ledger:
    """Return what was known on that day, of all dossiers or of one with the others of its base.

    Raises:
        DeskError: Of that day not all is there any more.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        horizon = await find_horizon(connection)
        if horizon is not None and day < horizon:
            raise DeskError(f"what was known before {horizon} has been pruned: ask for that day or a later one")
        base = None if dossier is None else await connection.fetchval(_BASE, dossier)
        claims: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        for row in await connection.fetch(_CLAIMS, base):
            claims[row["document_id"], row["version"]].append(read_claim(row))
        rows = await connection.fetch(_VERSIONS, sorted({document_id for document_id, _ in claims}))
    return reconcile([read_claim_set(row, claims[row["document_id"], row["version"]]) for row in rows], day)
