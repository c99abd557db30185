"""Read the ledger, or the dossiers that a person names, out of Postgres."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from services.desk.connections import find_postgres, open_database
from services.desk.dossiers import match_dossiers, refuse_dossier, select_dossiers
from services.desk.ledgers import load_ledger
from shared.contracts.ledger import LedgerV1


def read_ledger(data: Path | None, wanted: str | None = None) -> LedgerV1:
    """Return the whole ledger, or the dossiers that `wanted` names with all that belongs to them.

    Raises:
        DeskError: Postgres does not answer, or no dossier goes by that name.
    """
    return asyncio.run(fetch_ledger(find_postgres(data), wanted))


async def fetch_ledger(dsn: str, wanted: str | None = None) -> LedgerV1:
    """Do what `read_ledger` does, at a Postgres that is known."""
    async with open_database(dsn) as connection:
        if wanted is None:
            return LedgerV1.from_domain(await load_ledger(connection))
        matching = await _find_dossiers(connection, wanted)
        if len(matching) == 1:  # the cost of one dossier does not grow with the ledger
            return LedgerV1.from_domain(await load_ledger(connection, matching[0]))
        return select_dossiers(LedgerV1.from_domain(await load_ledger(connection)), wanted)


async def _find_dossiers(connection: asyncpg.Connection, wanted: str) -> list[str]:
    labels = {row["dossier_id"]: row["label"] for row in await connection.fetch(_DOSSIERS)}
    return match_dossiers(labels, wanted) or refuse_dossier(wanted, labels)


_DOSSIERS = "SELECT dossier_id, label FROM lagebild.dossiers ORDER BY dossier_id"
