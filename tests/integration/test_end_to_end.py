"""Files dropped into the inbox become rows, messages and reasons, on a real Kafka and a real Postgres."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from infra.local.stack import LocalStack
from services.desk.arrivals import wait_for_arrivals
from services.desk.seeds import drop_files, identify_seeds, list_seeds

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
WITHIN_S = 90.0
OUTPUTS = ("lagebild.articles.v1", "lagebild.claims.v1", "lagebild.assessments.v1", "lagebild.discrepancies.v1")
TITLE = "Zugunglück in Griechenland"
BODY = "Nach Angaben der Feuerwehr wurden bei dem Zugunglück in Griechenland {} Menschen verletzt.\n"


@dataclass
class Drop:
    """What was put into the inbox, and what should become of it."""

    inbox: Path
    good: list[str] = field(default_factory=list)
    bad: dict[str, str] = field(default_factory=dict)

    def accept(self, name: str, text: str) -> None:
        """Put a file there that is an article."""
        self._write(name, text.encode())
        self.good.append(name)

    def refuse(self, name: str, content: bytes, code: str, sidecar: bytes | None = None) -> None:
        """Put a file there that is none, with the code of the reason."""
        if sidecar is not None:
            self._write(f"{name}.meta.json", sidecar)
        self._write(name, content)
        self.bad[name] = code

    def _write(self, name: str, content: bytes) -> None:
        path = self.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def test_files_become_rows_reasons_and_messages(stack: LocalStack) -> None:
    stack.start_services()
    seeds = list_seeds()
    drop_files(seeds, stack.inbox)
    wait_for(stack, [stack.inbox / seed.name for seed in seeds], identify_seeds(seeds))
    assert query(stack, "SELECT count(*) FROM lagebild.ledger WHERE best IS NOT NULL")[0][0] > 0
    assert query(stack, "SELECT count(*) FROM lagebild.conflicts")[0][0] > 0
    assert_every_figure_stands_in_its_article(stack)
    assert_same_digest_as_compare(stack, seeds)
    assert_commands_show_it(stack)

    drop = drop_good_and_bad(stack.inbox)
    assert_every_file_ends_where_it_should(stack, drop)
    vanish_while_it_is_written(stack)
    drop.accept("danach.txt", f"{TITLE}\n\n{BODY.format(77)}")
    wait_until(lambda: has_row(stack, "danach.txt"), "the file after the bad ones in Postgres")

    poison(stack)
    asyncio.run(assert_messages_are_as_promised(stack))
    remaining = {path.name for path in stack.inbox.iterdir()} - {
        "processed",
        "processing",
        "failed",
        "duplicate",
        ".lagebild",
        "ordner.txt",
    }
    assert remaining == set()


def drop_good_and_bad(inbox: Path) -> Drop:
    drop = Drop(inbox)
    drop.refuse("leer.txt", b"", "empty")
    drop.refuse("nur leerraum.txt", b" \n\n\t\n", "empty")
    drop.refuse("programm.txt", bytes(range(256)) * 8, "binary")
    drop.refuse("riesig.txt", b"Zwei Tote.\n" * 4_800_000, "too_large")
    drop.refuse("beiwerk.txt", BODY.format(31).encode(), "broken_sidecar", sidecar=b'{"published": ')
    drop.refuse("datum.txt", BODY.format(32).encode(), "broken_sidecar", sidecar=b'{"published": "gestern"}')
    drop.refuse("halbe datei.txt", f"{TITLE}\n\nfünf Tote, dreißig Verletzte, ein Ä".encode()[:-1], "wrong_encoding")
    drop.refuse("bericht.pdf", b"%PDF-1.7", "damaged")
    drop.refuse("bericht.docx", b"PK\x03\x04", "unsupported_format")
    (inbox / "haengt.txt").symlink_to("fehlt.txt")
    drop.bad["haengt.txt"] = "not_a_file"
    for number, name in enumerate(
        ("mit leerzeichen.txt", "ümläute und ß.txt", "zeile\numbruch.txt", "ordner.txt/innen.txt", "-bindestrich.txt")
    ):
        drop.accept(name, f"{TITLE}\n\n{BODY.format(40 + number)}")
    return drop


def assert_every_file_ends_where_it_should(stack: LocalStack, drop: Drop) -> None:
    for name in drop.good:
        wait_until(lambda name=name: find(stack.processed, name), f"{name!r} in processed/")  # type: ignore[misc]
        wait_until(lambda name=name: has_row(stack, name), f"{name!r} in Postgres")  # type: ignore[misc]
    for name, code in drop.bad.items():
        wait_until(lambda name=name: find(stack.failed, f"{name}.reason.json"), f"{name!r} in failed/")  # type: ignore[misc]
        (reason,) = find(stack.failed, f"{name}.reason.json")
        told = json.loads(reason.read_text(encoding="utf-8"))
        assert told["what"] == code, told
        assert told["why"]
        assert told["what_to_do"]
        assert os.path.lexists(reason.with_name(name))
        assert not has_row(stack, name)


def vanish_while_it_is_written(stack: LocalStack) -> None:
    """Take a file away that ingest has seen and waits for; ingest must say so and go on."""
    path, log = stack.inbox / "verschwindet.txt", stack.logs / "ingest.log"

    def write_and_remove() -> bool:
        for number in range(20):
            with path.open("a", encoding="utf-8") as file:
                file.write(BODY.format(number))
            time.sleep(0.05)
        path.unlink()
        return "vanished" in log.read_text(encoding="utf-8")

    wait_until(write_and_remove, "ingest to tell of the vanished file")
    assert any("vanished" in line and path.name in line for line in log.read_text(encoding="utf-8").splitlines())


def assert_every_figure_stands_in_its_article(stack: LocalStack) -> None:
    rows = query(
        stack,
        "SELECT a.text, c.figure_start, c.figure_end, c.figure_text, c.evidence_start, c.evidence_end, c.sentence"
        " FROM lagebild.claims AS c JOIN lagebild.documents USING (document_id)"
        " JOIN lagebild.articles AS a USING (document_id, version)",
    )
    assert rows
    for text, start, end, figure, first, last, sentence in rows:
        assert text[start:end] == figure
        assert text[first:last] == sentence


def assert_same_digest_as_compare(stack: LocalStack, files: Sequence[Path]) -> None:
    stored = run_lagebild(stack, "digest").strip()
    compared = json.loads(run_lagebild(stack, "compare", "--json", *map(str, files)))
    assert stored == compared["digest"]
    assert stored.startswith("sha256:")


def assert_commands_show_it(stack: LocalStack) -> None:
    assert "Everything that was taken is in the ledger" in run_lagebild(stack, "status", "--partitions")
    assert "Zivilschutz" in run_lagebild(stack, "ledger", "hochwasser")
    assert "Veranstalter" not in run_lagebild(stack, "ledger", "hochwasser")
    assert "2025-09-17" in run_lagebild(stack, "timeline", "hochwasser@SI/menschen")
    assert "contradiction" in run_lagebild(stack, "conflicts")
    for column, view in (
        ("claim_id", "evidence"),
        ("position_id", "evidence"),
        ("document_id", "evidence"),
        ("track_id", "ledger"),
    ):
        ((found,),) = query(stack, f"SELECT {column} FROM lagebild.{view} WHERE {column} IS NOT NULL LIMIT 1")
        assert found in run_lagebild(stack, "explain", found[:10])
    lines = run_lagebild(stack, "tail", "claims", "--from-beginning", "--no-follow", "--json").splitlines()
    assert {json.loads(line)["key"] for line in lines} == identify_seeds(list_seeds())


def poison(stack: LocalStack) -> None:
    """Write what is no article to the input topic."""

    async def send() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=stack.kafka)
        await producer.start()
        try:
            await producer.send_and_wait("lagebild.articles.v1", b"kein JSON", key=b"gift")
        finally:
            await producer.stop()

    asyncio.run(send())
    wait_until(lambda: len(asyncio.run(read_topic(stack.kafka, "lagebild.dead-letters.v1"))) >= 2, "two dead letters")


async def assert_messages_are_as_promised(stack: LocalStack) -> None:
    for topic in OUTPUTS:
        path = ROOT / "shared" / "contracts" / "schemas" / f"{topic}.schema.json"
        validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
        records = [record for record in await read_topic(stack.kafka, topic) if record.key != b"gift"]
        assert any(record.value is not None for record in records), topic
        for record in records:
            assert_headers(record)
            if record.value is not None:
                validator.validate(json.loads(record.value))
    for record in await read_topic(stack.kafka, "lagebild.dead-letters.v1"):
        headers = dict(record.headers)
        assert_headers(record)
        assert record.value == b"kein JSON"
        assert record.key == b"gift"
        assert headers["topic"] == b"lagebild.articles.v1"
        assert headers["reason"]


def assert_headers(record: ConsumerRecord) -> None:
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["content-type"] in (b"application/json", b"application/octet-stream")
    for name in ("ce_id", "ce_type", "ce_source", "ce_time"):
        assert headers[name], name


async def read_topic(kafka: str, topic: str) -> list[ConsumerRecord]:
    """Read a topic to its end, the way docs/topics.md tells users to."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        records: list[ConsumerRecord] = []
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=200)
            records.extend(itertools.chain.from_iterable(batches.values()))
        return records
    finally:
        await consumer.stop()


