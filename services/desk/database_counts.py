"""How much Postgres holds, and what waits there."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

COUNTED = (
    ("articles", "article versions archived"),
    ("documents", "live documents"),
    ("claims", "claims"),
    ("dossiers", "dossiers"),
    ("tracks", "tracks"),
    ("positions", "positions"),
    ("relations", "relations"),
    ("discrepancies", "discrepancies"),
)
"""Tables with what a row of each is, for people."""

_OUTBOX = "SELECT count(*) FILTER (WHERE refused IS NULL) AS waiting, count(refused) AS refused FROM lagebild.outbox"
_ARRIVED = """
SELECT document_id FROM lagebild.documents AS d
 WHERE document_id = ANY($1)
   AND EXISTS (SELECT FROM lagebild.articles AS a WHERE a.document_id = d.document_id AND a.version = d.version)"""


async def count_rows(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    """Return what there is and how many of it, in the order of COUNTED."""
    return [
        (name, await connection.fetchval(f"SELECT count(*) FROM lagebild.{table}"))  # noqa: S608  (constants)
        for table, name in COUNTED
    ]


async def count_outbox(connection: asyncpg.Connection) -> tuple[int, int]:
    """Return how many messages wait for the relay, and how many Kafka refused for good."""
    (row,) = await connection.fetch(_OUTBOX)
    return row["waiting"], row["refused"]


async def list_arrived(connection: asyncpg.Connection, document_ids: Sequence[str]) -> set[str]:
    """Return those of the documents whose live version is archived and whose claims are in the ledger."""
    return {row["document_id"] for row in await connection.fetch(_ARRIVED, list(document_ids))}
