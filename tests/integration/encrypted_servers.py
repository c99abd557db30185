"""Servers that speak TLS alone: Apache Kafka with SASL_SSL, and Debian's PostgreSQL, since the wheel's has no TLS."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import psycopg

from infra.local.brokers import ApacheKafka
from infra.local.ports import LOOPBACK
from infra.local.postgres import READY_WITHIN_S, choose_user, find_tls_programs
from infra.local.processes import Process, Program, run_to_end
from infra.local.sites import Site
from tests.certificates import Authority, Issued

USER, PASSWORD = "lagebild", "geheim-kafka-7431"
HERE = ("DNS:localhost",)
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


class EncryptedKafka:
    """Kafka whose clients log in over TLS at `sasl`; `mutual` asks for a client's certificate instead.

    `stranger` shows a certificate of another host. A listener without encryption is left to the broker itself.
    """

    def __init__(self, site: Site, authority: Authority) -> None:
        ports = {name: site.ports.claim(name) for name in ("kafka", "kafka-controller", "sasl", "mutual", "stranger")}
        self.sasl, self.mutual, self.stranger = (f"localhost:{ports[name]}" for name in ("sasl", "mutual", "stranger"))
        plain = {"PLAINTEXT": ports["kafka"]}
        secured = {name.upper(): ports[name] for name in ("sasl", "mutual", "stranger")}
        listeners = [f"{name}://{LOOPBACK}:{port}" for name, port in (plain | secured).items()]
        settings = {
            "listeners": ",".join([*listeners, f"CONTROLLER://{LOOPBACK}:{ports['kafka-controller']}"]),
            "advertised.listeners": ",".join(
                [listeners[0], *(f"{name}://localhost:{port}" for name, port in secured.items())]
            ),
            "listener.security.protocol.map": (
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_SSL,MUTUAL:SSL,STRANGER:SSL"
            ),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(authority.ca),
            "listener.name.mutual.ssl.client.auth": "required",
            "listener.name.sasl.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
            "listener.name.sasl.plain.sasl.jaas.config": f'{_PLAIN} required user_{USER}="{PASSWORD}";',
            "listener.name.sasl.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
        }
        ours = authority.issue("kafka", *HERE)
        others = authority.issue("stranger", "DNS:kafka.example")
        for name, issued in (("sasl", ours), ("mutual", ours), ("stranger", others)):
            settings |= _describe_keystore(name, issued)
        self.broker = ApacheKafka(site, settings, [f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"])


def _describe_keystore(listener: str, issued: Issued) -> dict[str, str]:
    prefix = f"listener.name.{listener}.ssl.keystore"
    return {f"{prefix}.type": "PEM", f"{prefix}.location": str(issued.both)}


class DebianPostgres:
    """PostgreSQL of the distribution, which takes no connection without TLS; `dsn` verifies its certificate."""

    def __init__(self, site: Site, authority: Authority) -> None:
        self._programs = find_tls_programs()
        self._site = site
        self._cluster = site.data / "postgres"
        self._user = choose_user(self._cluster, self._programs)
        self._issued = authority.issue("postgres", *HERE)
        self.address = f"localhost:{site.ports.claim('postgres')}"
        self.ca = authority.ca
        self.process = Process(self._describe("postgres", "postgres", "-D", str(self._cluster), *self._options()))

    def dsn(self, user: str = "lagebild", password: str = PASSWORD, mode: str = "verify-full") -> str:
        return f"postgresql://{user}:{password}@{self.address}/postgres?sslmode={mode}&sslrootcert={self.ca}"

    def start(self) -> None:
        """Make the cluster, start it, and return when it takes connections."""
        password = self._site.data / "password"
        password.write_text(PASSWORD)
        self._cluster.mkdir(mode=0o700)
        self._give(self._cluster, password)
        options = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--username=lagebild")
        files = (f"--pwfile={password}", f"--pgdata={self._cluster}")
        run_to_end(self._describe("initdb", "initdb", *options, *files), READY_WITHIN_S, self._site.stopping)
        (self._cluster / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n")
        self.present(self._issued)
        self.process.start()
        self.process.wait_until(self._accepts, READY_WITHIN_S, self._site.stopping)

    def present(self, issued: Issued) -> None:
        """Lay this certificate where the server reads it at its start."""
        for source, name in ((issued.certificate, "server.crt"), (issued.key, "server.key")):
            target = self._cluster / name
            shutil.copyfile(source, target)
            target.chmod(0o600)
            self._give(target)

    def _give(self, *paths: Path) -> None:
        if "@" not in self._user and self._user != "-":
            for path in paths:
                shutil.chown(path, self._user)

    def _options(self) -> tuple[str, ...]:
        port = self.address.partition(":")[2]
        settings = {"listen_addresses": LOOPBACK, "port": port, "unix_socket_directories": "", "ssl": "on"}
        return tuple(f"--{name}={value}" for name, value in settings.items())

    def _describe(self, name: str, program: str, *arguments: str) -> Program:
        return Program(
            name=name,
            command=[str(self._programs / program), *arguments],
            environment={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            log=self._site.logs / f"{name}.log",
            stop_signal=signal.SIGINT,
            user=self._user,
        )

    def _accepts(self) -> bool:
        try:
            psycopg.connect(self.dsn(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True
