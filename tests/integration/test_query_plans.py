"""Views asked for one dossier find it by index: no plan reads a table of any size from end to end."""

from __future__ import annotations

import json

import asyncpg
import pytest

from services.reconciler.adapters.writer import LedgerWriter
from tests.bench.claim_streams import stream_claim_sets
from tests.bench.ledger_writing import list_nodes
from tests.integration.ledger_ends import open_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

LARGE = 4000
"""Rows from which on a table must not be read from end to end; below, Postgres rightly does."""
QUESTIONS = [
    "ledger",
    "timeline",
    "evidence",
    "conflicts",
    "connections",
    "history",
    "review_queue",
    "known_on('2024-01-20')",
]


async def test_each_view_finds_one_dossier_by_index(postgres_dsn: str) -> None:
    claim_sets = list(stream_claim_sets(10_000, 60, big_claims=1000))
    async with open_database(postgres_dsn) as database:
        for start in range(0, len(claim_sets), 2000):
            await LedgerWriter(database).write(claim_sets[start : start + 2000])
    connection = await asyncpg.connect(postgres_dsn)
    try:
        await connection.execute("ANALYZE")
        await connection.execute("SET random_page_cost = 1.1")  # as docs/postgres.md advises where disks do not turn
        tables = await connection.fetch(
            "SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'lagebild'::regnamespace AND relkind = 'r'"
        )
        sizes = {row["relname"]: row["reltuples"] for row in tables}
        assert sizes["claims"] > 2 * LARGE
        assert sizes["relations"] > LARGE
        dossier_id = await connection.fetchval("SELECT dossier_id FROM lagebild.review_queue ORDER BY 1 LIMIT 1")
        for asked in QUESTIONS:
            query = f"SELECT * FROM lagebild.{asked} WHERE dossier_id = '{dossier_id}'"
            assert await connection.fetch(query), asked
            (plan,) = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {query}"))
            scanned = {node["Relation Name"] for node in list_nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"}
            assert not {table for table in scanned if sizes[table] > LARGE}, asked
    finally:
        await connection.close()
