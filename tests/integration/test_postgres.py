"""The schema: migrations, comments, the reader's rights, and the queries that docs/postgres.md promises."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from infra.postgres.migrate import MIGRATIONS, MigrationError, migrate
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.policy import CONFIDENCE_THRESHOLD, LATEST_MENTIONS
from services.reconciler.core.reconcile import reconcile
from shared.domain.claims import ClaimSet
from tests.golden.ledger_notation import read_case
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import fetch, open_database, read_ledger
from tests.unit.services.reconciler.core.examples import make_set

pytestmark = pytest.mark.postgres

_PAGE = (Path(__file__).parents[2] / "docs" / "postgres.md").read_text(encoding="utf-8")
_QUERIES = re.findall(r"^```sql\n(.*?)^```", _PAGE, flags=re.MULTILINE | re.DOTALL)
_VIEWS = {"connections", "conflicts", "evidence", "history", "ledger", "review_queue", "timeline"}
_TABLES = """SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'lagebild' AND table_type = 'BASE TABLE'"""
_UNCOMMENTED = """
SELECT c.relname || coalesce('.' || a.attname, '') AS place
  FROM pg_class AS c
  LEFT JOIN LATERAL (
       SELECT NULL AS attname, 0 AS attnum
       UNION ALL SELECT attname, attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
       ) AS a ON true
 WHERE c.relnamespace = 'lagebild'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
   AND coalesce(col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class')) IS NULL
    OR c.relnamespace = 'lagebild'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0
   AND col_description(c.oid, a.attnum) IS NULL
UNION ALL
SELECT 'function ' || proname FROM pg_proc
 WHERE pronamespace = 'lagebild'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL"""

_GROUP = "ukraine-krieg/nordkoreanische-soldaten"


def _tell(day: str, killed: str) -> ClaimSet:
    told = make_set([{"killed": killed, "by": "NIS"}], doc=f"told-{day}", published=day)
    return replace(told, claims=tuple(replace(each, dossier_id=_GROUP) for each in told.claims))


CLAIM_SETS = [
    *generate_claim_sets(80, 21),
    *(_tell(day, killed) for day, killed in (("2026-03-01", "~300"), ("2026-03-05", "~600"), ("2026-03-09", "~300"))),
    *read_case(Path(__file__).parents[1] / "golden" / "conflicts" / "headline-category" / "claims.json"),
]


@pytest.fixture
async def filled_dsn(postgres_dsn: str) -> str:
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(CLAIM_SETS)
    return postgres_dsn


@pytest.fixture
async def reader(filled_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection with the rights of lagebild_reader."""
    connection = await asyncpg.connect(filled_dsn)
    await connection.execute("SET ROLE lagebild_reader")
    yield connection
    await connection.close()


async def list_schema(dsn: str) -> list[tuple[str, ...]]:
    rows = await fetch(
        dsn,
        """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
            WHERE table_schema = 'lagebild' ORDER BY 1, 2""",
    )
    return [tuple(row) for row in rows]


async def test_migrating_an_empty_database_and_again(empty_dsn: str) -> None:
    applied = await asyncio.to_thread(migrate, empty_dsn)
    first = await list_schema(empty_dsn)

    assert applied == sorted(path.stem for path in MIGRATIONS.glob("*.sql"))
    assert await asyncio.to_thread(migrate, empty_dsn) == []
    assert await list_schema(empty_dsn) == first


async def test_several_migrations_at_once_apply_each_file_once(empty_dsn: str) -> None:
    outcomes = await asyncio.gather(*(asyncio.to_thread(migrate, empty_dsn) for _ in range(4)))

    assert sorted(map(len, outcomes)) == [0, 0, 0, len(list(MIGRATIONS.glob("*.sql")))]


async def test_a_failing_migration_leaves_nothing_of_itself_and_is_named(empty_dsn: str, tmp_path: Path) -> None:
    (tmp_path / "0001.good.sql").write_text("CREATE TABLE good (id int);")
    (tmp_path / "0002.bad.sql").write_text("CREATE TABLE half (id int); SELECT 1/0;")

    with pytest.raises(MigrationError, match="division by zero"):
        await asyncio.to_thread(migrate, empty_dsn, migrations=tmp_path)

    (row,) = await fetch(empty_dsn, "SELECT to_regclass('lagebild_migrations.half') IS NULL AS gone")
    assert row["gone"]
    (tmp_path / "0002.bad.sql").write_text("CREATE TABLE half (id int);")
    assert await asyncio.to_thread(migrate, empty_dsn, migrations=tmp_path) == ["0002.bad"]


async def test_a_database_whose_books_name_the_seven_files_of_before_the_release_is_up_to_date(empty_dsn: str) -> None:
    await asyncio.to_thread(migrate, empty_dsn)
    schema = await list_schema(empty_dsn)
    for name in ("0005.article-details", "0006.tallies", "0007.the-past-and-the-uncertain"):
        await fetch(
            empty_dsn,
            f"""INSERT INTO lagebild_migrations._yoyo_migration (migration_hash, migration_id, applied_at_utc)
                VALUES (encode(sha256('{name}'), 'hex'), '{name}', now())""",
        )

    assert await asyncio.to_thread(migrate, empty_dsn) == []
    assert await list_schema(empty_dsn) == schema


async def test_a_database_of_half_of_these_files_is_refused_with_what_to_do(empty_dsn: str) -> None:
    await asyncio.to_thread(migrate, empty_dsn)
    await fetch(empty_dsn, "DROP VIEW lagebild.history CASCADE")

    with pytest.raises(MigrationError, match="make a new one"):
        await asyncio.to_thread(migrate, empty_dsn)


def test_a_server_that_is_not_there_is_waited_for_and_then_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refuses connections
        port = taken.getsockname()[1]
        with pytest.raises(MigrationError, match="no Postgres within 1 s"):
            migrate(f"postgresql://nobody@127.0.0.1:{port}/none", wait_s=1)


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(MigrationError, match="postgresql://"):
        migrate("host=127.0.0.1 dbname=lagebild")


async def test_a_user_without_rights_is_told_what_to_do(empty_dsn: str) -> None:
    user = urlsplit(empty_dsn).path.removeprefix("/") + "_weak"
    await fetch(empty_dsn, f"CREATE ROLE {user} LOGIN PASSWORD 'weak'")
    try:
        address = urlsplit(empty_dsn)
        weak = address._replace(netloc=f"{user}:weak@{address.netloc.rpartition('@')[2]}").geturl()
        with pytest.raises(MigrationError, match="owner of the database"):
            await asyncio.to_thread(migrate, weak)
    finally:
        await fetch(empty_dsn, f"DROP OWNED BY {user}")
        await fetch(empty_dsn, f"DROP ROLE {user}")


async def test_everything_is_commented(postgres_dsn: str) -> None:
    assert await fetch(postgres_dsn, _UNCOMMENTED) == []


async def test_the_search_for_missing_comments_finds_one(postgres_dsn: str) -> None:
    await fetch(postgres_dsn, "CREATE TABLE lagebild.silent (word text)")
    found = {row["place"] for row in await fetch(postgres_dsn, _UNCOMMENTED)}

    assert found == {"silent", "silent.word"}


async def test_the_reader_reads_every_view(reader: asyncpg.Connection) -> None:
    for view in _VIEWS:
        assert await reader.fetchval(f"SELECT count(*) FROM lagebild.{view}") > 0


async def test_views_are_those_that_the_page_names(postgres_dsn: str) -> None:
    rows = await fetch(postgres_dsn, "SELECT table_name FROM information_schema.views WHERE table_schema = 'lagebild'")
    assert {row["table_name"] for row in rows} == _VIEWS
    assert set(re.findall(r"^\| `(\w+)` \|", _PAGE, flags=re.MULTILINE)) == _VIEWS


async def test_the_reader_is_refused_every_table_and_every_change(reader: asyncpg.Connection, filled_dsn: str) -> None:
    tables = [row["table_name"] for row in await fetch(filled_dsn, _TABLES)]
    assert "claims" in tables
    changes = [
        "INSERT INTO lagebild.dossier_bases VALUES ('x')",
        "UPDATE lagebild.ledger SET measure = 'x'",
        "DELETE FROM lagebild.evidence",
        "CREATE TABLE lagebild.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "DROP VIEW lagebild.ledger",
        "SELECT * FROM lagebild_migrations._yoyo_migration",
    ]
    for statement in [f"SELECT * FROM lagebild.{table}" for table in tables] + changes:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)):
            await reader.execute(statement)


