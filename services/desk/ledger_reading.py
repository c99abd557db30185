"""Read the ledger, or the dossiers that a person names, out of Postgres."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import asyncpg

from services.desk.connections import find_postgres, open_database
from services.desk.dossier_lists import choose_first, list_dossiers
from services.desk.dossiers import match_dossiers, refuse_dossier, select_dossiers
from services.desk.errors import DeskError
from services.desk.ledgers import load_ledger, load_pages
from services.desk.past_ledgers import load_known
from services.desk.prunings import find_horizon
from shared.contracts.ledger import LedgerV1


def read_ledger(data: Path | None, wanted: str | None = None) -> LedgerV1:
    """Return the whole ledger, or the dossiers that `wanted` names with all that belongs to them.

    Raises:
        DeskError: Postgres does not answer, or no dossier goes by that name.
    """
    return asyncio.run(fetch_ledger(find_postgres(data), wanted))


def read_pages(data: Path | None, wanted: str | None = None, known_on: date | None = None) -> LedgerV1:
    """Return what pages show of the ledger or of the dossiers that `wanted` names: claims only where one is named.

    `known_on`: as it was known on that day. Raises as `read_ledger` does.
    """
    return asyncio.run(_fetch_pages(find_postgres(data), wanted, known_on))


def read_front(data: Path | None, known_on: date | None = None) -> tuple[LedgerV1, int]:
    """Return the dossiers of the events to look at first, and how many others there are. Raises as `read_ledger`."""
    return asyncio.run(_fetch_front(find_postgres(data), known_on))


def read_horizon(data: Path | None) -> date | None:
    """Return the day before which what was known has been pruned; None: nothing was. Raises as `read_ledger` does."""
    return asyncio.run(_fetch_horizon(find_postgres(data)))


async def _fetch_horizon(dsn: str) -> date | None:
    async with open_database(dsn) as connection:
        return await find_horizon(connection)


async def fetch_ledger(dsn: str, wanted: str | None = None) -> LedgerV1:
    """Do what `read_ledger` does, at a Postgres that is known."""
    async with open_database(dsn) as connection:
        if wanted is None:
            return LedgerV1.from_domain(await load_ledger(connection))
        matching = await find_dossiers(connection, wanted)
        if len(matching) == 1:  # the cost of one dossier does not grow with the ledger
            return LedgerV1.from_domain(await load_ledger(connection, matching[0]))
        return select_dossiers(LedgerV1.from_domain(await load_ledger(connection)), wanted)


async def _fetch_pages(dsn: str, wanted: str | None, known_on: date | None) -> LedgerV1:
    async with open_database(dsn) as connection:
        matching = None if wanted is None else await find_dossiers(connection, wanted)
        if known_on is None:
            today = LedgerV1.from_domain(await load_pages(connection, matching))
            if matching and not today.dossiers:
                raise DeskError(
                    f"no article of today speaks of {', '.join(matching)}; what was known of it before: "
                    f"lagebild ledger {wanted} --known-on DAY"
                )
            return today
        only = matching[0] if matching is not None and len(matching) == 1 else None
        ledger = LedgerV1.from_domain(await load_known(connection, known_on, only))
        return ledger if wanted is None else select_dossiers(ledger, wanted)


async def _fetch_front(dsn: str, known_on: date | None) -> tuple[LedgerV1, int]:
    if known_on is not None:
        return await _fetch_pages(dsn, None, known_on), 0
    async with open_database(dsn) as connection:
        listed = await list_dossiers(connection)
        first = choose_first(listed)
        return LedgerV1.from_domain(await load_pages(connection, first)), len(listed) - len(first)


async def find_dossiers(connection: asyncpg.Connection, wanted: str) -> list[str]:
    """Return the ids of the dossiers that a person means; a DeskError lists them all where none does."""
    labels = {row["dossier_id"]: row["label"] for row in await connection.fetch(_DOSSIERS)}
    return match_dossiers(labels, wanted) or refuse_dossier(wanted, labels)


_DOSSIERS = "SELECT dossier_id, label FROM lagebild.dossiers ORDER BY dossier_id"
