"""What others on the machine or the network could reach or read of a stack that runs: nothing that they should not."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.errors import MissingError
from infra.local.stack import LocalStack
from services.desk.arrivals import wait_for_arrivals
from services.desk.environments import write_environment
from services.desk.invitations import describe_servers
from services.desk.seeds import drop_files, identify_seeds, list_seeds
from tests.conftest import open_directory, skip_without

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

_LISTENS = "0A"


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """Servers and services at work, as talkative as they get, ingest with its status page."""
    settings = {"LAGEBILD_LOG_LEVEL": "DEBUG", "LAGEBILD_METRICS_PORT": "0"}
    with pytest.MonkeyPatch.context() as patch, open_directory() as data:
        patch.delenv("LAGEBILD_KAFKA", raising=False)
        patch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)
        with LocalStack(data, settings=settings, apache_only=True) as local:
            try:
                local.start_servers()
            except MissingError as error:
                skip_without("Apache Kafka", error)
            local.start_services()
            write_environment(local.data, describe_servers(local))
            seeds = list_seeds()[:3]
            drop_files(seeds, local.inbox)
            arrived = wait_for_arrivals(
                local.postgres_dsn,
                local.kafka,
                files=[local.inbox / seed.name for seed in seeds],
                document_ids=identify_seeds(seeds),
                within_s=90.0,
                report=lambda _: require_alive(local),
            )
            asyncio.run(arrived)
            yield local


def require_alive(local: LocalStack) -> None:
    for service in local.services.values():
        service.require_alive()


def list_family(pid: int) -> set[int]:
    """The process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    family = {pid}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return family


def list_listeners(pids: set[int]) -> set[tuple[str, int]]:
    """Address and port of each TCP socket on which one of the processes listens."""
    inodes = set()
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            try:
                inodes.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
            except FileNotFoundError:
                continue
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == _LISTENS and line.split()[9] in inodes:
                address, port = local.split(":")
                found.add((read_address(address), int(port, 16)))
    return found


def read_address(words: str) -> str:
    """An address as /proc writes it, each 32 bits in the order of this machine."""
    raw = b"".join(bytes.fromhex(words[start : start + 8])[::-1] for start in range(0, len(words), 8))
    return socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)


def list_secrets(stack: LocalStack) -> list[str]:
    return [path.read_text().strip() for path in (stack.data / "passwords").iterdir()]


def test_whoever_listens_listens_on_the_loopback(stack: LocalStack) -> None:
    listening = {process.name: list_listeners(list_family(process.pid)) for process in stack.processes}
    assert {name: len(found) for name, found in listening.items()} == {
        "kafka": 2,  # clients, and its own controller
        "postgres": 1,
        "ingest": 1,  # the status page that is asked for here
        "extractor": 0,
        "reconciler": 0,
    }
    addresses = {address for found in listening.values() for address, _ in found}
    assert addresses <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


def test_the_search_for_listeners_finds_those_that_are_open_to_all() -> None:
    with socket.create_server(("0.0.0.0", 0)) as open_to_all:  # what the test above must not miss
        assert ("0.0.0.0", open_to_all.getsockname()[1]) in list_listeners({os.getpid()})


def test_no_log_holds_a_password(stack: LocalStack) -> None:
    secrets = list_secrets(stack)
    assert len(secrets) == 5
    logs = {path.name: path.read_text(errors="replace") for path in stack.logs.iterdir()}
    assert {"kafka.log", "postgres.log", "migrate.log", "ingest.log", "extractor.log", "reconciler.log"} <= logs.keys()
    assert "level=debug" in logs["reconciler.log"], "as talkative as it gets, or this test sees little"
    assert [name for name, said in logs.items() if any(secret in said for secret in secrets)] == []


def test_no_command_line_holds_a_password(stack: LocalStack) -> None:
    for process in stack.processes:
        for pid in list_family(process.pid):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            assert not any(secret in command for secret in list_secrets(stack))


def test_secrets_lie_in_files_for_their_owner_alone(stack: LocalStack) -> None:
    holders = [
        path
        for path in stack.data.rglob("*")
        if path.is_file()
        and "postgres" not in path.relative_to(stack.data).parts[:1]  # the cluster keeps hashes, and is closed itself
        and any(secret.encode() in path.read_bytes() for secret in list_secrets(stack))
    ]
    assert {path.name for path in holders} >= {"environment", "lagebild", "postgres"}
    assert [path for path in holders if path.stat().st_mode & 0o077] == []
    assert (stack.data / "passwords").stat().st_mode & 0o077 == 0
    assert (stack.data / "postgres").stat().st_mode & 0o077 == 0


def test_what_a_command_says_when_a_server_is_away_holds_no_password(stack: LocalStack) -> None:
    away = {
        "LAGEBILD_POSTGRES_DSN": "postgresql://lagebild:geheim-7431@127.0.0.1:1/lagebild",
        "LAGEBILD_KAFKA": "127.0.0.1:1",
        "LAGEBILD_POSTGRES_WAIT_S": "0.1",
    }
    for command in (["lagebild", "digest"], ["lagebild", "status"], ["lagebild-migrate"]):
        program = str(Path(sys.executable).with_name(command[0]))
        done = subprocess.run(
            [program, *command[1:]], env=os.environ | away, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "geheim-7431" not in done.stdout + done.stderr
