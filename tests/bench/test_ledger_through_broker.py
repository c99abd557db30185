"""How many claims a second go from Kafka through the reconciler into Postgres; printed, not asserted: machines differ.

`LAGEBILD_BENCH_BROKER_CLAIMS=200000 pytest -s tests/bench/test_ledger_through_broker.py` is the long form, with
`LAGEBILD_BENCH_PROCESSES=2` two reconcilers share the topic. All claim sets lie in the topic before the first starts.
The clock runs from the first commit to the last, and on to the last message on the output topics.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from infra.local.stack import LocalStack
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import CLAIMS
from shared.domain.claims import ClaimSet
from shared.runtime.codec import encode_event
from tests.bench.claim_streams import stream_claim_sets

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow]

_CLAIMS = int(os.environ.get("LAGEBILD_BENCH_BROKER_CLAIMS", "20000"))
_PROCESSES = int(os.environ.get("LAGEBILD_BENCH_PROCESSES", "1"))
_DEADLINE_S = 120 + _CLAIMS / 100
_LOOK_EVERY_S = 0.1
_WRITTEN = "SELECT (SELECT count(*) FROM lagebild.documents), (SELECT count(*) FROM lagebild.outbox)"


async def test_claims_reach_the_ledger_through_the_broker(
    stack: LocalStack, capsys: pytest.CaptureFixture[str]
) -> None:
    claim_sets = list(stream_claim_sets(_CLAIMS, max(_CLAIMS // 500, 2), big_claims=_CLAIMS // 10))
    await _publish(stack.kafka, claim_sets)
    stack.start_services(("reconciler",), replicas=_PROCESSES)
    first, written, relayed = await _watch(stack.postgres_dsn, len(claim_sets))
    claims = sum(len(each.claims) for each in claim_sets)
    share = 1 - first[1] / len(claim_sets)
    found = {
        "claims": claims,
        "articles": len(claim_sets),
        "reconcilers": _PROCESSES,
        "seconds": round(written - first[0], 1),
        "claims_per_s": round(claims * share / max(written - first[0], _LOOK_EVERY_S), 1),
        "seconds_until_all_messages_were_sent": round(relayed - first[0], 1),
        "cpu_s": round(sum(_read_cpu(process.pid) for process in stack.services.values()), 1),
    }

    with capsys.disabled():
        print("\n" + json.dumps(found, indent=2))  # noqa: T201
    assert await _count_claims(stack.postgres_dsn) == claims


async def _publish(kafka: str, claim_sets: list[ClaimSet]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", compression_type="lz4", linger_ms=5)
    await producer.start()
    try:
        for start in range(0, len(claim_sets), 500):
            values = [(each.document_id, ClaimSetV1.model_validate(each)) for each in claim_sets[start : start + 500]]
            messages = [encode_event(CLAIMS, key, value, source="bench", time=value.received) for key, value in values]
            await asyncio.gather(
                *(
                    producer.send_and_wait(one.topic, key=one.key, value=one.value, headers=one.headers)
                    for one in messages
                )
            )
    finally:
        await producer.stop()


async def _watch(dsn: str, articles: int) -> tuple[tuple[float, int], float, float]:
    """Return when the first articles were there and how many, when all were, and when the outbox was empty again."""
    connection = await asyncpg.connect(dsn)
    first: tuple[float, int] | None = None
    written: float | None = None
    give_up = time.monotonic() + _DEADLINE_S
    try:
        while True:
            assert time.monotonic() < give_up, "the reconciler did not come to an end"
            row = await connection.fetchrow(_WRITTEN)
            assert row is not None
            documents, waiting = row
            now = time.monotonic()
            if documents and first is None:
                first = now, documents
            if documents == articles:
                written = written or now
                if first is not None and not waiting:
                    return first, written, now
            await asyncio.sleep(_LOOK_EVERY_S)
    finally:
        await connection.close()


async def _count_claims(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM lagebild.claims"))
    finally:
        await connection.close()


def _read_cpu(pid: int) -> float:
    """Return the seconds that a process has computed; others' load leaves them alone."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
