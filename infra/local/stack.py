"""The stack without containers: broker, PostgreSQL, topics, migrations and services, their data under one directory."""

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from infra.local.brokers import Broker, choose_broker
from infra.local.compose import Declaration, read_declarations
from infra.local.errors import StackError
from infra.local.locks import DirectoryLock
from infra.local.postgres import ROLES, PostgresServer
from infra.local.processes import Process, Program, ServiceProcess, run_to_end, stop_all
from infra.local.sites import Site

SERVICES = ("ingest", "extractor", "reconciler")
JOB_DEADLINE_S = 120.0
_OF_OUR_SERVER = frozenset(f"LAGEBILD_{name.upper()}_PASSWORD" for name in ROLES)
"""Who may log in to a server that runs already is its administrator's to say."""


def tell_on_stderr(sentence: str) -> None:
    """Where the stack says what people should know."""
    sys.stderr.write(sentence + "\n")


class LocalStack:
    """Kafka, PostgreSQL and the services as processes of this machine; everything they keep lies under `data`.

    Synchronous; a context manager that stops everything at its end. `LAGEBILD_KAFKA` and `LAGEBILD_POSTGRES_DSN`
    in the environment name servers that run already; none is started then.

    Args:
        data: directory for data, logs and ports; made where it is missing. One stack at a time may use it.
        inbox: directory that people drop files into; `data/inbox` when None.
        settings: LAGEBILD_… variables for the services, beside and above those of docker-compose.yml.
        apache_only: refuse tansu, as tests do.
        report: takes the sentences that people should read.
    """

    def __init__(
        self,
        data: Path,
        *,
        inbox: Path | None = None,
        settings: Mapping[str, str] | None = None,
        apache_only: bool = False,
        report: Callable[[str], None] = tell_on_stderr,
    ) -> None:
        self.data = data.absolute()
        self.inbox = (inbox or data / "inbox").absolute()
        self.services: dict[str, ServiceProcess] = {}
        self.broker: Broker | None = None
        self.postgres: PostgresServer | None = None
        self._settings = dict(settings or {})
        self._apache_only = apache_only
        self._report = report
        self._lock = DirectoryLock(self.data)
        self._kafka = os.environ.get("LAGEBILD_KAFKA", "")
        self._postgres_dsn = os.environ.get("LAGEBILD_POSTGRES_DSN", "")
        self._declarations: dict[str, Declaration] = {}

    # what others need to know

    @property
    def kafka(self) -> str:
        """Bootstrap server, host:port."""
        return self._kafka

    @property
    def postgres_dsn(self) -> str:
        """postgresql:// URL of the database's owner, with the password; a server that runs already: what was given."""
        return self._postgres_dsn

    @property
    def desk_dsn(self) -> str:
        """The same of the role that reads everything and writes nothing: what the command line uses."""
        return self.postgres.role_dsn("desk") if self.postgres else self._postgres_dsn

    @property
    def operator_dsn(self) -> str:
        """The same of the role that may prune."""
        return self.postgres.role_dsn("operator") if self.postgres else self._postgres_dsn

    @property
    def logs(self) -> Path:
        """Directory with one log per process."""
        return self.data / "logs"

    @property
    def processed(self) -> Path:
        """Where published files go."""
        return Path(self.environment["LAGEBILD_PROCESSED"])

    @property
    def failed(self) -> Path:
        """Where refused files go, each with its reason."""
        return Path(self.environment["LAGEBILD_FAILED"])

    @property
    def environment(self) -> dict[str, str]:
        """All LAGEBILD_… variables of the stack, for any command that should talk to it."""
        declared: dict[str, str] = {}
        for name in SERVICES:
            declared |= self._localize(self._declarations[name], self.data / "run")
        declared["LAGEBILD_POSTGRES_DSN"] = self.desk_dsn
        return {name: value for name, value in declared.items() if name.startswith("LAGEBILD_")}

    @property
    def processes(self) -> tuple[Process, ...]:
        """All processes that belong to the stack, servers first."""
        servers = [server.process for server in (self.broker, self.postgres) if server]
        return (*servers, *self.services.values())

    # life

    def start_servers(self) -> None:
        """Broker and PostgreSQL side by side, then topics and migrations. StackError says what is missing."""
        self._open_directory()
        site = Site(self.data, (self._lock.descriptor,))
        try:
            if not self._postgres_dsn:
                self.postgres = PostgresServer(site)
            if not self._kafka:
                self.broker = choose_broker(site, apache_only=self._apache_only, report=self._report)
                self._kafka = self.broker.bootstrap
            self._declarations = read_declarations(self._list_variables())
            self._start_side_by_side(site)
        except BaseException:
            self.stop()
            raise

    def start_services(self, names: Sequence[str] = SERVICES, replicas: int = 1) -> None:
        """Start services by their commands in docker-compose.yml; `extractor-2` is extractor's second replica."""
        for name in names:
            for number in range(1, replicas + 1):
                key = name if number == 1 else f"{name}-{number}"
                if key not in self.services:
                    self.services[key] = ServiceProcess(self._describe(self._declarations[name], key))
                self.services[key].start()

    def describe_service(self, name: str, key: str) -> Program:
        """How this stack would run a service as `key` (`extractor-2`), for whoever keeps it running by other rules."""
        return self._describe(self._declarations[name], key)

    def stop(self) -> None:
        """Stop services, then servers, in good order, by force when their grace is over. Harmless when repeated."""
        try:
            stop_all(tuple(self.services.values()))
        finally:
            try:
                stop_all([server.process for server in (self.broker, self.postgres) if server])
            finally:
                self._lock.release()

    def keep_running(self, until: threading.Event, *, longest_pause_s: float = 60.0) -> None:
        """Restart whatever ends, as `restart: unless-stopped` does, until the event is set; pauses grow."""
        pauses = dict.fromkeys(self.services, 1.0)
        while not until.wait(0.5):
            for process in self.processes:
                if process.alive:
                    continue
                pause = pauses.get(process.name, 1.0)
                self._report(f"{process.name} ended; starting it again in {pause:g} s. Its log: {process.program.log}")
                if until.wait(pause):
                    return
                pauses[process.name] = min(2 * pause, longest_pause_s)
                process.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # how

    def _open_directory(self) -> None:
        try:
            for directory in (self.data, self.inbox, self.logs):
                directory.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise StackError(f"The data directory can't be used: {error}. Name another one.") from error

    def _list_variables(self) -> dict[str, str]:
        return {**os.environ, **(self.postgres.variables if self.postgres else {})}

    def _start_side_by_side(self, site: Site) -> None:
        with ThreadPoolExecutor(max_workers=2) as pool:
            tasks = [pool.submit(self._start_broker, site), pool.submit(self._start_postgres, site)]
            try:
                for task in as_completed(tasks):
                    task.result()
            except BaseException:
                site.stopping.set()  # after a failure or Ctrl-C the other one gives up, too
                raise

    def _start_broker(self, site: Site) -> None:
        if self.broker:
            self.broker.prepare()
            self.broker.start()
        self._run_job("topics", site)

    def _start_postgres(self, site: Site) -> None:
        if self.postgres:
            self.postgres.prepare()
            self.postgres.start()
            self._postgres_dsn = self.postgres.dsn
        self._run_job("migrate", site)

    def _run_job(self, name: str, site: Site) -> None:
        run_to_end(self._describe(self._declarations[name], name), JOB_DEADLINE_S, site.stopping)

    def _describe(self, declaration: Declaration, key: str) -> Program:
        program, *arguments = declaration.command
        replica = key.removeprefix(declaration.name)  # "" or "-2", which shows its signs of life in a place of its own
        run_directory = self.data / f"run{replica}"
        run_directory.mkdir(parents=True, exist_ok=True)
        return Program(
            name=key,
            command=[str(Path(sys.executable).with_name(program)), *arguments],
            environment={**os.environ, **self._localize(declaration, run_directory)},
            log=self.logs / f"{key}.log",
            keep_open=(self._lock.descriptor,),
        )

    def _localize(self, declaration: Declaration, run_directory: Path) -> dict[str, str]:
        """The declared variables with this machine's addresses and paths in them."""
        paths = {"/inbox": str(self.inbox), "/run/lagebild": str(run_directory)}
        environment = {name: self._localize_value(value, paths) for name, value in declaration.environment.items()}
        if "LAGEBILD_POSTGRES_DSN" in environment and not self.postgres:
            environment["LAGEBILD_POSTGRES_DSN"] = self._postgres_dsn
            environment = {name: value for name, value in environment.items() if name not in _OF_OUR_SERVER}
        if self.broker and not self.broker.idempotent:
            environment["LAGEBILD_KAFKA_IDEMPOTENCE"] = "false"
        return environment | self._settings

    def _localize_value(self, value: str, paths: Mapping[str, str]) -> str:
        for inside, here in paths.items():
            if value == inside or value.startswith(inside + "/"):
                return here + value.removeprefix(inside)
        if value == "kafka:19092":
            return self._kafka
        if self.postgres and (parts := urlsplit(value)).hostname == "postgres":
            return parts._replace(netloc=f"{parts.username}:{parts.password}@{self.postgres.address}").geturl()
        return value