async def test_nobody_logs_in_as_the_reader_until_allowed(postgres_dsn: str) -> None:
    rows = await fetch(
        postgres_dsn,
        "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'lagebild_reader'",
    )
    assert [tuple(row) for row in rows] == [(False, False, False, False)]


@pytest.mark.parametrize("query", _QUERIES, ids=lambda query: query.split("WHERE")[0].split()[-1])
async def test_each_query_of_the_page_answers(query: str, reader: asyncpg.Connection) -> None:
    assert await reader.fetch(query)


async def test_the_ledger_view_shows_the_estimates_of_the_core(filled_dsn: str) -> None:
    ledger = reconcile(CLAIM_SETS)
    shown = await fetch(filled_dsn, "SELECT * FROM lagebild.ledger")

    tracks = {track.track_id: track for dossier in ledger.dossiers for track in dossier.tracks}
    assert {row["track_id"] for row in shown} == set(tracks)
    for row in shown:
        track = tracks[row["track_id"]]
        estimate = track.estimate
        expected = (
            (None, None, None, 0, None)
            if estimate is None
            else (estimate.low, estimate.best, estimate.high, estimate.origins, estimate.rule)
        )
        figures = [None if row[name] is None else float(row[name]) for name in ("low", "best", "high")]
        assert (*figures, row["origins"], row["rule"]) == expected
        assert row["positions"] == len(track.positions)
        assert row["articles"] == len({name for position in track.positions for name in position.documents})


