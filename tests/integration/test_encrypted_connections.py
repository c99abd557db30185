"""Every client of Kafka over SASL_SSL, every client of Postgres over verified TLS, and what is refused."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psycopg
import pytest

from infra.local.errors import MissingError
from infra.local.sites import Site
from infra.local.stack import LocalStack
from infra.postgres.migrate import migrate
from services.desk.arrivals import wait_for_arrivals
from services.desk.connections import open_admin, open_consumer
from services.desk.errors import DeskError
from services.desk.seeds import drop_files, identify_seeds, list_seeds
from shared.contracts.registry import ARTICLES, DEAD_LETTERS, load_topics
from shared.runtime.errors import TopicsUnreadyError
from shared.runtime.messages import OutboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.settings import KafkaSettings
from shared.runtime.topics import ensure_topics
from tests.certificates import Authority
from tests.conftest import open_directory, skip_without
from tests.integration.encrypted_servers import PASSWORD, USER, DebianPostgres, EncryptedKafka

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
WITHIN_S = 90.0
KEY_PASSWORD = "geheim-key-7431"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """Servers and who signed their certificates; `stranger` signed none of them."""

    kafka: EncryptedKafka
    postgres: DebianPostgres
    authority: Authority
    stranger: Authority
    password_file: Path


@pytest.fixture(scope="module")
def encrypted() -> Iterator[Encrypted]:
    with open_directory() as directory:
        try:
            authority, stranger = Authority(directory / "authority"), Authority(directory / "stranger")
            site = Site(directory)
            kafka, postgres = EncryptedKafka(site, authority), DebianPostgres(site, authority)
        except MissingError as error:
            skip_without("Apache Kafka, openssl and PostgreSQL with TLS", error)
        password_file = directory / "kafka-password"
        password_file.write_text(f"{PASSWORD}\n")
        try:
            postgres.start()
            kafka.broker.prepare()
            kafka.broker.start()
            yield Encrypted(kafka, postgres, authority, stranger, password_file)
        finally:
            kafka.broker.process.stop()
            postgres.process.stop()


@pytest.fixture
def access(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of whoever may come in by SASL_SSL with SCRAM."""
    set_access(
        monkeypatch,
        kafka=encrypted.kafka.sasl,
        kafka_security_protocol="SASL_SSL",
        kafka_ca=encrypted.authority.ca,
        kafka_user=USER,
        kafka_password_file=encrypted.password_file,
        kafka_wait_s=1.5,
    )
    return monkeypatch


def set_access(patch: pytest.MonkeyPatch, **values: object) -> None:
    for name, value in values.items():
        patch.setenv(f"LAGEBILD_{name.upper()}", str(value))


async def pass_a_message() -> bytes:
    """Through the admin client, the producer and a consumer of this project; all read the environment."""
    settings = KafkaSettings()
    await ensure_topics(settings, load_topics())
    key = f"key-{next(_numbers)}".encode()
    async with open_consumer(settings.kafka, DEAD_LETTERS.name, from_beginning=True) as consumer:
        async with Publisher(settings, service="test") as publisher:
            await publisher.publish([OutboundMessage(DEAD_LETTERS.name, key, b"value", [])])
        async with asyncio.timeout(WITHIN_S):
            async for record in consumer:
                if record.key == key:
                    break
    async with open_admin(settings.kafka) as admin:
        assert ARTICLES.name in await admin.list_topics()
    return bytes(record.value)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
async def test_a_user_logs_in_over_tls(mechanism: str, access: pytest.MonkeyPatch) -> None:
    set_access(access, kafka_sasl_mechanism=mechanism)
    assert await pass_a_message() == b"value"


async def test_a_certificate_lets_a_client_in(encrypted: Encrypted, access: pytest.MonkeyPatch) -> None:
    client = encrypted.authority.issue("client", password=KEY_PASSWORD)
    access.delenv("LAGEBILD_KAFKA_PASSWORD_FILE")
    set_access(access, kafka=encrypted.kafka.mutual, kafka_security_protocol="SSL", kafka_key_password=KEY_PASSWORD)
    set_access(access, kafka_certificate=client.certificate, kafka_key=client.key)
    assert await pass_a_message() == b"value"


