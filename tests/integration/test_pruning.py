"""Pruning deletes what is over, and nothing that today's ledger or a later day of knowledge needs."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from services.desk.errors import DeskError
from services.desk.past_ledgers import load_known
from services.desk.prunings import Pruning, count_prunable, prune
from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import order_versions, reconcile
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from tests.conftest import Databases
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import cut, fetch, open_database, read_ledger
from tests.integration.test_reconciler_state import share_texts
from tests.unit.services.reconciler.core.examples import make_set

pytestmark = pytest.mark.postgres

_STATE = {
    "tallies": "SELECT gist_id, mentions, first::jsonb, last::jsonb, position_id FROM lagebild.tallies ORDER BY 1",
    "companies": "SELECT company_id, members, documents FROM lagebild.companies ORDER BY 1",
    "copies": "SELECT * FROM lagebild.copies ORDER BY 1, 2, 3",
    "bands": "SELECT * FROM lagebild.copy_bands ORDER BY 1, 2, 3, 4",
    "claims": "SELECT claim_id, gist_id, company_id, known, instant FROM lagebild.claims ORDER BY 1",
    "ended": "SELECT claim_id, version, gist_id FROM lagebild.ended_claims WHERE gist_id IS NOT NULL ORDER BY 1, 2",
    "dossiers": "SELECT dossier_id FROM lagebild.dossiers ORDER BY 1",
    "tracks": "SELECT track_id, is_past FROM lagebild.tracks ORDER BY 1",
}
_OVER = "SELECT document_id, version FROM lagebild.list_over($1)"
DAY = date(2024, 12, 20)
LATER = [DAY + timedelta(days=number) for number in (0, 1, 2, 3, 5, 8, 13, 21, 34, 300, 370, 390, 405, 420, 470)]


def revise(claim_sets: Sequence[ClaimSet], draw: random.Random) -> list[ClaimSet]:
    """Give half of the documents two more versions, the later of them claiming less."""
    revised = []
    for versions in order_versions(claim_sets):
        last = versions[-1]
        moment = last.updated or last.published
        if draw.random() < 0.5 or moment is None:
            continue
        day = date.fromisoformat(moment[:10])
        for number in (1, 2):
            day += timedelta(days=draw.randrange(9))
            last = replace(
                last, version=f"{last.version}-{number}", updated=f"{day.isoformat()}T09:0{number}:00+02:00",
                claims=last.claims[draw.randrange(2) :],
            )  # fmt: skip
            revised.append(last)
    return revised


def generate(seed: int, *, copies: bool = True) -> tuple[list[ClaimSet], list[ClaimSet]]:
    """Claim sets with many versions and many copies, and others that come after the pruning."""
    draw = random.Random(seed)
    first = generate_claim_sets(60, 40 + seed)
    first = [*first, *revise(first, draw)]
    first = share_some_texts(first, draw) if copies else [replace(each, text_fingerprint=()) for each in first]
    draw.shuffle(first)
    later = share_some_texts([*revise(first, draw)[:20], *generate_claim_sets(20, 90 + seed)], draw)
    return first, later


def share_some_texts(claim_sets: list[ClaimSet], draw: random.Random) -> list[ClaimSet]:
    draw.shuffle(claim_sets)
    third = len(claim_sets) // 3
    return [*share_texts(claim_sets[:third], draw), *claim_sets[third:]]


async def write(dsn: str, claim_sets: Sequence[ClaimSet], seed: int = 1) -> None:
    async with open_database(dsn) as database:
        for batch in cut(claim_sets, random.Random(seed)):
            await LedgerWriter(database).write(batch)


@asynccontextmanager
async def connect(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def list_known(dsn: str) -> list[list[tuple[object, ...]]]:
    """What was known on each of the later days, by estimate: since when it was known may lie in what was pruned."""
    query = "SELECT track_id, low, best, high, origins, rule FROM lagebild.known_on($1) ORDER BY track_id"
    async with connect(dsn) as connection:
        return [[tuple(row) for row in await connection.fetch(query, day)] for day in LATER]


async def read_state(dsn: str) -> dict[str, list[asyncpg.Record]]:
    return {name: await fetch(dsn, query) for name, query in _STATE.items()}


@pytest.mark.parametrize("seed", range(5))
async def test_today_and_later_days_are_as_if_nothing_had_gone(
    seed: int, postgres_dsn: str, databases: Databases
) -> None:
    """Also after more articles: nothing that they touch is missed. The twin is never pruned."""
    first, later = generate(seed)
    twin = databases.create()
    try:
        await write(postgres_dsn, first, seed)
        await write(twin, first, seed)
        digest, known = (await read_ledger(postgres_dsn)).digest, await list_known(postgres_dsn)
        async with connect(postgres_dsn) as connection:
            counted = await count_prunable(connection, DAY, texts=False)
            gone = await prune(connection, DAY, texts=False)
        assert gone == counted
        assert min(gone.versions, gone.claims) > 5
        assert (await read_ledger(postgres_dsn)).digest == digest == reconcile(first).digest
        assert await list_known(postgres_dsn) == known

        await write(postgres_dsn, later, seed)
        await write(twin, later, seed)
        assert (await read_ledger(postgres_dsn)).digest == (await read_ledger(twin)).digest
        assert await list_known(postgres_dsn) == await list_known(twin)
    finally:
        databases.drop(twin)


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_left_is_what_the_rest_alone_comes_to(seed: int, postgres_dsn: str, databases: Databases) -> None:
    """Without copies: of these the texts that are gone still decide."""
    first, _ = generate(seed, copies=False)
    fresh = databases.create()
    try:
        await write(postgres_dsn, first, seed)
        over = {tuple(row) for row in await fetch(postgres_dsn, _OVER, DAY)}
        async with connect(postgres_dsn) as connection:
            gone = await prune(connection, DAY, texts=False)
        assert len(over) == gone.versions > 5
        rest = [each for versions in order_versions(first) for each in versions]
        emptied = [replace(each, claims=()) if (each.document_id, each.version) in over else each for each in rest]
        await write(fresh, emptied)
        here, there = await read_state(postgres_dsn), await read_state(fresh)
        assert [name for name in here if here[name] != there[name]] == []
    finally:
        databases.drop(fresh)


@pytest.mark.parametrize("ruleset", ["rules-1", "rules-2"])
async def test_what_comes_again_after_the_pruning_changes_nothing_today(ruleset: str, postgres_dsn: str) -> None:
    first, _ = generate(7)
    await write(postgres_dsn, first)
    digest = (await read_ledger(postgres_dsn)).digest
    async with connect(postgres_dsn) as connection:
        gone = await prune(connection, DAY, texts=False)
        await write(postgres_dsn, [replace(each, ruleset=ruleset) for each in first], 2)
        assert (await read_ledger(postgres_dsn)).digest == digest
        again = await prune(connection, DAY, texts=False)
        # read by other rules it is new, and the next pruning takes it again
        assert again.versions == (0 if ruleset == "rules-1" else gone.versions)
        await write(postgres_dsn, [replace(each, ruleset="rules-3") for each in first], 3)
        assert (await read_ledger(postgres_dsn)).digest == digest


async def test_small_steps_delete_the_same(postgres_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = generate(8)
    await write(postgres_dsn, first)
    digest, known = (await read_ledger(postgres_dsn)).digest, await list_known(postgres_dsn)
    monkeypatch.setattr("services.desk.prunings.STEP_VERSIONS", 3)
    reported: list[int] = []
    async with connect(postgres_dsn) as connection:
        counted = await count_prunable(connection, DAY, texts=False)
        gone = await prune(connection, DAY, texts=False, report=reported.append)
    assert gone == counted
    assert len(reported) > 3
    assert sum(reported) == gone.versions
    assert (await read_ledger(postgres_dsn)).digest == digest
    assert await list_known(postgres_dsn) == known


async def test_pruning_beside_a_reconciler_that_works_loses_nothing(
    postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = generate(9)
    await write(postgres_dsn, first)
    monkeypatch.setattr("services.desk.prunings.STEP_VERSIONS", 2)
    async with connect(postgres_dsn) as connection:
        writing = asyncio.ensure_future(write(postgres_dsn, [*later, *first[::-1], *later]))
        gone = await prune(connection, DAY, texts=False)
        await writing
    assert gone.versions
    assert (await read_ledger(postgres_dsn)).digest == reconcile([*first, *later]).digest


async def test_days_before_the_horizon_are_refused_instead_of_answered_wrongly(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}, {"wounded": "9", "by": "NIS"}], published="2025-01-10")
    corrected = replace(first, version="2", updated="2025-01-12", claims=first.claims[1:])
    await write(postgres_dsn, [first, corrected])
    known = "SELECT measure FROM lagebild.known_on($1) ORDER BY 1"
    async with connect(postgres_dsn) as connection:
        assert [row["measure"] for row in await connection.fetch(known, date(2025, 1, 11))] == ["killed", "wounded"]
        assert (await prune(connection, date(2025, 1, 11), texts=False)).versions == 0, "it was known on that day"
        assert [row["measure"] for row in await connection.fetch(known, date(2025, 1, 11))] == ["killed", "wounded"]
        assert (await prune(connection, date(2025, 1, 12), texts=False)).versions == 1
        assert [row["measure"] for row in await connection.fetch(known, date(2025, 1, 12))] == ["wounded"]
        assert [row["measure"] for row in await connection.fetch("SELECT * FROM lagebild.history")] == ["wounded"]
        for day in (date(2025, 1, 11), date(2020, 1, 1)):
            with pytest.raises(asyncpg.RaiseError, match="before 2025-01-12 has been pruned"):
                await connection.fetch(f"{known.replace(' ORDER BY 1', '')} WHERE dossier_id = 'nothing'", day)
            with pytest.raises(DeskError, match="before 2025-01-12 has been pruned"):
                await load_known(connection, day)
        assert (await load_known(connection, date(2025, 1, 12))).dossiers


async def test_texts_of_what_is_over_go_and_those_of_today_only_when_asked(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}], published="2025-01-10")
    corrected = replace(first, version="2", updated="2025-01-12")
    await write(postgres_dsn, [first, corrected])
    articles = [
        Article(
            document_id=first.document_id, version=version, text=f"Text {version}", headline=None, outlet=None,
            published=None, updated=None, language="de", media_type="text/plain", origin_file="a.txt", url=None,
            received="2025-01-12T00:00:00+00:00",
        )
        for version in (first.version, "2", "3")
    ]  # fmt: skip
    async with open_database(postgres_dsn) as database:
        await Archive(database).store(articles)
    await fetch(postgres_dsn, "UPDATE lagebild.articles SET archived_at = '2025-01-12'")
    texts = "SELECT text FROM lagebild.articles ORDER BY 1"
    async with connect(postgres_dsn) as connection:
        assert (await prune(connection, date(2025, 2, 1), texts=False)) == Pruning(1, 1, 1, 0, 0)
        assert [row["text"] for row in await connection.fetch(texts)] == ["Text 2", "Text 3"]
        assert (await prune(connection, date(2025, 2, 1), texts=True)).live_texts == 1
        # what no claim set has come for is still to be extracted
        assert [row["text"] for row in await connection.fetch(texts)] == ["Text 3"]


async def test_refused_messages_go_and_waiting_ones_stay(postgres_dsn: str) -> None:
    await fetch(
        postgres_dsn,
        """INSERT INTO lagebild.outbox (topic, key, headers, queued_at, refused)
           VALUES ('t', '1', '{}', '2025-01-01', 'too large'), ('t', '2', '{}', '2025-01-01', NULL),
                  ('t', '3', '{}', '2025-02-01', 'too large')""",
    )
    async with connect(postgres_dsn) as connection:
        assert (await prune(connection, date(2025, 1, 15), texts=False)).refused == 1
        assert [row["key"] for row in await connection.fetch("SELECT key FROM lagebild.outbox ORDER BY 1")] == [
            b"2", b"3",
        ]  # fmt: skip


@pytest.mark.parametrize("dry_run", [True, False])
async def test_the_command_says_what_goes_and_what_cannot_be_asked_then(*, dry_run: bool, postgres_dsn: str) -> None:
    first, _ = generate(3)
    await write(postgres_dsn, first)
    digest = (await read_ledger(postgres_dsn)).digest
    ended = "SELECT FROM lagebild.ended_claims"
    held = len(await fetch(postgres_dsn, ended))
    arguments = ["prune", "--before", DAY.isoformat(), *(["--dry-run"] if dry_run else [])]
    counted = json.loads(run_command(postgres_dsn, "prune", "--before", DAY.isoformat(), "--dry-run", "--json").stdout)
    done = run_command(postgres_dsn, *arguments)
    assert done.returncode == 0, done.stderr
    goes = "would go" if dry_run else "gone"
    assert f"{counted['claims']} claims and 0 archived texts of theirs {goes}" in done.stdout
    assert f"known_on {'would answer' if dry_run else 'answers'} from {DAY} on" in done.stdout
    assert len(await fetch(postgres_dsn, ended)) == (held if dry_run else held - counted["claims"])
    assert run_command(postgres_dsn, "digest").stdout.strip() == digest
    timeline = run_command(postgres_dsn, "timeline", "ukraine-krieg/menschen")
    assert (f"days before {DAY} show what today's articles bear out" in timeline.stderr) == (not dry_run)
    refused = run_command(postgres_dsn, "ledger", "--known-on", "2020-01-01")
    assert ("has been pruned" in refused.stderr) == (not dry_run)


@pytest.mark.parametrize(("before", "said"), [("2999-01-01", "still to come"), ("gestern", "write it as 2024-12-31")])
async def test_a_day_that_cannot_be_meant_is_refused(before: str, said: str, postgres_dsn: str) -> None:
    done = run_command(postgres_dsn, "prune", "--before", before)
    assert done.returncode == 1
    assert said in done.stderr


async def test_who_may_not_prune_is_told_who_may(postgres_dsn: str, databases: Databases) -> None:
    user = urlsplit(postgres_dsn).path.removeprefix("/") + "_desk"
    await fetch(postgres_dsn, f"CREATE ROLE {user} LOGIN PASSWORD 'desk' IN ROLE lagebild_desk")
    try:
        address = urlsplit(postgres_dsn)
        dsn = address._replace(netloc=f"{user}:desk@{address.netloc.rpartition('@')[2]}").geturl()
        done = run_command(dsn, "prune", "--before", "2024-01-01")
    finally:
        await fetch(postgres_dsn, f"DROP ROLE {user}")
    assert done.returncode == 1
    assert "LAGEBILD_OPERATOR_DSN" in done.stderr


def run_command(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lagebild")), *arguments]
    environment = {**os.environ, "LAGEBILD_POSTGRES_DSN": dsn}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


async def test_known_on_still_finds_one_dossier_by_index(postgres_dsn: str) -> None:
    await write(postgres_dsn, generate(1)[0])
    plan = await fetch(
        postgres_dsn,
        "EXPLAIN SELECT * FROM lagebild.known_on('2025-01-01') WHERE dossier_id = 'ukraine-krieg/menschen'",
    )
    said = "\n".join(row[0] for row in plan)
    assert "Function Scan" not in said, "it is inlined, so that the filter reaches the tables"
    assert "One-Time Filter: lagebild.require_kept" in said