async def test_evidence_has_one_row_per_claim(filled_dsn: str) -> None:
    ledger = reconcile(CLAIM_SETS)
    shown = await fetch(filled_dsn, "SELECT claim_id, sentence, source, dossier_id FROM lagebild.evidence")

    labels = {claim.claim_id: claim.source and claim.source.label for claim in ledger.claims}
    assert {row["claim_id"]: row["source"] for row in shown} == labels
    assert len(shown) == len(labels)
    assert {row["dossier_id"] for row in shown} == {dossier.dossier_id for dossier in ledger.dossiers}


async def test_conflicts_show_every_discrepancy_with_its_sentences(filled_dsn: str) -> None:
    ledger = reconcile(CLAIM_SETS)
    shown = await fetch(filled_dsn, "SELECT conflict_id, figures, sentences FROM lagebild.conflicts")

    sentences = {claim.claim_id: claim.evidence.exact for claim in ledger.claims}
    figures = {claim.claim_id: claim.quantity.text for claim in ledger.claims}
    found = [discrepancy for dossier in ledger.dossiers for discrepancy in dossier.discrepancies]
    assert {row["conflict_id"]: (row["figures"], row["sentences"]) for row in shown} == {
        each.discrepancy_id: ([figures[name] for name in each.claims], [sentences[name] for name in each.claims])
        for each in found
    }
    assert all(len(row["sentences"]) >= 2 for row in shown)


async def test_timeline_and_connections_are_complete(filled_dsn: str) -> None:
    ledger = reconcile(CLAIM_SETS)
    tracks = [track for dossier in ledger.dossiers for track in dossier.tracks]
    past = [track for dossier in ledger.dossiers for track in dossier.past]
    entries = await fetch(filled_dsn, "SELECT entry, count(*) AS number FROM lagebild.timeline GROUP BY entry")
    relations = await fetch(filled_dsn, "SELECT relation_id FROM lagebild.connections")

    assert {row["entry"]: row["number"] for row in entries} == {
        "estimate": sum(len(track.history) for track in (*tracks, *past)),
        "position": sum(len(track.positions) for track in tracks),
    }
    assert {row["relation_id"] for row in relations} == {
        relation.relation_id for dossier in ledger.dossiers for relation in dossier.relations
    }


async def test_the_review_queue_holds_what_was_too_uncertain_to_count(filled_dsn: str) -> None:
    shown = await fetch(filled_dsn, "SELECT claim_id, confidence FROM lagebild.review_queue")

    query = "SELECT claim_id FROM lagebild.claims WHERE reason = 'uncertain'"
    uncertain = {row["claim_id"] for row in await fetch(filled_dsn, query)}
    assert {row["claim_id"] for row in shown} == uncertain
    assert uncertain
    assert all(row["confidence"] < CONFIDENCE_THRESHOLD for row in shown)