@pytest.mark.parametrize("how", ["unencrypted", "other authority", "other host", "wrong password", "no certificate"])
async def test_who_is_not_who_it_should_be_gets_no_message_through(
    how: str, encrypted: Encrypted, access: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wrong = "geheim-falsch-1"
    if how == "other authority":
        set_access(access, kafka_ca=encrypted.stranger.ca)
    elif how == "wrong password":
        set_access(access, kafka_password=wrong)
    else:
        access.delenv("LAGEBILD_KAFKA_PASSWORD_FILE")
        protocol = "PLAINTEXT" if how == "unencrypted" else "SSL"
        set_access(access, kafka_security_protocol=protocol)
        if how == "unencrypted":
            access.delenv("LAGEBILD_KAFKA_CA")
        else:
            set_access(access, kafka=encrypted.kafka.stranger if how == "other host" else encrypted.kafka.mutual)
    settings = KafkaSettings()
    with pytest.raises(TopicsUnreadyError, match="no broker answered"):
        await ensure_topics(settings, load_topics())
    with pytest.raises(DeskError, match="does not answer"):
        async with open_admin(settings.kafka):
            pass
    assert not [secret for secret in (PASSWORD, wrong) if secret in caplog.text]


async def test_postgres_is_asked_for_its_certificate_by_every_driver(encrypted: Encrypted) -> None:
    dsn = encrypted.postgres.dsn()
    await asyncio.to_thread(migrate, dsn)  # psycopg, and yoyo by it
    query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    connection = await asyncpg.connect(dsn)
    try:
        assert await connection.fetchval(query) is True
    finally:
        await connection.close()
    with psycopg.connect(dsn) as checked:
        assert checked.execute(query).fetchone() == (True,)


@pytest.mark.parametrize("how", ["unencrypted", "other authority", "other host"])
async def test_another_postgres_is_not_trusted(how: str, encrypted: Encrypted) -> None:
    dsn = {
        "unencrypted": encrypted.postgres.dsn(mode="disable"),
        "other authority": encrypted.postgres.dsn().replace(str(encrypted.authority.ca), str(encrypted.stranger.ca)),
        "other host": encrypted.postgres.dsn().replace("@localhost:", "@127.0.0.1:"),
    }[how]
    with pytest.raises((OSError, asyncpg.InvalidAuthorizationSpecificationError)):
        await asyncpg.connect(dsn, timeout=10)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn, connect_timeout=10)


def test_articles_go_their_whole_way_over_tls_and_no_log_holds_a_secret(
    encrypted: Encrypted, access: pytest.MonkeyPatch
) -> None:
    """Faust's consumers, producers, admin clients, asyncpg, psycopg and yoyo, at the most talkative log level."""
    set_access(access, postgres_dsn=encrypted.postgres.dsn(), log_level="DEBUG")
    seeds = list_seeds()[:6]
    with open_directory() as data, LocalStack(data, apache_only=True) as stack:
        stack.start_servers()
        assert stack.broker is None
        assert stack.postgres is None
        stack.start_services()
        drop_files(seeds, stack.inbox)
        arrived = wait_for_arrivals(
            stack.postgres_dsn,
            stack.kafka,
            files=[stack.inbox / seed.name for seed in seeds],
            document_ids=identify_seeds(seeds),
            within_s=WITHIN_S,
            report=lambda _: require_alive(stack),
        )
        asyncio.run(arrived)
        status = json.loads(run_command("status", "--json"))
        assert status["settled"]
        assert run_command("tail", "assessments", "--from-beginning", "--no-follow", "--json")
        assert run_command("digest").startswith("sha256:")
        stack.stop()
        logs = {path.name: path.read_text() for path in stack.logs.iterdir()}
    assert {"ingest.log", "extractor.log", "reconciler.log", "topics.log", "migrate.log"} <= logs.keys()
    assert "debug" in logs["reconciler.log"], "the libraries say what they do, or this test sees little"
    assert [name for name, said in logs.items() if PASSWORD in said] == []


def test_a_service_with_a_wrong_password_says_so_without_it(encrypted: Encrypted, access: pytest.MonkeyPatch) -> None:
    wrong = "geheim-falsch-2"
    set_access(access, kafka_password=wrong, log_level="DEBUG", retry_give_up_s=2)
    with open_directory() as data:
        set_access(access, health_dir=data)
        done = subprocess.run(
            [str(Path(sys.executable).with_name("lagebild-extractor"))],
            capture_output=True, text=True, check=False, timeout=WITHIN_S,
        )  # fmt: skip
    assert done.returncode == 70, done.stderr
    assert "uthentication" in done.stderr
    assert wrong not in done.stderr + done.stdout
    assert PASSWORD not in done.stderr + done.stdout


def require_alive(stack: LocalStack) -> None:
    for service in stack.services.values():
        service.require_alive()


def run_command(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("lagebild")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return done.stdout
