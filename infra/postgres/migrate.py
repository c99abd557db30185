"""`lagebild-migrate`: bring the database to the schema that this version needs. Safe to run at any time, by anybody."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
import yoyo
from pydantic import Field, SecretStr

from infra.postgres.access import ROLES, settle_access
from shared.runtime.addresses import require_dsn
from shared.runtime.logs import configure_logging, fields
from shared.runtime.settings import PostgresSettings, load_settings

LOG = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).with_name("migrations")
OLDEST_SERVER = 15
"""First major version whose SQL the migrations use and the tests run."""

_BOOKKEEPING = "lagebild_migrations"
_LOCK = 7_236_101
"""Advisory lock that makes one migration wait for the other; any number, but always this one."""
_LOOK_EVERY_S = 0.5
_VIEWS = "0003.views"


class MigrateSettings(PostgresSettings):
    """What migrating needs to know."""

    postgres_wait_s: float = Field(
        default=60.0, gt=0, description="Seconds that lagebild-migrate waits for a server that does not answer yet"
    )
    reconciler_password: SecretStr | None = Field(
        default=None, description="Password that lagebild_reconciler is to log in with; unset: left as it is"
    )
    desk_password: SecretStr | None = Field(
        default=None, description="Password that lagebild_desk is to log in with; unset: left as it is"
    )
    operator_password: SecretStr | None = Field(
        default=None, description="Password that lagebild_operator is to log in with; unset: left as it is"
    )
    reader_password: SecretStr | None = Field(
        default=None, description="Password that lagebild_reader is to log in with; unset: left as it is"
    )

    @property
    def passwords(self) -> dict[str, str]:
        """The passwords that are set, by role."""
        given = {name: getattr(self, f"{name}_password") for name in ROLES}
        return {name: password.get_secret_value() for name, password in given.items() if password is not None}


class MigrationError(Exception):
    """The database is not as this version needs it; the text says why and what to do."""


def run() -> None:
    """Migrate; exit status 0 when the schema is as this version needs it, else 1 with a sentence."""
    settings = load_settings(MigrateSettings)
    configure_logging("migrate", settings.log_level)
    logging.getLogger("yoyo").setLevel(logging.WARNING)  # it logs every statement
    try:
        applied = migrate(
            settings.postgres_dsn.get_secret_value(), wait_s=settings.postgres_wait_s, passwords=settings.passwords
        )
    except MigrationError as error:
        LOG.error("not migrated", extra=fields(reason=error))  # noqa: TRY400  (the sentence says it; no traceback)
        sys.exit(1)
    LOG.info("schema is up to date", extra=fields(applied=",".join(applied) or "nothing new"))


def migrate(
    dsn: str, *, wait_s: float = 60.0, migrations: Path = MIGRATIONS, passwords: Mapping[str, str] | None = None
) -> list[str]:
    """Apply what is missing, settle who may do what, and return the ids of what was applied, in order.

    `passwords`: see `settle_access`.

    Waits up to `wait_s` seconds for the server, and as long as it takes for another migration that runs. Each file is
    one transaction: after a failure everything before it stands, and nothing of it.

    Raises:
        MigrationError: No server, too old a server, no right to do it, or a migration that fails.
    """
    try:
        require_dsn(dsn)
    except ValueError as error:
        raise MigrationError(f"the DSN {error}") from error
    with _connect(dsn, wait_s) as connection, _explain_failures():
        _require_version(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_BOOKKEEPING}")
        applied = _apply_missing(dsn, migrations)
        if migrations == MIGRATIONS:
            settle_access(connection, passwords or {})
        return applied


def _connect(dsn: str, wait_s: float) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as soon as the server answers: it may be starting, or not there yet."""
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return psycopg.connect(dsn, autocommit=True, connect_timeout=5, application_name="lagebild-migrate")
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise MigrationError(
                    f"{str(error).strip()}; check user and password in LAGEBILD_POSTGRES_DSN"
                ) from error
            if time.monotonic() > deadline:
                raise MigrationError(
                    f"no Postgres within {wait_s:.0f} s: {str(error).strip()}; "
                    "is it running, is LAGEBILD_POSTGRES_DSN right?"
                ) from error
        time.sleep(_LOOK_EVERY_S)


def _require_version(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise MigrationError(f"the server is PostgreSQL {version}; Lagebild needs {OLDEST_SERVER} or newer")


def _apply_missing(dsn: str, migrations: Path) -> list[str]:
    backend = yoyo.get_backend(_to_yoyo_uri(dsn))
    try:
        known = yoyo.read_migrations(str(migrations))
        missing = backend.to_apply(known)
        applied = [migration.id for migration in missing]
        _refuse_half_made(backend, {migration.id for migration in known} - set(applied))
        backend.apply_migrations(missing)
        return applied
    finally:
        backend.connection.close()


def _refuse_half_made(backend: yoyo.backends.DatabaseBackend, done: set[str]) -> None:
    """Before the first release the schema came in seven files; who stopped before the last lacks some of it."""
    if _VIEWS in done and not backend.execute("SELECT to_regclass('lagebild.history')").fetchone()[0]:
        raise MigrationError(
            "the database is of a state before the first release, which no migration takes up; "
            "make a new one and deliver the articles again"
        )


def _to_yoyo_uri(dsn: str) -> str:
    """Return the address as yoyo wants it: psycopg 3, and its bookkeeping in a schema of its own."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query)) | {"schema": _BOOKKEEPING}
    return parts._replace(scheme="postgresql+psycopg", query=urlencode(query)).geturl()


@contextmanager
def _explain_failures() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            f"{str(error).strip()}; migrate as the owner of the database with the right to create roles, "
            f"or have an administrator run: {' '.join(f'CREATE ROLE lagebild_{name} NOLOGIN;' for name in ROLES)}"
        ) from error
    except psycopg.Error as error:
        raise MigrationError(f"{type(error).__name__}: {str(error).strip()}") from error
