"""Servers that trials share: for each one empty topics, a fresh database and an empty inbox."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from psycopg import sql

from infra.local.brokers import Broker
from infra.local.postgres import DATABASE, OWNER, PostgresServer
from infra.local.stack import LocalStack
from shared.contracts.registry import load_topics
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics

_TEMPLATE = "lagebild_empty"
_WITHIN_S = 90.0
GROUPS = ("lagebild-extractor", "lagebild-reconciler")


@dataclass(slots=True)
class Arena:
    """Kafka and PostgreSQL of one stack. Its services are the trials'; between trials none may run."""

    stack: LocalStack
    _used: int = field(default=0)

    @property
    def broker(self) -> Broker:
        """Kafka."""
        assert self.stack.broker is not None
        return self.stack.broker

    @property
    def postgres(self) -> PostgresServer:
        """PostgreSQL."""
        assert self.stack.postgres is not None
        return self.stack.postgres

    def run_sql(self, statement: str, *, database: str = "postgres", **names: str) -> list[tuple[object, ...]]:
        """Run a statement as the superuser, outside a transaction; `{name}` is an identifier, `{name_}` a literal."""
        parts = {name: sql.Literal(v) if name.endswith("_") else sql.Identifier(v) for name, v in names.items()}
        dsn = self.postgres.admin_dsn.rpartition("/")[0] + f"/{database}"
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(sql.SQL(statement).format(**parts))
            return cursor.fetchall() if cursor.description else []

    def renew(self) -> None:
        """Make everything as if nothing had ever happened."""
        self._used += 1
        self.stack.inbox = self.stack.data / f"inbox-{self._used}"
        self.stack.inbox.mkdir()
        self.renew_database()
        asyncio.run(_renew_topics(self.stack.kafka))

    def renew_database(self, tablespace: str | None = None) -> None:
        """Make the services' database anew; `tablespace`: where its files shall lie."""
        if not self.run_sql("SELECT 1 FROM pg_database WHERE datname = {name_}", name_=_TEMPLATE):
            self.run_sql("ALTER DATABASE {old} RENAME TO {new}", old=DATABASE, new=_TEMPLATE)
        self.drop_database()
        place = " TABLESPACE {place}" if tablespace else ""
        self.run_sql(
            "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}" + place,
            name=DATABASE,
            owner=OWNER,
            template=_TEMPLATE,
            **({"place": tablespace} if tablespace else {}),
        )

    def drop_database(self) -> None:
        """Drop the services' database, whoever uses it."""
        self.run_sql("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=DATABASE)


@contextmanager
def open_arena() -> Iterator[Arena]:
    """Start servers in a directory of their own; MissingError where they can't be had."""
    hidden = {name: os.environ.pop(name, None) for name in ("LAGEBILD_KAFKA", "LAGEBILD_POSTGRES_DSN")}
    try:
        with tempfile.TemporaryDirectory(prefix="lagebild-faults-", ignore_cleanup_errors=True) as name:
            Path(name).chmod(0o711)  # as root PostgreSQL is run by another user
            with LocalStack(Path(name), apache_only=True) as stack:
                stack.start_servers()
                yield Arena(stack)
    finally:
        os.environ.update({name: value for name, value in hidden.items() if value is not None})


def wait_until(holds: Callable[[], bool], what: str, within_s: float = _WITHIN_S) -> None:
    """Return when the condition holds."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"waited {within_s:g} s for {what}"
        time.sleep(0.02)


async def _renew_topics(kafka: str) -> None:
    """Delete and create all topics. With a topic go the offsets that groups have committed for it."""
    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await client.start()
    try:
        names = {topic.name for topic in load_topics()}
        there = names & set(await client.list_topics())
        await client.delete_topics(sorted(there))
        async with asyncio.timeout(_WITHIN_S):
            while names & set(await client.list_topics()) or await _remember_offsets(client):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        await client.close()
    await ensure_topics(KafkaSettings(kafka=kafka), load_topics())


async def _remember_offsets(client: AIOKafkaAdminClient) -> bool:
    """Whether a group still remembers how far it was in a topic that is gone."""
    places = [TopicPartition(topic.name, number) for topic in load_topics() for number in range(topic.partitions)]
    for group in GROUPS:
        try:
            committed = await client.list_consumer_group_offsets(group, partitions=places)
        except GroupCoordinatorNotAvailableError:
            return False  # no group has ever committed here
        if any(found.offset >= 0 for found in committed.values()):
            return True
    return False


class Ground:
    """An arena for many trials; where one goes ill, the next has new servers. A context that ends them."""

    def __init__(self) -> None:
        self._closing = ExitStack()
        self._arena: Arena | None = None

    def open(self) -> Arena:
        """Return the arena, its servers running."""
        if self._arena is None:
            self._arena = self._closing.enter_context(open_arena())
        return self._arena

    @contextmanager
    def lend(self) -> Iterator[Arena]:
        """Lend the arena to a trial; whatever escapes the block ends its servers."""
        try:
            yield self.open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the servers; the next trial has new ones."""
        self._arena = None
        self._closing.close()
