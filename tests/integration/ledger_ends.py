"""What tests of the reconciler share: a database, its ledger, and a stand-in for the broker's end of the relay."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from services.desk.ledgers import load_ledger
from services.reconciler.adapters.databases import Database
from services.reconciler.settings import ReconcilerSettings
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Ledger


@asynccontextmanager
async def open_database(dsn: str, **settings: float) -> AsyncIterator[Database]:
    async with Database(ReconcilerSettings.model_validate({"postgres_dsn": dsn, **settings})) as database:
        yield database


async def read_ledger(dsn: str, dossier: str | None = None) -> Ledger:
    connection = await asyncpg.connect(dsn)
    try:
        return await load_ledger(connection, dossier)
    finally:
        await connection.close()


async def fetch(dsn: str, query: str, *arguments: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(query, *arguments)
    finally:
        await connection.close()


def cut(claim_sets: Sequence[ClaimSet], draw: random.Random, most: int = 30) -> list[list[ClaimSet]]:
    """Cut into batches of one to `most`."""
    rest, batches = list(claim_sets), []
    while rest:
        size = draw.randint(1, most)
        batches.append(rest[:size])
        rest = rest[size:]
    return batches
