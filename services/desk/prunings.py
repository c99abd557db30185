"""What may go from Postgres: counted, and deleted in steps that each leave a whole ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from services.reconciler.core.policy import CITED_CLAIMS, LATEST_MENTIONS

STEP_VERSIONS = 2000
"""Versions deleted in one transaction, about: meanwhile the reconciler waits for the dossiers they touch."""
_ATTEMPTS = 5
_PAUSE_S = 0.5

_COUNT = """
SELECT count(*) AS versions,
       coalesce(sum((SELECT count(*) FROM lagebild.ended_claims AS c
                      WHERE c.document_id = o.document_id AND c.version = o.version)), 0)::bigint AS claims,
       coalesce(sum((SELECT count(*) FROM lagebild.articles AS a
                      WHERE a.document_id = o.document_id AND a.version = o.version)), 0)::bigint AS texts
  FROM lagebild.list_over($1) AS o"""
_COUNT_REFUSED = "SELECT count(*) FROM lagebild.outbox WHERE refused IS NOT NULL AND queued_at < $1"
_COUNT_TEXTS = """
SELECT count(*) FROM lagebild.articles AS a JOIN lagebild.documents AS d USING (document_id, version)
 WHERE a.archived_at < $1"""
_DAYS = "SELECT over_on, count(*) AS versions FROM lagebild.list_over($1) GROUP BY over_on ORDER BY over_on"
_PRUNE = "SELECT versions, claims, texts FROM lagebild.prune_versions($1, $2, $3)"
_HORIZON = "SELECT max(pruned_before) FROM lagebild.prunings"


@dataclass(frozen=True, slots=True)
class Pruning:
    """What goes, or went.

    `versions`: of articles, replaced since; `claims`: theirs; `texts`: theirs in the archive; `live_texts`: of
    articles whose claims stay; `refused`: messages that Kafka never took.
    """

    versions: int
    claims: int
    texts: int
    live_texts: int
    refused: int


async def count_prunable(connection: asyncpg.Connection, before: date, *, texts: bool) -> Pruning:
    """Return what pruning would delete now."""
    (row,) = await connection.fetch(_COUNT, before)
    return Pruning(
        versions=row["versions"],
        claims=row["claims"],
        texts=row["texts"],
        live_texts=await connection.fetchval(_COUNT_TEXTS, before) if texts else 0,
        refused=await connection.fetchval(_COUNT_REFUSED, before),
    )


async def prune(
    connection: asyncpg.Connection, before: date, *, texts: bool, report: Callable[[int], None] = lambda _: None
) -> Pruning:
    """Delete what was over before that day and return what went; `report` hears of the versions as they go.

    Each step is the pruning of an earlier day: stopped in between, what is left is a whole ledger. Harmless when
    repeated, and beside a reconciler that works.
    """
    versions = claims = gone_texts = 0
    for day in await _list_steps(connection, before):
        step = await _prune_until(connection, day)
        versions, claims, gone_texts = versions + step["versions"], claims + step["claims"], gone_texts + step["texts"]
        report(step["versions"])
    return Pruning(
        versions=versions,
        claims=claims,
        texts=gone_texts,
        live_texts=await connection.fetchval("SELECT lagebild.prune_texts($1)", before) if texts else 0,
        refused=await connection.fetchval("SELECT lagebild.prune_refused($1)", before),
    )


async def find_horizon(connection: asyncpg.Connection) -> date | None:
    """Return the day from which on all is kept that was known; None: nothing was ever pruned."""
    found: date | None = await connection.fetchval(_HORIZON)
    return found


async def _list_steps(connection: asyncpg.Connection, before: date) -> Sequence[date]:
    """Return the days to prune until, one after the other; the last is `before`."""
    steps: list[date] = []
    waiting = 0
    for row in await connection.fetch(_DAYS, before):
        waiting += row["versions"]
        if waiting >= STEP_VERSIONS:
            steps.append(row["over_on"])
            waiting = 0
    return steps if steps[-1:] == [before] else [*steps, before]


async def _prune_until(connection: asyncpg.Connection, day: date) -> asyncpg.Record:
    """Prune in one transaction; anew where the reconciler changed something between looking and locking."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            (row,) = await connection.fetch(_PRUNE, day, CITED_CLAIMS, LATEST_MENTIONS)
        except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
            if attempt == _ATTEMPTS:
                raise
            await asyncio.sleep(_PAUSE_S * attempt)
        else:
            return row
    raise AssertionError
