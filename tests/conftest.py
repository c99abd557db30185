"""Servers for the tests: Apache Kafka and PostgreSQL themselves, started once per run on free ports of the loopback.

`LAGEBILD_KAFKA` and `LAGEBILD_POSTGRES_DSN` name servers that run already: the suite runs against those instead.

| fixture        | scope   | gives |
|----------------|---------|-------|
| `kafka`        | session | bootstrap server, with the registry's topics |
| `postgres_dsn` | test    | a fresh database with the schema |
| `empty_dsn`    | test    | a fresh database without anything |
| `servers`      | session | both, without any service |
| `stack`        | test    | a `LocalStack` of its own with servers, topics and schema; the test starts the services |
| `module_stack` | module  | the same, shared by the tests of one file |
"""

import asyncio
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from infra.local.brokers import ApacheKafka
from infra.local.errors import MissingError, read_tail
from infra.local.postgres import PostgresServer
from infra.local.sites import Site
from infra.local.stack import LocalStack
from infra.postgres.migrate import migrate
from shared.contracts.registry import load_topics
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics

TEMPLATE = "lagebild_template"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Servers:
    """Kafka with the registry's topics, and a PostgreSQL server with an empty database per call."""

    kafka: str
    postgres: "Databases"


class Databases:
    """Makes and drops databases on one PostgreSQL server."""

    def __init__(self, admin_dsn: str) -> None:
        self._admin_dsn = admin_dsn

    def make_template(self) -> None:
        """A migrated database that `create` copies: much faster than migrating for each test."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", TEMPLATE)
        self._run("CREATE DATABASE {}", TEMPLATE)
        migrate(self._name(TEMPLATE))

    def create(self, template: str = TEMPLATE) -> str:
        """DSN of a new database; names hold the pid, since two runs may share a server."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self._name(name)

    def drop(self, dsn: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", urlsplit(dsn).path.removeprefix("/"))

    def _name(self, database: str) -> str:
        return urlsplit(self._admin_dsn)._replace(path=f"/{database}").geturl()

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._admin_dsn, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = os.environ.get("LAGEBILD_KAFKA")
    if running:
        asyncio.run(ensure_topics(KafkaSettings(kafka=running), load_topics()))
        yield running
        return
    data = tmp_path_factory.mktemp("kafka")
    try:
        broker = ApacheKafka(Site(data))
    except MissingError as error:
        skip_without("Apache Kafka", error)
    try:
        broker.prepare()
        broker.start()
        asyncio.run(ensure_topics(KafkaSettings(kafka=broker.bootstrap), load_topics()))
        yield broker.bootstrap
    finally:
        broker.process.stop()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    running = os.environ.get("LAGEBILD_POSTGRES_DSN")
    if running:
        given = Databases(running)
        given.make_template()
        yield given
        return
    with open_directory() as data:
        try:
            server = PostgresServer(Site(data))
        except MissingError as error:
            skip_without("PostgreSQL", error)
        try:
            server.prepare()
            server.start()
            made = Databases(server.admin_dsn)
            made.make_template()
            yield made
        finally:
            server.process.stop()


@pytest.fixture
def postgres_dsn(databases: Databases) -> Iterator[str]:
    dsn = databases.create()
    yield dsn
    databases.drop(dsn)


@pytest.fixture
def empty_dsn(databases: Databases) -> Iterator[str]:
    dsn = databases.create("template0")
    yield dsn
    databases.drop(dsn)


@pytest.fixture(scope="session")
def servers(kafka: str, databases: Databases) -> Servers:
    return Servers(kafka, databases)


@pytest.fixture
def stack(request: pytest.FixtureRequest) -> Iterator[LocalStack]:
    with open_stack(request) as local:
        yield local


@pytest.fixture(scope="module")
def module_stack(request: pytest.FixtureRequest) -> Iterator[LocalStack]:
    with open_stack(request) as local:
        yield local


@contextmanager
def open_stack(request: pytest.FixtureRequest) -> Iterator[LocalStack]:
    """A stack with servers alone; when a test fails meanwhile, the end of each service's log is printed."""
    failed_before = request.session.testsfailed
    with pytest.MonkeyPatch.context() as patch, open_directory() as data:
        patch.delenv("LAGEBILD_KAFKA", raising=False)
        patch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)
        with LocalStack(data, apache_only=True) as local:
            try:
                local.start_servers()
            except MissingError as error:
                skip_without("Apache Kafka", error)
            yield local
            if request.session.testsfailed > failed_before:
                for service in local.services.values():
                    print(f"The end of {service.program.log}:\n{read_tail(service.program.log, 30)}")  # noqa: T201


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that other users may enter, unlike pytest's: as root PostgreSQL is run by another user."""
    with tempfile.TemporaryDirectory(prefix="lagebild-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def skip_without(what: str, error: MissingError) -> NoReturn:
    """Skip by name and reason; fail instead where CI=true, since a CI that skips proves nothing."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{what} is needed with CI=true. {error}", pytrace=False)
    pytest.skip(f"{what} can't be had: {error}")
