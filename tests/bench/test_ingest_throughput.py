"""How many small text files a second ingest publishes, beside a bare aiokafka producer in the same run.

`LAGEBILD_BENCH_FILES=100000 pytest -s tests/bench/test_ingest_throughput.py` is the long form, with
`LAGEBILD_BENCH_PROCESSES=2` two share the inbox. Nothing is asserted of the machine; what must hold on any: all files
leave the inbox, the pace is steady, memory is flat.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from services.ingest.core.read_documents import read_document
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.domain.articles import Article
from shared.runtime.codec import encode_event
from shared.runtime.messages import OutboundMessage

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

FILES = int(os.environ.get("LAGEBILD_BENCH_FILES", "4000"))
PROCESSES = int(os.environ.get("LAGEBILD_BENCH_PROCESSES", "1"))
LONG = FILES >= 50_000
DEADLINE_S = 60 + FILES / 100
STEADY = 1.3
FLAT_BYTES = 60_000_000
WORDS = [
    f"{stem}{ending}"
    for stem in (
        "Brand",
        "Feuer",
        "Wasser",
        "Straßen",
        "Bahn",
        "Wald",
        "Haus",
        "Markt",
        "Schul",
        "Grenz",
        "Hafen",
        "Berg",
    )
    for ending in ("verein", "meister", "platz", "schaden", "helfer", "räumung", "prüfung", "leitung", "dienst", "amt")
]


@dataclass(frozen=True)
class Sample:
    """What one look at the process told."""

    at: float
    published: int
    resident: int


def write_text(number: int, chance: random.Random) -> str:
    words = " ".join(chance.choices(WORDS, k=60))
    return (
        f"Brand in Lagerhalle {number}\n\nBei einem Brand sind am Freitag {number} Menschen verletzt worden. {words}.\n"
    )


def fill(inbox: Path, count: int) -> None:
    chance = random.Random(20251122)
    for number in range(count):
        directory = inbox / f"{number // 10_000:03}"
        directory.mkdir(exist_ok=True)
        (directory / f"{number:06}.txt").write_text(write_text(number, chance), encoding="utf-8")


async def measure_bare_producer(kafka: str, count: int) -> float:
    """Return messages a second of a producer with the same settings and messages, 500 in flight at a time."""
    chance = random.Random(1)
    messages = [encode(write_text(number, chance)) for number in range(count)]
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=5,
        max_batch_size=256 * 1024,
    )
    await producer.start()
    try:
        began = time.monotonic()
        for start in range(0, count, 500):
            await asyncio.gather(
                *(
                    producer.send_and_wait(one.topic, key=one.key, value=one.value, headers=one.headers)
                    for one in messages[start : start + 500]
                )
            )
        return count / (time.monotonic() - began)
    finally:
        await producer.stop()


def encode(text: str) -> OutboundMessage:
    article = read_document(text.encode(), "a.txt", None, received="2025-05-02T07:30:00.000000+00:00")
    assert isinstance(article, Article)
    value = ArticleV1.model_validate(article)
    return encode_event(ARTICLES, article.document_id, value, source="bench", time=article.received)


async def test_small_files_are_published_at_a_steady_pace(kafka: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    fill(inbox, FILES)
    bare = await measure_bare_producer(kafka, min(FILES, 20_000))
    samples, opened, computed = await run_ingest(kafka, tmp_path, inbox)
    bare_after = await measure_bare_producer(kafka, min(FILES, 20_000))
    report(samples, opened, computed, (bare, bare_after))

    assert sum(1 for path in (inbox / "processed").rglob("*.txt")) == FILES
    assert opened < 200
    if LONG:
        first, last = (pace(samples, share, share + 0.1) for share in (0.0, 0.9))
        assert first / last <= STEADY, f"first tenth {first:.0f}/s, last tenth {last:.0f}/s"
        assert samples[-1].resident - at_share(samples, 0.1).resident < FLAT_BYTES


async def run_ingest(kafka: str, root: Path, inbox: Path) -> tuple[list[Sample], int, float]:
    """Run ingest until the inbox is empty; return samples, most files that one had open, seconds of computing."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAGEBILD_")} | {
        "LAGEBILD_KAFKA": kafka,
        "LAGEBILD_INBOX": str(inbox),
        "LAGEBILD_HEALTH_DIR": str(root / "health"),
        "LAGEBILD_SETTLE_S": "0.2",
        "LAGEBILD_METRICS_PORT": "0",
    }
    logs = [root / f"ingest-{number}.log" for number in range(PROCESSES)]
    processes = []
    for log in logs:
        with log.open("wb") as target:
            command = str(Path(sys.executable).with_name("lagebild-ingest"))
            processes.append(await asyncio.create_subprocess_exec(command, env=environment, stderr=target))
    samples: list[Sample] = []
    opened = 0
    computed = 0.0
    try:
        ports = [await find_port(log) for log in logs]
        give_up = time.monotonic() + DEADLINE_S
        while not samples or samples[-1].published < FILES:
            assert time.monotonic() < give_up, logs[0].read_text()[-3_000:]
            published = sum([await asyncio.to_thread(read_published, port) for port in ports])
            samples.append(Sample(time.monotonic(), published, max(read_resident(one.pid) for one in processes)))
            opened = max(opened, *(count_open(one.pid) for one in processes))
            await asyncio.sleep(0.1)
        computed = sum(read_computed(one.pid) for one in processes)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 30)
    return samples, opened, computed


async def find_port(log: Path) -> int:
    give_up = time.monotonic() + 30
    while True:
        for line in log.read_text().splitlines():  # noqa: ASYNC240  (a small file)
            if 'event="status pages"' in line:
                return int(line.rpartition("port=")[2])
        assert time.monotonic() < give_up, log.read_text()  # noqa: ASYNC240
        await asyncio.sleep(0.05)


def read_published(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("lagebild_ingest_articles_total "):
                return int(float(line.split()[1]))
    raise AssertionError("no lagebild_ingest_articles_total")


def read_resident(pid: int) -> int:
    """Return the bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def read_computed(pid: int) -> float:
    """Return the seconds that a process has computed, for itself and in the kernel; others' load leaves them alone."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def count_open(pid: int) -> int:
    """Return how many files a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def at_share(samples: list[Sample], share: float) -> Sample:
    """Return the first sample at which that share of the files was published."""
    return next(sample for sample in samples if sample.published >= max(1, share * FILES))


def pace(samples: list[Sample], start: float, end: float) -> float:
    first, last = at_share(samples, start), at_share(samples, min(end, 1.0))
    return (last.published - first.published) / max(last.at - first.at, 0.001)


def report(samples: list[Sample], opened: int, computed: float, bare: tuple[float, float]) -> None:
    whole = pace(samples, 0.0, 1.0)
    print(  # noqa: T201
        "\n"
        + json.dumps(
            {
                "files": FILES,
                "processes": PROCESSES,
                "files_a_second": round(whole),
                "by_tenth": [round(pace(samples, tenth / 10, (tenth + 1) / 10)) for tenth in range(10)],
                "computing_us_a_file": round(computed / FILES * 1e6),
                "bare_producer_a_second": [round(one) for one in bare],
                "share_of_bare": round(whole / max(bare), 3),
                "resident_mb": [round(at_share(samples, tenth / 10).resident / 1e6) for tenth in range(11)],
                "most_open_files": opened,
            },
            indent=2,
        )
    )