def wait_for(stack: LocalStack, files: list[Path], document_ids: set[str]) -> None:
    asyncio.run(
        wait_for_arrivals(
            stack.postgres_dsn,
            stack.kafka,
            files=files,
            document_ids=document_ids,
            within_s=WITHIN_S,
            report=lambda _: require_alive(stack),
        )
    )


def require_alive(stack: LocalStack) -> None:
    """Fail with the end of its log where a service has ended by itself."""
    for service in stack.services.values():
        service.require_alive()


def wait_until(holds: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"waited {WITHIN_S:g} s for {what}"
        time.sleep(0.1)


def find(shelf: Path, name: str) -> list[Path]:
    return [path for path in shelf.glob("*/**/*") if str(path.relative_to(shelf)).partition("/")[2] == name]


def has_row(stack: LocalStack, name: str) -> bool:
    escaped = name.replace("\n", "\\n")
    return bool(query(stack, "SELECT FROM lagebild.documents WHERE origin_file = %s", escaped))


def query(stack: LocalStack, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(stack.postgres_dsn) as connection:
        return connection.execute(statement.encode(), values).fetchall()


def run_lagebild(stack: LocalStack, *arguments: str) -> str:
    command = [sys.executable, "-m", "services.desk.main", *arguments]
    environment = {**os.environ, "LAGEBILD_KAFKA": stack.kafka, "LAGEBILD_POSTGRES_DSN": stack.postgres_dsn}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