@pytest.mark.parametrize("day", ["2024-11-10", "2024-12-01", "2025-06-01", "2026-06-01"])
async def test_known_on_is_the_ledger_of_that_day(day: str, reader: asyncpg.Connection) -> None:
    shown = await reader.fetch("SELECT * FROM lagebild.known_on($1)", date.fromisoformat(day))

    expected = {}
    for dossier in reconcile(CLAIM_SETS).dossiers:
        for track in (*dossier.tracks, *dossier.past):
            known = [past.estimate for past in track.history if past.known_on <= day]
            if known and known[-1].rule != "nothing-admissible":
                expected[track.track_id] = known[-1]
    assert {row["track_id"] for row in shown} == set(expected)
    assert expected
    for row in shown:
        estimate = expected[row["track_id"]]
        figures = tuple(None if row[name] is None else float(row[name]) for name in ("low", "best", "high"))
        assert figures == (estimate.low, estimate.best, estimate.high)
        assert (row["origins"], row["rule"], row["why"]) == (estimate.origins, estimate.rule, estimate.why)


async def test_a_track_that_a_correction_took_away_is_known_of_its_day_alone(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}, {"wounded": "9", "by": "NIS"}], published="2025-01-10")
    corrected = replace(first, version="2", updated="2025-01-12", claims=first.claims[1:])
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([first])
        await LedgerWriter(database).write([corrected])

    async def list_measures(query: str) -> list[str]:
        return [row["measure"] for row in await fetch(postgres_dsn, query)]

    known_on = "SELECT measure FROM lagebild.known_on('2025-01-{}') ORDER BY 1"
    assert await list_measures("SELECT measure FROM lagebild.ledger") == ["wounded"]
    assert await list_measures(known_on.format(11)) == ["killed", "wounded"]
    assert await list_measures(known_on.format(12)) == ["wounded"]


async def test_a_dossier_of_which_no_article_speaks_any_more_was_known_until_then(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}], published="2025-01-10")
    corrected = replace(first, version="2", updated="2025-01-12", claims=())
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([first])
        await LedgerWriter(database).write([corrected])

    async def count(place: str) -> int:
        (row,) = await fetch(postgres_dsn, f"SELECT count(*) AS n FROM lagebild.{place}")
        return int(row["n"])

    views = [f"known_on('2025-01-{day}')" for day in (9, 10, 11, 12)] + ["ledger", "evidence", "conflicts"]
    assert [await count(view) for view in views] == [0, 1, 1, 0, 0, 0, 0]
    assert await read_ledger(postgres_dsn) == reconcile([first, corrected])
    assert (await read_ledger(postgres_dsn)).digest == reconcile([corrected]).digest


async def test_the_query_for_stale_articles_lists_more_than_the_latest_that_are_findings(postgres_dsn: str) -> None:
    query = next(query for query in _QUERIES if "supersedes" in query and "NOT EXISTS" in query)
    said = [{"killed": "300", "by": "NIS"}]
    stale = [make_set(said, doc=f"s{n:02}", published=f"2025-02-{n:02}") for n in range(10, 22)]
    fresh = [
        make_set(said, doc="first", published="2025-01-10"),
        make_set([{"killed": "600", "by": "NIS"}], doc="newer", published="2025-02-09"),
        make_set([*said, {"killed": "600", "by": "NIS"}], doc="both", published="2025-02-15"),
        make_set([{**said[0], "as_of": "2025-01"}], doc="dated", published="2025-02-15"),
    ]
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([*stale, *fresh])

    (dossier,) = (await read_ledger(postgres_dsn)).dossiers
    listed = await fetch(postgres_dsn, query.replace(_GROUP, dossier.dossier_id))
    found = {each.document_id for each in dossier.discrepancies if each.kind == "stale_figure"}
    assert {row["document_id"] for row in listed} == {each.document_id for each in stale}
    assert len(found) == LATEST_MENTIONS
    assert found < {row["document_id"] for row in listed}
