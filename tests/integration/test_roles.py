"""Each role of the database can do what its service needs, and cannot do what it must not."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import asyncpg
import psycopg
import pytest

from infra.local import postgres as local
from infra.local.errors import MissingError
from infra.local.places import PROJECT
from infra.local.postgres import PostgresServer, find_programs
from infra.local.sites import Site
from infra.postgres.access import ROLES
from infra.postgres.migrate import migrate
from services.desk.database_counts import count_outbox, count_rows
from services.desk.ledgers import load_ledger, load_pages
from services.desk.prunings import prune
from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.relay import Relay
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import reconcile
from shared.domain.articles import Article
from shared.runtime.messages import OutboundMessage
from tests.conftest import open_directory, skip_without
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import fetch, open_database, read_ledger

pytestmark = pytest.mark.postgres

PASSWORDS = {name: f"geheim-{name}-7431" for name in ROLES}
CLAIM_SETS = generate_claim_sets(60, 7)
WRITTEN = {"SELECT", "INSERT", "UPDATE", "DELETE"}
LIMITED = {
    "prunings": set(),
    "pruned_voices": {"SELECT"},
    "dossier_bases": {"SELECT", "INSERT", "UPDATE"},
    "articles": {"SELECT", "INSERT"},
    "sources": {"SELECT", "INSERT"},
}
"""Tables of which the reconciler may not do everything that one does to rows."""
_HELD = """
SELECT c.relname AS name, c.relkind = 'v' AS is_view,
       array_remove(array_agg(CASE WHEN has_table_privilege($1, c.oid, p.verb) THEN p.verb END), NULL) AS verbs
  FROM pg_class AS c,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (verb)
 WHERE c.relnamespace = 'lagebild'::regnamespace AND c.relkind IN ('r', 'v', 'p')
 GROUP BY c.relname, c.relkind"""


class Server:
    """A server of its own, migrated by an owner who is no superuser, as in docker-compose.yml."""

    def __init__(self, postgres: PostgresServer, log: Path) -> None:
        self.postgres = postgres
        self.log = log
        self.owner_dsn = postgres.dsn

    def dsn(self, role: str) -> str:
        return f"postgresql://lagebild_{role}:{PASSWORDS[role]}@{self.postgres.address}/{local.DATABASE}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with open_directory() as data:
        site = Site(data)
        try:
            postgres = PostgresServer(site)
        except MissingError as error:
            skip_without("PostgreSQL", error)
        try:
            postgres.prepare()
            postgres.start()
            with psycopg.connect(postgres.admin_dsn, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET log_statement = 'all'")
                connection.execute("SELECT pg_reload_conf()")
            migrate(postgres.dsn, passwords=PASSWORDS)
            yield Server(postgres, site.logs / "postgres.log")
        finally:
            postgres.process.stop()


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    """Written by the reconciler's own code with the reconciler's own role."""

    async def write() -> None:
        async with open_database(server.dsn("reconciler")) as database:
            await LedgerWriter(database).write(CLAIM_SETS)

    asyncio.run(write())
    return server


async def test_the_reconciler_writes_archives_and_relays(filled: Server) -> None:
    assert await read_ledger(filled.dsn("desk")) == reconcile(CLAIM_SETS)
    sent: list[OutboundMessage] = []

    async def publish(messages: Sequence[OutboundMessage]) -> None:
        sent.extend(messages)

    article = Article(
        document_id="d", version="v", text="Text", headline=None, outlet=None, published=None, updated=None,
        language="de", media_type="text/plain", origin_file="a.txt", url=None, received="2025-01-01T00:00:00+00:00",
    )  # fmt: skip
    async with open_database(filled.dsn("reconciler")) as database:
        await LedgerWriter(database).write(CLAIM_SETS[::-1])
        await Archive(database).store([article])
        await Archive(database).store([article])
        await Relay(database, publish, batch=100, poll_s=1).drain()
    assert sent
    assert await fetch(filled.dsn("desk"), "SELECT FROM lagebild.outbox") == []
    assert len(await fetch(filled.dsn("desk"), "SELECT FROM lagebild.articles")) == 1


async def test_the_desk_reads_whatever_it_shows(filled: Server) -> None:
    connection = await asyncpg.connect(filled.dsn("desk"))
    try:
        assert (await load_ledger(connection)).dossiers
        assert await load_pages(connection, None)
        assert dict(await count_rows(connection))["claims"] > 0
        assert await count_outbox(connection)
        assert await connection.fetch("SELECT * FROM lagebild.known_on('2025-01-01')")
    finally:
        await connection.close()


async def test_the_operator_prunes_and_deletes_nothing_else(filled: Server) -> None:
    digest = (await read_ledger(filled.dsn("desk"))).digest
    connection = await asyncpg.connect(filled.dsn("operator"))
    try:
        assert (await prune(connection, date(2024, 12, 20), texts=True)).versions > 0
        assert (await load_ledger(connection)).digest == digest
    finally:
        await connection.close()
    for row in await fetch(filled.owner_dsn, _HELD, "lagebild_operator"):
        assert row["verbs"] == ["SELECT"], row["name"]
    for role in ("desk", "reconciler", "reader"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(filled.dsn(role), "SELECT lagebild.prune_texts('2025-01-01')")


async def test_the_reader_reads_views_alone(filled: Server) -> None:
    for row in await fetch(filled.owner_dsn, _HELD, "lagebild_reader"):
        assert set(row["verbs"]) == ({"SELECT"} if row["is_view"] else set()), row["name"]
    assert await fetch(filled.dsn("reader"), "SELECT * FROM evidence LIMIT 1")
    assert await fetch(filled.dsn("reader"), "SELECT * FROM known_on('2025-01-01')")


async def test_the_desk_holds_no_right_but_to_read(filled: Server) -> None:
    for row in await fetch(filled.owner_dsn, _HELD, "lagebild_desk"):
        assert row["verbs"] == ["SELECT"], row["name"]


async def test_the_reconciler_holds_its_tables_and_nothing_else(filled: Server) -> None:
    for row in await fetch(filled.owner_dsn, _HELD, "lagebild_reconciler"):
        expected = set() if row["is_view"] else LIMITED.get(row["name"], WRITTEN)
        assert set(row["verbs"]) == expected, row["name"]


_FORBIDDEN = {
    "reconciler": (
        "UPDATE lagebild.articles SET text = ''",
        "DELETE FROM lagebild.articles",
        "DELETE FROM lagebild.sources",
        "TRUNCATE lagebild.outbox",
        "SELECT * FROM lagebild.ledger",
    ),
    "desk": (
        "DELETE FROM lagebild.claims",
        "INSERT INTO lagebild.dossier_bases VALUES ('x')",
        "TRUNCATE lagebild.claims",
    ),
    "operator": ("DELETE FROM lagebild.claims", "UPDATE lagebild.estimates SET best = 1", "TRUNCATE lagebild.claims"),
    "reader": ("SELECT * FROM lagebild.claims", "SELECT * FROM lagebild.articles", "DELETE FROM lagebild.claims"),
}
_FORBIDDEN_TO_ALL = (
    "CREATE TABLE lagebild.mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "ALTER TABLE lagebild.claims ADD COLUMN mine int",
    "DROP TABLE lagebild.claims",
    "SELECT * FROM lagebild_migrations._yoyo_migration",
    "ALTER ROLE lagebild PASSWORD 'mine'",
    "SET ROLE lagebild",
    "COPY lagebild.claims TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT * FROM pg_authid",
)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_is_refused_what_is_none_of_its_business(filled: Server, role: str) -> None:
    connection = await asyncpg.connect(filled.dsn(role))
    try:
        await connection.execute("SET default_transaction_read_only = off")  # a default is no protection
        for statement in (*_FORBIDDEN[role], *_FORBIDDEN_TO_ALL):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_no_role_is_mighty_and_the_owner_is_no_superuser(server: Server) -> None:
    rows = await fetch(server.owner_dsn, "SELECT * FROM pg_roles WHERE rolname LIKE 'lagebild%'")
    assert {row["rolname"] for row in rows} == {"lagebild", *(f"lagebild_{name}" for name in ROLES)}
    for row in rows:
        assert not any(row[f"rol{might}"] for might in ("super", "createdb", "replication", "bypassrls"))
        assert row["rolcreaterole"] == (row["rolname"] == "lagebild")
    for statement in ("COPY lagebild.claims TO PROGRAM 'cat'", "ALTER SYSTEM SET port = 1", "SET ROLE postgres"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(server.owner_dsn, statement)


async def test_another_password_replaces_the_old_one_and_none_is_in_the_servers_log(server: Server) -> None:
    old, new = server.dsn("operator"), "geheim-neu-9920"
    await asyncio.to_thread(migrate, server.owner_dsn, passwords={"operator": new})
    with pytest.raises(asyncpg.InvalidPasswordError):
        await fetch(old, "SELECT 1")
    assert await fetch(old.replace(PASSWORDS["operator"], new), "SELECT 1")
    await asyncio.to_thread(migrate, server.owner_dsn, passwords={"operator": PASSWORDS["operator"]})
    said = server.log.read_text()
    assert 'ALTER ROLE "lagebild_operator" LOGIN PASSWORD' in said, "statements are logged, or this test sees nothing"
    assert not [password for password in (new, *PASSWORDS.values(), server.postgres.password) if password in said]


async def test_what_somebody_granted_beside_the_list_goes_with_the_next_migration(server: Server) -> None:
    await fetch(server.owner_dsn, "GRANT DELETE ON lagebild.claims TO lagebild_desk")
    await asyncio.to_thread(migrate, server.owner_dsn)
    held = {row["name"]: row["verbs"] for row in await fetch(server.owner_dsn, _HELD, "lagebild_desk")}
    assert held["claims"] == ["SELECT"]
    assert await fetch(server.dsn("desk"), "SELECT 1"), "without a password given the old one stays"


def test_the_owner_of_the_container_is_made_as_here(server: Server, tmp_path: Path) -> None:
    """infra/postgres/initdb/owner.sh, run as the image runs it, on a database beside ours."""
    script = (PROJECT / "infra" / "postgres" / "initdb" / "owner.sh").read_text()
    (tmp_path / "pg_hba.conf").write_text("host all all all scram-sha-256\n")
    with psycopg.connect(server.postgres.admin_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE beside")
    host, port = server.postgres.address.split(":")
    superuser_password = server.postgres.admin_dsn.split(":")[2].split("@")[0]
    environment = os.environ | {
        "PATH": f"{find_programs()}:{os.environ['PATH']}",
        "PGHOST": host,
        "PGPORT": port,
        "PGPASSWORD": superuser_password,
        "PGDATA": str(tmp_path),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "beside",
        "LAGEBILD_POSTGRES_PASSWORD": "geheim'\"$ 1",
    }
    # the names are fixed there; here they are taken
    renamed = script.replace("ROLE lagebild", "ROLE lagebild2").replace(
        "DATABASE lagebild OWNER TO lagebild", "DATABASE beside OWNER TO lagebild2"
    )
    subprocess.run(["bash", "-c", renamed], env=environment, check=True)
    rules = (tmp_path / "pg_hba.conf").read_text().splitlines()
    assert rules == ["host all postgres all reject", "host all all all scram-sha-256"]
    with psycopg.connect(host=host, port=int(port), user="lagebild2", password="geheim'\"$ 1", dbname="beside") as made:
        row = made.execute("SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert row.fetchone() == (False, True, False)
        made.execute("CREATE SCHEMA ours")


def test_a_cluster_of_an_earlier_version_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """There the owner was the superuser, and its password lay beside the cluster."""
    with open_directory() as data:
        with monkeypatch.context() as earlier:
            earlier.setattr(local, "SUPERUSER", "lagebild")
            PostgresServer(Site(data)).prepare()
        (data / "passwords" / "lagebild").rename(data / "postgres-password")
        again = PostgresServer(Site(data))
        again.prepare()
        try:
            again.start()
            migrate(again.dsn, passwords=PASSWORDS)
            with psycopg.connect(again.dsn) as connection:
                assert connection.execute("SELECT count(*) FROM lagebild.claims").fetchone() == (0,)
        finally:
            again.process.stop()
