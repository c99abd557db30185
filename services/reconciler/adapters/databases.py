"""The reconciler's way to Postgres: a pool, transactions, and which errors can never succeed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

import asyncpg

from services.reconciler.settings import ReconcilerSettings
from shared.runtime.errors import OverloadError, PermanentError
from shared.storage.connections import Connection

_MOST_CONNECTIONS = 4  # claims, archive, relay, and one to spare: agents run one batch at a time
_CONNECT_WITHIN_S = 10.0
_CLOSE_WITHIN_S = 3.0
_FROZEN_AFTER_S = 120
"""A worker that stops in the middle of a transaction holds its locks no longer than that."""


class Database:
    """A pool of connections; connects when first used, so that the service may start before Postgres does."""

    def __init__(self, settings: ReconcilerSettings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool | None = None

    async def __aenter__(self) -> Self:
        timeout_s = self._settings.postgres_statement_timeout_s
        self._pool = await asyncpg.create_pool(
            self._settings.postgres_dsn.get_secret_value(),
            min_size=0,
            max_size=_MOST_CONNECTIONS,
            max_inactive_connection_lifetime=300.0,
            timeout=_CONNECT_WITHIN_S,
            command_timeout=timeout_s * 1.5,  # for a server that does not even answer that it gave up
            server_settings={
                "application_name": "lagebild-reconciler",
                "statement_timeout": str(round(timeout_s * 1000)),
                "idle_in_transaction_session_timeout": str(_FROZEN_AFTER_S * 1000),
                "tcp_keepalives_idle": "30",
                "tcp_keepalives_interval": "10",
                "tcp_keepalives_count": "3",
                "jit": "off",
            },
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._pool is not None
        try:
            await asyncio.wait_for(self._pool.close(), _CLOSE_WITHIN_S)
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Lend a connection."""
        assert self._pool is not None, "enter the database first"
        async with self._pool.acquire(timeout=_CONNECT_WITHIN_S) as connection:
            yield connection

    async def ping(self) -> None:
        """Return if Postgres answers, else raise."""
        async with self.connect() as connection:
            await connection.execute("SELECT")

    @asynccontextmanager
    async def transact(self) -> AsyncIterator[Connection]:
        """Lend a connection inside a transaction: all or nothing.

        Raises:
            PermanentError: The data are such that Postgres can never hold them.
            OverloadError: A statement took longer than its time limit; less at once may not.
            Exception: Anything else, lost connections and deadlocks among it, may succeed when tried again.
        """
        async with self.connect() as connection:  # a faulty DSN is no fault of the data
            with refuse_unstorable():
                async with connection.transaction():
                    yield connection


@contextmanager
def refuse_unstorable() -> Iterator[None]:
    """Turn what Postgres can never hold into a PermanentError, what took it too long into an OverloadError.

    A missing table or a full disk may be mended.
    """
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        raise OverloadError(f"Postgres gave up a statement: {error}") from error
    except (
        asyncpg.DataError,
        asyncpg.UniqueViolationError,
        asyncpg.ProgramLimitExceededError,
        OverflowError,  # these two: asyncpg refuses it before the server sees it
        ValueError,
    ) as error:
        raise PermanentError(f"Postgres cannot hold it: {type(error).__name__}: {error}") from error
