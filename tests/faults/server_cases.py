"""Harm to the servers: Kafka and PostgreSQL stopped, killed, refusing, full, slow."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from infra.local.postgres import DATABASE, UNPRIVILEGED
from infra.local.stack import SERVICES
from tests.faults.arenas import wait_until
from tests.faults.proxies import SlowProxy
from tests.faults.trials import Case, Trial

_LONGEST_DOWN_S = 5.0
_DISK_MB = 512
_PIECE = 256 * 1024
_TABLESPACE = "little"
_LATENCY_S = (0.002, 0.02)
_FULL = "No space left on device"


def list_cases() -> Iterator[Case]:
    """The cases of this module."""
    yield Case("kafka-restarted", "Kafka stopped in good order and started again", restart_kafka)
    yield Case("kafka-killed", "Kafka killed (`kill -9`) and started again on its log", kill_kafka)
    yield Case("postgres-restarted", "Postgres stopped (fast) and started again", restart_postgres)
    yield Case("postgres-killed", "Postgres killed (`kill -9`) and started again on its files", kill_postgres)
    yield Case("postgres-refuses", "Postgres refuses connections for half a minute, then is gone as long", refuse_all)
    yield Case(
        "postgres-full",
        "the disk under Postgres's tables is full (a small tmpfs), then has room again",
        fill_disk,
        prepare=lay_on_little_disk,
        find_obstacle=find_mount_obstacle,
    )
    yield Case(
        "postgres-slow",
        "each answer of Postgres is late, and another program locks the ledger's tables for a while",
        lock_tables,
        prepare=slow_down_postgres,
    )


def restart_kafka(trial: Trial) -> None:
    """Stop Kafka in good order, and start it again."""
    _interrupt_kafka(trial, "kafka stopped", trial.arena.broker.process.stop)


def kill_kafka(trial: Trial) -> None:
    """Kill Kafka, and start it again on its log."""
    _interrupt_kafka(trial, "kafka killed", trial.arena.broker.process.kill)


def _interrupt_kafka(trial: Trial, kind: str, interrupt: Callable[[], None]) -> None:
    for moment in trial.draw_moments(trial.form.rounds):
        trial.wait_to(moment)
        interrupt()
        trial.wait_further(trial.draw.uniform(0.0, _LONGEST_DOWN_S))
        trial.arena.broker.start()
        trial.note(kind, *SERVICES)


def restart_postgres(trial: Trial) -> None:
    """Stop Postgres in good order, and start it again."""
    _interrupt_postgres(trial, "postgres stopped", trial.arena.postgres.process.stop)


def kill_postgres(trial: Trial) -> None:
    """Kill Postgres, and start it again on its files."""
    _interrupt_postgres(trial, "postgres killed", trial.arena.postgres.process.kill)


def _interrupt_postgres(trial: Trial, kind: str, interrupt: Callable[[], None]) -> None:
    for moment in trial.draw_moments(trial.form.rounds):
        trial.wait_to(moment)
        interrupt()
        trial.wait_further(trial.draw.uniform(0.0, _LONGEST_DOWN_S))
        trial.arena.postgres.start()
        trial.note(kind, "reconciler")


def refuse_all(trial: Trial) -> None:
    """Let Postgres itself refuse for half of the outage, and let nothing listen for the other half."""
    trial.wait_to(trial.draw_moments(1)[0])
    _allow_connections(trial, "false")
    trial.arena.run_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {name_}", name_=DATABASE
    )
    trial.wait_further(trial.form.outage_s / 2)
    trial.arena.postgres.process.stop()
    trial.wait_further(trial.form.outage_s / 2)
    trial.arena.postgres.start()
    _allow_connections(trial, "true")
    trial.note("connections refused", "reconciler")


def _allow_connections(trial: Trial, value: str) -> None:
    trial.arena.run_sql("ALTER DATABASE {name} ALLOW_CONNECTIONS " + value, name=DATABASE)


def find_mount_obstacle() -> str:
    """Say why no small file system can be mounted here."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return "only root can mount a small file system"
    with tempfile.TemporaryDirectory(prefix="lagebild-mount-") as directory:
        done = _mount(Path(directory), 1)
        if done.returncode:
            return f"no small file system can be mounted here: {done.stderr.strip()}"
        _unmount(Path(directory))
    return ""


def lay_on_little_disk(trial: Trial) -> None:
    """Put the database onto a small file system."""
    disk = trial.arena.stack.data / f"disk-{trial.arena.stack.inbox.name}"
    disk.mkdir()
    _mount(disk, _DISK_MB).check_returncode()
    trial.afterwards.callback(_unmount, disk)
    files = disk / "tables"
    files.mkdir(mode=0o700)
    if trial.arena.postgres.process.program.user == UNPRIVILEGED:
        shutil.chown(files, UNPRIVILEGED)
    trial.arena.run_sql("CREATE TABLESPACE {place} LOCATION {files_}", place=_TABLESPACE, files_=str(files))
    trial.afterwards.callback(trial.arena.run_sql, "DROP TABLESPACE {place}", place=_TABLESPACE)
    trial.afterwards.callback(trial.arena.drop_database)
    trial.arena.renew_database(_TABLESPACE)
    trial.ballast = disk / "ballast"


def fill_disk(trial: Trial) -> None:
    """Fill what is left of the disk, wait until Postgres has met its end, and make room again after a while."""
    log = trial.arena.postgres.process.program.log
    trial.wait_to(trial.draw_moments(1, trial.form.feed_s / 2)[0])
    begins = log.stat().st_size
    _fill(trial.ballast)
    wait_until(lambda: _FULL.encode() in log.read_bytes()[begins:], "Postgres to run out of space")
    trial.wait_further(trial.form.outage_s / 4)
    trial.ballast.unlink()
    trial.note("disk full", "reconciler")


def _fill(ballast: Path) -> None:
    """Let a file take all that is free, while others take some of it, too."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(_PIECE))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def slow_down_postgres(trial: Trial) -> None:
    """Let services reach Postgres through a proxy that keeps everything for a while."""
    port = int(trial.arena.postgres.address.rpartition(":")[2])
    draw = trial.draw
    proxy = trial.afterwards.enter_context(SlowProxy(port, lambda: draw.uniform(*_LATENCY_S)))
    trial.postgres_port = proxy.port


def lock_tables(trial: Trial) -> None:
    """Lock the tables that the reconciler writes, as a careless person at psql would."""
    for moment in trial.draw_moments(trial.form.rounds):
        trial.wait_to(moment)
        with psycopg.connect(trial.arena.postgres.dsn) as connection:
            connection.execute("LOCK TABLE lagebild.documents, lagebild.articles IN ACCESS EXCLUSIVE MODE")
            trial.wait_further(trial.form.outage_s / 6)
        trial.note("tables locked", "reconciler")


def _mount(directory: Path, megabytes: int) -> subprocess.CompletedProcess[str]:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(directory)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _unmount(directory: Path) -> None:
    subprocess.run(["umount", "--lazy", str(directory)], check=True)
