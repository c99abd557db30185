"""Write a stream of claims into Postgres through the reconciler's own core and write path, without the broker.

    python -m tests.bench.ledger_writing --claims 1000000 --dossiers 2000 --big 100000 --writers 2

Each writer is a process and takes the articles of its share of the events, in the order of publication; they are made
before the clock runs. Prints what was measured beside what is asked for, and all of it as JSON. A million claims take
some 4 GB of memory, 3 GB of disk and, on two quiet cores, five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import asyncpg

from infra.local.postgres import PostgresServer
from infra.local.sites import Site
from infra.postgres.migrate import migrate
from services.reconciler.adapters.caches import forget_regularly
from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.main import tune_garbage_collection
from services.reconciler.settings import ReconcilerSettings
from shared.domain.claims import ClaimSet
from tests.bench.claim_streams import identify_big, stream_claim_sets

_QUESTIONS = ("ledger", "timeline", "conflicts", "connections", "history", "review_queue", "known_on('2024-06-01')")
_OF_CLAIMS = ("evidence",)
_SERVER = {"shared_buffers": "256MB", "max_wal_size": "4GB"}
"""As docker-compose.yml sets them; a local stack's 64 MB are for demos."""
_LARGE = 4000
"""Rows from which on a table must not be read from end to end."""
_TABLES = (
    "claims",
    "documents",
    "tallies",
    "companies",
    "tracks",
    "positions",
    "estimate_history",
    "relations",
    "discrepancies",
    "outbox",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run came to.

    `first_tenth`, `last_tenth`: microseconds a claim after the warm-up, by the clock; with `_cpu` the processor's time,
    Python's and its Postgres backend's, which other programs on the machine do not lengthen as much.
    """

    claims: int
    articles: int
    writers: int
    batch: int
    seconds: float
    claims_per_s: float
    cpu_s: float
    first_tenth: float
    last_tenth: float
    first_tenth_cpu: float
    last_tenth_cpu: float
    big_mentions: int
    rows: dict[str, int]
    slowest_view_ms: dict[str, float]
    read_whole: tuple[str, ...]
    """Views for whose answer a large table was read from end to end: there should be none."""

    @property
    def growth(self) -> tuple[float, float]:
        """How much longer the last tenth took than the first: by the clock, and in processor time."""
        return self.last_tenth / self.first_tenth, self.last_tenth_cpu / self.first_tenth_cpu


def measure(stream: tuple[int, int, int], writers: int, batch: int, dsn: str) -> Measured:
    """Write a stream (claims, dossiers, claims of the largest) into an empty, migrated database."""
    context = multiprocessing.get_context("fork")
    pipes, workers = [], []
    for number in range(writers):
        ours, theirs = context.Pipe()
        worker = context.Process(target=_work, args=(theirs, dsn, stream, number, writers, batch))
        worker.start()
        pipes.append(ours)
        workers.append(worker)
    articles = sum(pipe.recv() for pipe in pipes)
    started = time.perf_counter()
    for pipe in pipes:
        pipe.send("go")
    reports = [pipe.recv() for pipe in pipes]
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    wall = [_smooth([(count, seconds) for count, seconds, _ in marks]) for marks in reports]
    cpu = [_smooth([(count, seconds) for count, _, seconds in marks]) for marks in reports]
    written = sum(count for marks in reports for count, _, _ in marks)
    shown = asyncio.run(_ask(dsn))
    return Measured(
        claims=written,
        articles=articles,
        writers=writers,
        batch=batch,
        seconds=round(seconds, 1),
        claims_per_s=round(written / seconds, 1),
        cpu_s=round(sum(seconds for marks in reports for _, _, seconds in marks), 1),
        first_tenth=round(statistics.mean(first for first, _ in wall), 1),
        last_tenth=round(statistics.mean(last for _, last in wall), 1),
        first_tenth_cpu=round(statistics.mean(first for first, _ in cpu), 1),
        last_tenth_cpu=round(statistics.mean(last for _, last in cpu), 1),
        **shown,
    )


def _smooth(marks: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Return the microseconds a claim of the first tenth and of the last.

    The first batches (a tenth) are left out, and the last one, which is not full.
    """
    marks = marks[:-1] if len(marks) > 2 else marks
    tenth = max(len(marks) // 10, 1)
    warm = marks[tenth:] if len(marks) > 2 * tenth else marks
    first, last = warm[:tenth], warm[-tenth:]
    return _cost(first), _cost(last)


def _cost(marks: Sequence[tuple[int, float]]) -> float:
    return 1e6 * sum(seconds for _, seconds in marks) / max(sum(count for count, _ in marks), 1)


def _work(  # noqa: PLR0917  (what a process is started with)
    pipe: Pipe, dsn: str, stream: tuple[int, int, int], number: int, writers: int, batch: int
) -> None:
    claims, dossiers, big = stream
    tune_garbage_collection()
    mine = [
        each
        for each in stream_claim_sets(claims, dossiers, big_claims=big)
        if _share(each.claims[0].dossier_id, writers) == number
    ]
    gc.freeze()
    pipe.send(len(mine))
    pipe.recv()
    pipe.send(asyncio.run(_write(dsn, mine, batch, report=number == 0 and sys.stderr.isatty())))


def _share(dossier_id: str, writers: int) -> int:
    # 0 gets the event that goes on all the time
    return 0 if dossier_id == identify_big() else zlib.crc32(dossier_id.encode()) % writers


async def _write(
    dsn: str, claim_sets: Sequence[ClaimSet], batch: int, *, report: bool = False
) -> list[tuple[int, float, float]]:
    """Return for each batch the number of claims, the seconds it took, and the processor's."""
    marks = []
    async with Database(ReconcilerSettings.model_validate({"postgres_dsn": dsn})) as database:
        writer = LedgerWriter(database)
        forgetting = asyncio.create_task(forget_regularly())  # as the service does
        async with database.connect() as connection:  # the pool lends the one it was given back last
            backend = await connection.fetchval("SELECT pg_backend_pid()")
        for number, together in enumerate(_cut(claim_sets, batch)):
            if report:
                sys.stderr.write(f"\rthis writer: {number * batch:,} of {len(claim_sets):,} articles")
            started, spent = time.perf_counter(), _read_cpu(backend)
            await writer.write(together)
            claims = sum(len(each.claims) for each in together)
            marks.append((claims, time.perf_counter() - started, _read_cpu(backend) - spent))
        forgetting.cancel()
    return marks


def _read_cpu(backend: int) -> float:
    """Return the processor time of this process and of its Postgres backend, in seconds."""
    fields = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cut(claim_sets: Sequence[ClaimSet], size: int) -> Iterator[Sequence[ClaimSet]]:
    return (claim_sets[start : start + size] for start in range(0, len(claim_sets), size))


async def _ask(dsn: str) -> dict[str, Any]:
    """Return sizes, and how long each view takes for one dossier: the slowest of five, the first look left out."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("ANALYZE")
        await connection.execute("SET random_page_cost = 1.1")
        rows = {table: await connection.fetchval(f"SELECT count(*) FROM lagebild.{table}") for table in _TABLES}
        big = await connection.fetchval(
            "SELECT sum(mentions)::int FROM lagebild.tallies WHERE base_id = $1", identify_big()
        )
        some = await connection.fetch("SELECT dossier_id FROM lagebild.dossiers ORDER BY md5(dossier_id) LIMIT 5")
        times: dict[str, float] = {}
        for asked in (*_QUESTIONS, *_OF_CLAIMS):
            query = f"SELECT * FROM lagebild.{asked} WHERE dossier_id = $1"
            times[asked] = max([await _time(connection, query, row["dossier_id"]) for row in some])
        for asked in (*_QUESTIONS, "evidence"):
            limit = " LIMIT 100" if asked in _OF_CLAIMS else ""
            query = f"SELECT * FROM lagebild.{asked} WHERE dossier_id = $1{limit}"
            times[f"{asked}{limit} of the largest"] = await _time(connection, query, identify_big())
        whole = [asked for asked in (*_QUESTIONS, *_OF_CLAIMS) if await _reads_whole(connection, asked, some, rows)]
        return {"rows": rows, "big_mentions": big or 0, "slowest_view_ms": times, "read_whole": tuple(whole)}
    finally:
        await connection.close()


async def _reads_whole(
    connection: asyncpg.Connection, view: str, some: Sequence[asyncpg.Record], sizes: dict[str, int]
) -> bool:
    """Tell whether the plan for one dossier reads a large table from end to end."""
    query = f"EXPLAIN (FORMAT JSON) SELECT * FROM lagebild.{view} WHERE dossier_id = '{some[0]['dossier_id']}'"
    (plan,) = json.loads(await connection.fetchval(query))
    return any(
        node["Node Type"] == "Seq Scan" and sizes.get(node["Relation Name"], 0) > _LARGE
        for node in list_nodes(plan["Plan"])
    )


def list_nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a plan's nodes, from the top down."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from list_nodes(part)


async def _time(connection: asyncpg.Connection, query: str, dossier_id: str) -> float:
    await connection.fetch(query, dossier_id)
    started = time.perf_counter()
    await connection.fetch(query, dossier_id)
    return round(1000 * (time.perf_counter() - started), 1)


def run() -> None:
    """Start a server of our own, or take that of --dsn, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--dossiers", type=int, default=2_000)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=4_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lagebild-bench-") as name:
        Path(name).chmod(0o711)  # as root PostgreSQL is run by another user
        server = PostgresServer(Site(Path(name)), **_SERVER)
        server.prepare()
        server.start()
        try:
            migrate(server.dsn)
            stream = (options.claims, options.dossiers, options.big)
            found = measure(stream, options.writers, options.batch, server.dsn)
        finally:
            server.process.stop()
    sys.stdout.write(json.dumps(asdict(found), indent=2) + "\n" + describe(found))


def describe(found: Measured) -> str:
    """Return what was measured beside what is asked for."""
    by_clock, by_processor = found.growth
    slowest, ms = max(found.slowest_view_ms.items(), key=lambda pair: pair[1])
    load = os.getloadavg()[0]
    cpu = 1e6 * found.cpu_s / found.claims
    lines = [
        f"{found.claims:,} claims of {found.articles:,} articles in {found.seconds:,.0f} s",
        f"{found.writers} writers, {found.batch:,} articles a batch; load of the machine at the end {load:.1f}",
        f"claims a second: {found.claims_per_s:,.0f} (asked: 3,000); {cpu:.0f} µs of processor each",
        f"last tenth to first, warm: {by_clock:.2f} by the clock, {by_processor:.2f} of the processor (asked: 1.20)",
        f"largest dossier: {found.big_mentions:,} claims; tallies of all: {found.rows['tallies']:,}",
        f"slowest view for one dossier: {slowest}, {ms} ms (asked: 100)",
        f"views that read a large table whole: {', '.join(found.read_whole) or 'none'}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run()
