"""Where Kafka and Postgres are: the environment says, else the data directory of a stack that runs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import psycopg
import typer
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from infra.local.environments import read_environment

from services.desk.errors import DeskError
from shared.runtime.settings import ENV_PREFIX

DEFAULT_DATA = Path("lagebild-data")
_LARGEST_MESSAGE = 16 * 1024 * 1024

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory of the running stack, where the environment names no server"),
]


def find_kafka(data: Path | None) -> str:
    """Return Kafka's `host:port`; a DeskError says how to start one."""
    return _find_setting("KAFKA", "Kafka", data)


def find_postgres(data: Path | None) -> str:
    """Return the DSN of Postgres; a DeskError says how to start one."""
    return _find_setting("POSTGRES_DSN", "Postgres", data)


@contextmanager
def open_database(data: Path | None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Connect to Postgres for reading; what fails is a DeskError that says what to do."""
    dsn = find_postgres(data)
    try:
        with psycopg.connect(dsn, connect_timeout=5, options="-c default_transaction_read_only=on") as connection:
            yield connection
    except psycopg.errors.UndefinedTable as error:
        raise DeskError(f"the database has no ledger yet ({_first_line(error)}); run lagebild-migrate on it") from error
    except psycopg.OperationalError as error:
        raise DeskError(
            f"Postgres does not answer: {_first_line(error)}. {_advise_start(data)} or set {ENV_PREFIX}POSTGRES_DSN"
        ) from error


@asynccontextmanager
async def open_consumer(
    kafka: str, *topics: str, start: Literal["earliest", "latest"]
) -> AsyncIterator[AIOKafkaConsumer]:
    """Start a consumer without a group: it reads, commits nothing, and disturbs nobody."""
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=kafka,
        auto_offset_reset=start,
        enable_auto_commit=False,
        max_partition_fetch_bytes=_LARGEST_MESSAGE,
    )
    try:
        await consumer.start()
    except (KafkaError, OSError) as error:
        await consumer.stop()
        raise DeskError(f"Kafka at {kafka} does not answer: {error}. {_advise_start(None)}") from error
    try:
        yield consumer
    finally:
        await consumer.stop()


def _find_setting(name: str, server: str, data: Path | None) -> str:
    variable = f"{ENV_PREFIX}{name}"
    if data is None and variable in os.environ:
        return os.environ[variable]
    found = read_environment(data or DEFAULT_DATA).get(variable)
    if found is None:
        raise DeskError(
            f"no {server}: {variable} is not set and no stack runs in {data or DEFAULT_DATA}. {_advise_start(data)}"
        )
    return found


def _advise_start(data: Path | None) -> str:
    return f"Start the stack: `lagebild up --data {data or DEFAULT_DATA}` in another terminal, or docker compose up,"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
