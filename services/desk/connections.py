"""Where Kafka and Postgres are: the environment says, else the data directory of a stack that runs."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from services.desk.environments import read_environment
from services.desk.errors import DeskError, MissingSettingError
from shared.runtime.addresses import require_dsn, require_servers
from shared.runtime.kafka_clients import describe_client
from shared.runtime.producers import Publisher
from shared.runtime.settings import ENV_PREFIX, KafkaAccess, KafkaSettings, describe_faults

DEFAULT_DATA = Path("lagebild-data")
_CONNECT_WITHIN_S = 10.0
_LARGEST_MESSAGE = 16 * 1024 * 1024

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory of the running stack, where the environment names no server"),
]


def find_kafka(data: Path | None) -> str:
    """Return Kafka's `host:port`; a DeskError says how to start one."""
    return _find_setting("KAFKA", "Kafka", data, require_servers)


def find_postgres(data: Path | None) -> str:
    """Return the DSN of Postgres; a DeskError says how to start one."""
    return _find_setting("POSTGRES_DSN", "Postgres", data, require_dsn)


def find_operator(data: Path | None) -> str:
    """Return the DSN of who may prune: LAGEBILD_OPERATOR_DSN, where nothing names it what `find_postgres` finds."""
    try:
        return _find_setting("OPERATOR_DSN", "Postgres", data, require_dsn)
    except MissingSettingError:
        return find_postgres(data)


@asynccontextmanager
async def open_database(dsn: str, *, read_only: bool = True) -> AsyncIterator[asyncpg.Connection]:
    """Connect to Postgres, for reading unless said otherwise; what fails is a DeskError that says what to do."""
    try:
        connection = await asyncpg.connect(
            dsn,
            timeout=_CONNECT_WITHIN_S,
            server_settings={"default_transaction_read_only": "on" if read_only else "off"},
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DeskError(
            f"Postgres does not answer: {error}. {_advise_start(None)}; or set {ENV_PREFIX}POSTGRES_DSN"
        ) from error
    try:
        yield connection
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError) as error:
        raise DeskError(f"this database holds no ledger ({error}); run lagebild-migrate on it") from error
    finally:
        await connection.close()


@asynccontextmanager
async def open_consumer(kafka: str, *topics: str, from_beginning: bool) -> AsyncIterator[AIOKafkaConsumer]:
    """Start a consumer without a group: it reads, commits nothing, and disturbs nobody."""
    consumer = AIOKafkaConsumer(
        *topics,
        **describe_access(kafka),
        auto_offset_reset="earliest" if from_beginning else "latest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=_LARGEST_MESSAGE,
    )
    try:
        with _advise_on_failure(kafka):
            await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


@asynccontextmanager
async def open_admin(kafka: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """Start an admin client."""
    admin = AIOKafkaAdminClient(**describe_access(kafka))
    try:
        with _advise_on_failure(kafka):
            await admin.start()
        yield admin
    finally:
        await admin.close()


def describe_access(kafka: str) -> dict[str, Any]:
    """Return how to connect to the servers; encryption and login are the environment's, as the services read them."""
    try:
        return describe_client(KafkaAccess(kafka=kafka))
    except ValidationError as error:
        raise DeskError("; ".join(describe_faults(error))) from error
    except OSError as error:
        raise DeskError(f"a setting's file cannot be read: {error}") from error


@asynccontextmanager
async def open_publisher(kafka: str, data: Path | None) -> AsyncIterator[Publisher]:
    """Lend a way to publish; what fails is a DeskError that says what to do."""
    variable = f"{ENV_PREFIX}KAFKA_IDEMPOTENCE"
    idempotent = os.environ.get(variable) or read_environment(data or DEFAULT_DATA).get(variable) or "true"
    try:
        settings = KafkaSettings(kafka=kafka, kafka_idempotence=idempotent.lower() == "true")
    except ValidationError as error:
        raise DeskError("; ".join(describe_faults(error))) from error
    async with Publisher(settings, service="desk") as publisher:
        with _advise_on_failure(kafka):
            yield publisher


@contextmanager
def _advise_on_failure(kafka: str) -> Iterator[None]:
    """Turn what the client raises when no broker answers into a DeskError."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it would log, the error says
    try:
        yield
    except (KafkaError, OSError) as error:
        raise DeskError(f"Kafka at {kafka} does not answer. {_advise_start(None)}; or set {ENV_PREFIX}KAFKA") from error


def _find_setting(name: str, server: str, data: Path | None, require: Callable[[str], str]) -> str:
    variable = f"{ENV_PREFIX}{name}"
    found = (_read_variable(variable) if data is None else None) or read_environment(data or DEFAULT_DATA).get(variable)
    if found is None:
        raise MissingSettingError(
            f"no {server}: {variable} is not set and no stack runs in {data or DEFAULT_DATA}. {_advise_start(data)}"
        )
    try:
        return require(found)
    except ValueError as error:
        raise DeskError(f"{variable} {error}") from error


def _read_variable(variable: str) -> str | None:
    """Return the variable, else the text of the file that it names with `_FILE` behind it, as services read them."""
    given, file = os.environ.get(variable), os.environ.get(f"{variable}_FILE")
    if given or not file:
        return given
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise DeskError(f"{variable}_FILE: {error}") from error


def _advise_start(data: Path | None) -> str:
    return f"Start the stack: `lagebild up --data {data or DEFAULT_DATA}` in another terminal, or docker compose up"
