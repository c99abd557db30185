"""The local stack on real servers: durable, alone on its directory, clean at its end, never orphaned."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from infra.local.compose import read_declarations
from infra.local.errors import StackError
from infra.local.places import PROJECT
from infra.local.postgres import PostgresServer
from infra.local.sites import Site
from infra.local.stack import SERVICES, LocalStack
from shared.contracts.registry import ARTICLES, load_topics

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]
PATIENCE_S = 60.0


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S:.0f} s in vain until {what}"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Whether a process has ended, be it that nobody has waited for it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


async def publish(kafka: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(ARTICLES.name, value, partition=0)


async def read_values(kafka: str) -> list[bytes]:
    async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
        place = TopicPartition(ARTICLES.name, 0)
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        end = (await consumer.end_offsets([place]))[place]
        return [(await consumer.getone()).value for _ in range(end)]


def run_sql(dsn: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


async def test_killed_servers_come_back_with_all_that_was_acknowledged(stack: LocalStack) -> None:
    assert stack.broker
    assert stack.postgres
    run_sql(stack.postgres_dsn, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (7)")
    await publish(stack.kafka, b"kept")
    stack.broker.process.kill()
    stack.postgres.process.kill()
    stack.broker.start()
    stack.postgres.start()
    assert await read_values(stack.kafka) == [b"kept"]
    assert run_sql(stack.postgres_dsn, "SELECT value FROM kept") == [(7,)]


async def test_the_same_directory_goes_on_at_the_same_addresses(stack: LocalStack) -> None:
    addresses = stack.kafka, stack.postgres_dsn
    await publish(stack.kafka, b"kept")
    run_sql(stack.postgres_dsn, "CREATE TABLE kept (value int)")
    stack.stop()
    with LocalStack(stack.data, apache_only=True) as again:
        again.start_servers()
        assert (again.kafka, again.postgres_dsn) == addresses
        assert await read_values(again.kafka) == [b"kept"]
        assert run_sql(again.postgres_dsn, "SELECT * FROM kept") == []


async def test_two_stacks_never_share_a_directory(module_stack: LocalStack) -> None:
    with pytest.raises(StackError, match=f"in use by the stack of process {os.getpid()}"):
        LocalStack(module_stack.data).start_servers()
    await publish(module_stack.kafka, b"the first one is not harmed")


def test_services_run_as_docker_compose_declares_them(module_stack: LocalStack) -> None:
    module_stack.start_services()
    assert module_stack.postgres
    declarations = read_declarations(module_stack.postgres.variables)
    for name in SERVICES:
        declared, process = declarations[name], module_stack.services[name]
        wait_for(lambda: is_well(module_stack, name), f"{name} is well")  # noqa: B023 - called at once
        command = Path(f"/proc/{process.pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
        assert [Path(command[1]).name, *command[2:]] == list(declared.command)
        raw = Path(f"/proc/{process.pid}/environ").read_bytes().decode().rstrip("\0").split("\0")
        given = dict(line.partition("=")[::2] for line in raw)
        replaced = {variable for variable, value in declared.environment.items() if given[variable] != value}
        assert replaced <= {
            "LAGEBILD_KAFKA",
            "LAGEBILD_POSTGRES_DSN",
            "LAGEBILD_INBOX",
            "LAGEBILD_PROCESSED",
            "LAGEBILD_FAILED",
            "LAGEBILD_HEALTH_DIR",
        }
        assert given["LAGEBILD_KAFKA"] == module_stack.kafka
    assert module_stack.processed == module_stack.inbox / "processed"


def is_well(stack: LocalStack, name: str) -> bool:
    stack.services[name].require_alive()
    program, *arguments = read_declarations({})[name].health_test
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    return (
        subprocess.run(command, env={**os.environ, **stack.environment}, capture_output=True, check=False).returncode
        == 0
    )


def test_all_topics_and_views_are_there(module_stack: LocalStack) -> None:
    assert f"created={len(load_topics())}" in (module_stack.logs / "topics.log").read_text()
    views = {name for (name,) in run_sql(module_stack.postgres_dsn, "SELECT viewname FROM pg_views")}
    assert {"ledger", "timeline", "conflicts", "evidence"} <= views


def test_postgres_asks_for_the_password(module_stack: LocalStack) -> None:
    assert module_stack.postgres
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        run_sql(module_stack.postgres_dsn.replace(module_stack.postgres.password, "guessed"), "SELECT 1")
    assert (module_stack.data / "passwords" / "lagebild").stat().st_mode & 0o077 == 0


OWNER = """
import sys, time
from pathlib import Path
from infra.local.stack import LocalStack
stack = LocalStack(Path(sys.argv[1]), apache_only=True)
stack.start_servers()
stack.start_services()
print(*(process.pid for process in stack.processes), flush=True)
time.sleep(600)
"""


@pytest.fixture
def without_given_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAGEBILD_KAFKA", raising=False)
    monkeypatch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)


@pytest.mark.usefixtures("kafka", "without_given_servers")
def test_a_killed_stack_leaves_no_orphan_and_its_directory_is_good(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path / "data")]
    owner = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    assert len(pids) == 5
    owner.kill()
    owner.communicate()
    with LocalStack(tmp_path / "data", apache_only=True) as stack:  # at once: it waits for what still shuts down
        stack.start_servers()
        assert all(map(is_gone, pids))


@pytest.mark.usefixtures("kafka", "without_given_servers")
def test_lagebild_up_restarts_what_dies_and_ctrl_c_stops_everything_in_good_order(tmp_path: Path) -> None:
    data = tmp_path / "data"
    up = start_up(data)
    beats = [data / "run" / f"{name}.heartbeat" for name in SERVICES]
    wait_for(lambda: up.poll() is not None or all(beat.exists() for beat in beats), "all services are well")
    (extractor,) = find_extractors(up.pid)
    os.kill(extractor, signal.SIGKILL)
    wait_for(lambda: up.poll() is not None or bool(find_extractors(up.pid) - {extractor}), "it is started again")
    pids = list_children(up.pid)
    up.send_signal(signal.SIGINT)
    said, _ = up.communicate(timeout=PATIENCE_S)
    assert up.returncode == 0, said
    assert len(pids) == 5
    assert all(map(is_gone, pids))
    assert "database system is shut down" in (data / "logs" / "postgres.log").read_text()
    assert (data / "kafka" / ".kafka_cleanshutdown").exists()


@pytest.mark.usefixtures("kafka", "without_given_servers")
def test_sigterm_in_the_middle_of_starting_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    up = start_up(data)
    wait_for(lambda: up.poll() is not None or (data / "logs" / "kafka.log").exists(), "the broker starts")
    pids = list_children(up.pid)
    up.send_signal(signal.SIGTERM)
    said, _ = up.communicate(timeout=PATIENCE_S)
    assert up.returncode == 0, said
    assert pids
    assert all(map(is_gone, pids))


def start_up(data: Path) -> "subprocess.Popen[str]":
    command = [str(Path(sys.executable).with_name("lagebild")), "up", "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def list_children(pid: int) -> list[int]:
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if read_parent(path) == pid]


def find_extractors(up: int) -> set[int]:
    """Children that are the extractor, and no longer the launcher that becomes it."""
    return {
        pid for pid in list_children(up) if b"launch.py" not in (said := read_command(pid)) and b"extractor" in said
    }


def read_command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def read_parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


@pytest.mark.usefixtures("without_given_servers")
def test_without_java_tansu_gives_a_first_look_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no-java"))
    said: list[str] = []
    with LocalStack(tmp_path / "data", report=said.append) as stack:
        stack.start_servers()
        assert stack.environment["LAGEBILD_KAFKA_IDEMPOTENCE"] == "false"
        with pytest.raises(StackError, match="apt-get install"):
            LocalStack(tmp_path / "other", apache_only=True).start_servers()
    (sentence,) = said
    assert "memory only" in sentence
    assert "no idempotent producer" in sentence


@pytest.fixture
def closed_directory(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_postgres_where_nobody_can_enter(closed_directory: Path) -> None:
    for server in restart(Site(closed_directory), times=2):
        assert run_sql(server.dsn, "SELECT current_user") == [("lagebild",)]
        assert (closed_directory / "postgres" / "PG_VERSION").stat().st_uid == 0


def restart(site: Site, *, times: int) -> Iterator[PostgresServer]:
    for _ in range(times):
        server = PostgresServer(site)
        try:
            server.prepare()
            server.start()
            yield server
        finally:
            server.process.stop()
