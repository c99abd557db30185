"""The reconciler's adapters on a real Postgres: whatever arrives, in whatever order, the ledger is that of the core."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import reconcile
from shared.domain.articles import Article, hash_parts
from shared.domain.claims import ClaimSet
from shared.runtime.errors import OverloadError, PermanentError
from tests.golden.ledger_notation import read_case
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import cut, fetch, open_database, read_ledger

pytestmark = pytest.mark.postgres

_CASES = sorted(path for path in (Path(__file__).parents[1] / "golden" / "conflicts").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
async def test_each_golden_case_is_the_same_in_postgres(case: Path, postgres_dsn: str) -> None:
    claim_sets = list(read_case(case / "claims.json"))
    expected = reconcile(claim_sets)

    async with open_database(postgres_dsn) as database:
        for claim_set in claim_sets:
            await LedgerWriter(database).write([claim_set])

    assert (await read_ledger(postgres_dsn)) == expected


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_and_any_batches_give_the_ledger_of_the_core(seed: int, postgres_dsn: str) -> None:
    draw = random.Random(seed)
    claim_sets = generate_claim_sets(60, seed)
    expected = reconcile(claim_sets)
    assert len(expected.dossiers) > 6, "episodes are among them"
    deliveries = claim_sets + draw.sample(claim_sets, 20)
    draw.shuffle(deliveries)

    async with open_database(postgres_dsn) as database:
        for batch in cut(deliveries, draw):
            await LedgerWriter(database).write(batch)

    held = await read_ledger(postgres_dsn)
    assert held.digest == expected.digest
    assert held == expected


async def test_concurrent_writers_lose_nothing_and_do_not_deadlock(postgres_dsn: str) -> None:
    draw = random.Random(7)
    claim_sets = generate_claim_sets(120, 7)
    expected = reconcile(claim_sets)
    refused: list[Exception] = []

    async def work(deliveries: list[ClaimSet], number: int) -> None:
        async with open_database(postgres_dsn) as database:
            for batch in cut(deliveries, random.Random(number)):
                try:
                    await LedgerWriter(database).write(batch)
                except Exception as error:  # noqa: BLE001
                    refused.append(error)

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        for number in range(4):  # each gets everything: the same documents meet, too
            group.create_task(work(draw.sample(claim_sets, len(claim_sets)), number))

    assert refused == []
    assert (await read_ledger(postgres_dsn)) == expected


async def test_writing_again_changes_and_announces_nothing(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(20, 1)
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        before = await fetch(postgres_dsn, "SELECT sequence FROM lagebild.outbox")
        changes: list[str] = []
        await LedgerWriter(database, on_change=lambda: changes.append("woken")).write(claim_sets)

    assert changes == []
    assert await fetch(postgres_dsn, "SELECT sequence FROM lagebild.outbox") == before


async def test_other_rules_replace_the_claims_of_a_version(postgres_dsn: str) -> None:
    claim_sets = [each for each in generate_claim_sets(12, 2) if each.claims]
    again = [replace(each, ruleset="rules-2", claims=each.claims[1:]) for each in claim_sets]

    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        await LedgerWriter(database).write(again)

    assert (await read_ledger(postgres_dsn)) == reconcile(again)


async def test_one_dossier_can_be_loaded_alone(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(40, 4)
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
    whole = reconcile(claim_sets)
    chosen = whole.dossiers[0]

    alone = await read_ledger(postgres_dsn, chosen.dossier_id)

    assert alone.dossiers == (chosen,)
    named = {claim_id for track in chosen.tracks for position in track.positions for claim_id in position.claims}
    assert {claim.claim_id for claim in alone.claims} == named
    assert (await read_ledger(postgres_dsn, "unbekannt/niemand")).dossiers == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda each: replace(each, published="gestern"),
        lambda each: replace(each, headline="Null \0 Byte"),
        lambda each: replace(each, outlet="halb \ud800"),
        lambda each: replace(each, claims=(replace(each.claims[0], as_of="im Mai"),)),
        lambda each: replace(each, claims=(replace(each.claims[0], figure=replace(each.claims[0].figure, end=2**40)),)),
        lambda each: replace(each, claims=(replace(each.claims[0], dossier_id="".join(map(hash_parts, range(200)))),)),
    ],
    ids=["no date", "NUL", "surrogate", "no EDTF", "offset beyond int4", "endless id"],
)
async def test_what_can_never_be_stored_is_refused_for_good_and_nothing_of_it_stays(
    spoil: Callable[[ClaimSet], ClaimSet], postgres_dsn: str
) -> None:
    good, bad = [each for each in generate_claim_sets(30, 10) if each.claims][:2]
    async with open_database(postgres_dsn) as database:
        with pytest.raises(PermanentError):
            await LedgerWriter(database).write([good, spoil(bad)])
        assert await fetch(postgres_dsn, "SELECT * FROM lagebild.documents") == []
        await LedgerWriter(database).write([good])

    assert (await read_ledger(postgres_dsn)) == reconcile([good])


async def test_a_lost_connection_can_be_tried_again(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(10, 11)
    async with open_database(postgres_dsn) as database:
        async with database.connect() as connection:
            pid = await connection.fetchval("SELECT pg_backend_pid()")
        await fetch(postgres_dsn, "SELECT pg_terminate_backend($1, 5000)", pid)
        writer = LedgerWriter(database)
        async with asyncio.timeout(20):
            while True:
                try:
                    await writer.write(claim_sets)
                    break
                except PermanentError:
                    raise
                except Exception:  # noqa: BLE001
                    await asyncio.sleep(0.05)

    assert (await read_ledger(postgres_dsn)) == reconcile(claim_sets)


@pytest.mark.parametrize(
    "dsn",
    ["postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@127.0.0.1:1/none?sslmode=nonsense"],
    ids=["no server", "faulty DSN"],
)
async def test_without_a_server_nothing_is_refused_for_good(dsn: str) -> None:
    async with open_database(dsn) as database:
        with pytest.raises((OSError, asyncpg.InterfaceError)):
            await LedgerWriter(database).write(generate_claim_sets(1, 12))


async def test_without_a_schema_nothing_is_refused_for_good(empty_dsn: str) -> None:
    async with open_database(empty_dsn) as database:
        with pytest.raises(asyncpg.UndefinedTableError):
            await LedgerWriter(database).write(generate_claim_sets(1, 12))


async def test_a_worker_that_holds_a_dossier_makes_others_wait_no_longer_than_the_timeout(postgres_dsn: str) -> None:
    claim_set = next(each for each in generate_claim_sets(30, 13) if each.claims)
    async with open_database(postgres_dsn, postgres_statement_timeout_s=0.3) as database:
        await LedgerWriter(database).write([claim_set])
        holder = await asyncpg.connect(postgres_dsn)
        try:
            async with holder.transaction():
                await holder.execute("SELECT FROM lagebild.dossier_bases FOR UPDATE")
                with pytest.raises(OverloadError):
                    await LedgerWriter(database).write([replace(claim_set, ruleset="rules-2", claims=())])
        finally:
            await holder.close()


def make_article(number: int, version: str = "1", text: str = "Drei Menschen starben.") -> Article:
    return Article(
        document_id=f"document-{number}",
        version=version,
        text=text,
        headline=None,
        outlet="Zarnauer Bote",
        published="2025-05-01",
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file=f"{number}.txt",
        url=None,
        received="2025-05-02T00:00:00+00:00",
    )


async def test_the_archive_keeps_each_version_once(postgres_dsn: str) -> None:
    articles = [make_article(1), make_article(2), make_article(1, "2", "Vier Menschen starben.\r\n\u2028Ende \ufeff")]
    async with open_database(postgres_dsn) as database:
        archive = Archive(database)
        await archive.store(articles)
        await archive.store([*reversed(articles), make_article(1)])

    rows = await fetch(postgres_dsn, "SELECT document_id, version, text FROM lagebild.articles ORDER BY 1, 2")
    assert [tuple(row) for row in rows] == [
        ("document-1", "1", articles[0].text),
        ("document-1", "2", articles[2].text),
        ("document-2", "1", articles[1].text),
    ]


async def test_history_counts_what_ended_versions_said(postgres_dsn: str) -> None:
    """What an outlet said until it corrected itself was known until then, whichever version arrives first."""
    claim_sets = [each for seed in range(4) for each in generate_claim_sets(40, seed)]
    corrected = {each.document_id for each in claim_sets if each.updated is not None}
    assert corrected
    async with open_database(postgres_dsn) as database:
        for claim_set in reversed(claim_sets):
            await LedgerWriter(database).write([claim_set])

    held = await read_ledger(postgres_dsn)
    history = {track.track_id: track.history for dossier in held.dossiers for track in dossier.tracks}
    expected = reconcile(claim_sets)
    assert history == {track.track_id: track.history for dossier in expected.dossiers for track in dossier.tracks}
    assert any(date.fromisoformat(past.known_on) for each in history.values() for past in each)
    assert await fetch(postgres_dsn, "SELECT FROM lagebild.ended_versions WHERE known_until IS NOT NULL LIMIT 1")
