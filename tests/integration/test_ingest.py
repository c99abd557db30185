"""The ingest service itself, as a process, on a real Kafka: files in, messages read by a plain aiokafka consumer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord

pytestmark = pytest.mark.kafka

TOPIC = "lagebild.articles.v1"
SCHEMA = Path(__file__).parents[2] / "shared" / "contracts" / "schemas"
DEADLINE_S = 60.0
OWN = {"processed", "failed", "duplicate", ".lagebild"}


class Ingest:
    """The process `lagebild-ingest` with an inbox of its own."""

    def __init__(self, root: Path, kafka: str) -> None:
        self.inbox = root / "inbox"
        self.processed, self.failed = self.inbox / "processed", self.inbox / "failed"
        self.inbox.mkdir()
        self.log = root / "ingest.log"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LAGEBILD_")} | {
            "LAGEBILD_KAFKA": kafka,
            "LAGEBILD_INBOX": str(self.inbox),
            "LAGEBILD_HEALTH_DIR": str(root / "health"),
            "LAGEBILD_SETTLE_S": "0.2",
            "LAGEBILD_BATCH_FILES": "20",
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> asyncio.subprocess.Process:
        command = str(Path(sys.executable).with_name("lagebild-ingest"))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(command, env=self.environment, stderr=log)
        return self.process

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def drop(self, name: str | bytes, data: str | bytes, sidecar: object = None) -> None:
        path = self.inbox / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if sidecar is not None:
            path.with_name(path.name + ".meta.json").write_text(json.dumps(sidecar))
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    @property
    def waiting(self) -> list[Path]:
        """Files that still wait in the inbox."""
        return [
            path
            for path in self.inbox.rglob("*")
            if not path.is_dir()
            and path.relative_to(self.inbox).parts[0] not in OWN
            and not path.name.endswith(".lock")
        ]

    def list_shelf(self, shelf: Path) -> list[str]:
        return sorted("/".join(path.relative_to(shelf).parts[1:]) for path in shelf.rglob("*") if path.is_file())

    def read_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="backslashreplace")


@pytest.fixture
async def ingest(tmp_path: Path, kafka: str) -> AsyncIterator[Ingest]:
    service = Ingest(tmp_path, kafka)
    yield service
    await service.kill()


async def until(condition: Callable[[], bool], ingest: Ingest) -> None:
    give_up = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < give_up, f"not within {DEADLINE_S} s; the log of ingest:\n{ingest.read_log()}"
        await asyncio.sleep(0.05)


async def read_articles(kafka: str, outlet: str) -> list[ConsumerRecord]:
    """Return all messages now in the topic whose outlet is that, as a user would read them."""
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = consumer.assignment()
        assert len(partitions) == 6
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord] = []
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                # other tests put rubbish on the topic that they share
                found.extend(record for record in records if ("ce_source", b"/lagebild/ingest") in record.headers)
        return [record for record in found if json.loads(record.value)["outlet"] == outlet]
    finally:
        await consumer.stop()


def write_article(number: int) -> str:
    return f"Brand in Lagerhalle {number}\n\nBei einem Brand sind am Freitag {number + 2} Menschen verletzt worden.\n"


async def test_files_become_messages_and_bad_files_become_reasons(ingest: Ingest, kafka: str) -> None:
    outlet = "Talbote (alle Arten)"
    ingest.drop(
        "brand.txt", write_article(1), {"outlet": outlet, "published": "2025-05-02", "url": "https://t.example/1"}
    )
    ingest.drop("sub dir/Zwölf Verletzte.txt", write_article(2), {"outlet": outlet})
    ingest.drop(b"zwei\nZeilen \xff.txt", write_article(3), {"outlet": outlet})
    ingest.drop("leer.txt", b"")
    ingest.drop("bild.txt", b"\x89PNG\r\n\x1a\n\x00")
    ingest.drop("halb.txt", "Zwölf Verletzte, fünf Tote, ein Ä".encode()[:-1])
    ingest.drop("seite.html", "<p>")
    ingest.drop("bericht.docx", "PK")
    ingest.drop("riesig.txt", b"x" * 50_000_000)
    ingest.drop("datum.txt", write_article(4), {"published": "2025-02-30"})
    (ingest.inbox / "nirgends.txt").symlink_to("weg.txt")
    process = await ingest.start()
    await until(lambda: not ingest.waiting, ingest)
    ingest.drop("danach.txt", write_article(5), {"outlet": outlet})
    await until(lambda: not ingest.waiting, ingest)

    records = await read_articles(kafka, outlet)
    schema = json.loads(next(SCHEMA.glob(f"{TOPIC}*.json")).read_text())
    for record in records:
        value = json.loads(record.value)
        jsonschema.validate(value, schema)
        assert record.key == value["document_id"].encode()
        headers = dict(record.headers)
        assert headers["ce_specversion"] == b"1.0"
        assert headers["ce_type"] == b"lagebild.article.ingested.v1"
        assert headers["ce_time"] == value["received"].encode()
        assert headers["content-type"] == b"application/json"
    assert len({dict(record.headers)["ce_id"] for record in records}) == 4
    by_file = {json.loads(record.value)["origin_file"]: json.loads(record.value) for record in records}
    assert set(by_file) == {"brand.txt", "sub dir/Zwölf Verletzte.txt", r"zwei\nZeilen \xff.txt", "danach.txt"}
    assert by_file["brand.txt"]["text"] == write_article(1)
    assert by_file["brand.txt"]["headline"] == "Brand in Lagerhalle 1"

    reasons = {path.name: json.loads(path.read_text())["what"] for path in ingest.failed.rglob("*.reason.json")}
    assert reasons == {
        "leer.txt.reason.json": "empty",
        "bild.txt.reason.json": "binary",
        "halb.txt.reason.json": "wrong_encoding",
        "seite.html.reason.json": "no_text",
        "bericht.docx.reason.json": "unsupported_format",
        "riesig.txt.reason.json": "too_large",
        "datum.txt.reason.json": "broken_sidecar",
        "nirgends.txt.reason.json": "not_a_file",
    }
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), DEADLINE_S) == 0
    log = ingest.read_log()
    assert log.count('event="file published"') == 4
    assert log.count('event="file refused"') == 8


async def test_killed_again_and_again_it_loses_nothing_and_every_file_is_in_one_place(
    ingest: Ingest, kafka: str
) -> None:
    outlet, count, rounds = "Talbote (abgewürgt)", 200, 4
    ingest.environment |= {"LAGEBILD_BATCH_FILES": "5"}
    for number in range(count):
        ingest.drop(f"{number}.txt", write_article(number), {"outlet": outlet, "id": f"kill-{number}"})
        if number % (count // rounds) == 0:
            waiting = len(ingest.waiting)
            await ingest.start()
            await until(lambda most=waiting: len(ingest.waiting) < most, ingest)  # type: ignore[misc]
            await ingest.kill()
    await ingest.start()
    await until(lambda: not ingest.waiting, ingest)
    await ingest.kill()

    names = [f"{number}.txt" for number in range(count)]
    assert ingest.list_shelf(ingest.processed) == sorted(names + [f"{name}.meta.json" for name in names])
    assert ingest.list_shelf(ingest.failed) == []
    values = [json.loads(record.value) for record in await read_articles(kafka, outlet)]
    assert len({value["document_id"] for value in values}) == count
    assert len({(value["document_id"], value["version"]) for value in values}) == count


async def test_waits_for_a_kafka_that_is_away_and_goes_on_by_itself(ingest: Ingest, kafka: str) -> None:
    outlet = "Talbote (abgehängt)"
    with reserve_port() as reserved:
        ingest.environment |= {"LAGEBILD_KAFKA": f"127.0.0.1:{reserved.getsockname()[1]}"}
        ingest.drop("brand.txt", write_article(1), {"outlet": outlet})
        ingest.drop("leer.txt", b"")
        await ingest.start()
        await until(lambda: "Kafka does not take articles" in ingest.read_log(), ingest)
        await until(lambda: len(ingest.waiting) == 2, ingest)  # the empty file needs no Kafka
        server = await asyncio.start_server(lambda reader, writer: relay(reader, writer, kafka), sock=reserved)
        async with server:
            await until(lambda: not ingest.waiting, ingest)
    assert "Kafka takes articles again" in ingest.read_log()
    assert len(await read_articles(kafka, outlet)) == 1


@contextlib.contextmanager
def reserve_port() -> Iterator[socket.socket]:
    """A port that is ours and where nobody answers, until the socket is made to listen."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kafka: str) -> None:
    """Pass bytes between a client and the broker: the first contact is all that clients make this way."""
    host, _, port = kafka.rpartition(":")
    broker_reader, broker_writer = await asyncio.open_connection(host, int(port))
    await asyncio.gather(_pump(reader, broker_writer), _pump(broker_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
