"""The relay: what a commit put into the outbox reaches the topics, in order, once it can."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import asyncpg
import pytest

from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.relay import Relay
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import reconcile
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.registry import ASSESSMENTS, DISCREPANCIES, find_topic
from shared.domain.ledger import Ledger
from shared.runtime.codec import decode_event
from shared.runtime.errors import FencedError, PermanentError
from shared.runtime.messages import OutboundMessage
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import cut, fetch, open_database, read_ledger

pytestmark = pytest.mark.postgres


class Shelf:
    """A topic's end for the relay: keeps what was published, refuses what is too large, breaks when told to."""

    def __init__(self, largest: int = 10**9) -> None:
        self.messages: list[OutboundMessage] = []
        self.failures = 0
        self._largest = largest

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the broker is away")
        large = [m for m in messages if len(m.value or b"") > self._largest]
        self.messages += [m for m in messages if m not in large]
        if large:
            raise PermanentError("too large")

    def latest(self) -> dict[tuple[str, bytes | None], bytes | None]:
        """What a reader of the compacted topics holds in the end."""
        held = {(message.topic, message.key): message.value for message in self.messages}
        return {key: value for key, value in held.items() if value is not None}


def make_relay(database: Database, shelf: Shelf, batch: int = 50) -> Relay:
    return Relay(database, shelf.publish, batch=batch, poll_s=0.05)


def list_expected_events(ledger: Ledger) -> dict[tuple[str, bytes | None], bytes | None]:
    paths = {document.document_id: document.path for document in ledger.documents}
    events: dict[tuple[str, bytes | None], bytes | None] = {}
    for dossier in ledger.dossiers:
        for track in dossier.tracks:
            value = AssessmentV1.of_track(dossier, track).model_dump_json(by_alias=True).encode()
            events[ASSESSMENTS.name, track.track_id.encode()] = value
        for found in dossier.discrepancies:
            shown = DiscrepancyV1.from_domain(found, paths.get(found.document_id or ""))
            events[DISCREPANCIES.name, found.discrepancy_id.encode()] = shown.model_dump_json(by_alias=True).encode()
    return events


async def test_the_topics_hold_the_ledger_in_the_end(postgres_dsn: str) -> None:
    draw = random.Random(5)
    claim_sets = generate_claim_sets(40, 5)
    shelf = Shelf()
    async with open_database(postgres_dsn) as database:
        relay = make_relay(database, shelf, batch=7)
        for batch in cut(draw.sample(claim_sets, len(claim_sets)), draw):
            await LedgerWriter(database, on_change=relay.wake).write(batch)
            if draw.random() < 0.5:
                await relay.drain()
        await relay.drain()

    assert shelf.latest() == list_expected_events(reconcile(claim_sets))
    assert await fetch(postgres_dsn, "SELECT * FROM lagebild.outbox") == []
    for message in shelf.messages:
        headers = dict(message.headers)
        assert headers["ce_specversion"] == b"1.0"
        if message.value is not None:
            topic = find_topic(message.topic)
            assert isinstance(decode_event(topic, message.value, message.headers), topic.contract or object)
    said: defaultdict[bytes | None, list[bytes | None]] = defaultdict(list)
    for message in shelf.messages:
        said[message.key].append(message.value)
    assert all(one != other for values in said.values() for one, other in pairwise(values)), (
        "what stays is not repeated"
    )


async def test_the_relay_survives_a_broker_that_is_away(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(10, 6)
    shelf = Shelf()
    shelf.failures = 2
    async with open_database(postgres_dsn) as database:
        relay = make_relay(database, shelf)
        await LedgerWriter(database, on_change=relay.wake).write(claim_sets)
        running = asyncio.create_task(relay.run())
        async with asyncio.timeout(20):
            while await fetch(postgres_dsn, "SELECT FROM lagebild.outbox LIMIT 1"):
                assert not running.done()
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert shelf.latest() == list_expected_events(reconcile(claim_sets))


async def test_what_kafka_can_never_take_stays_marked_and_holds_nothing_up(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(30, 8)
    expected = list_expected_events(reconcile(claim_sets))
    largest = sorted(len(value or b"") for value in expected.values())[-3]
    shelf = Shelf(largest)
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        await make_relay(database, shelf).drain()

    kept = await fetch(postgres_dsn, "SELECT topic, key, refused FROM lagebild.outbox")
    assert {row["refused"] for row in kept} == {"too large"}
    large = {key for key, value in expected.items() if len(value or b"") > largest}
    assert {(row["topic"], row["key"]) for row in kept} == large
    assert shelf.latest() == {key: value for key, value in expected.items() if key not in large}


async def test_of_two_relays_one_works(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(10, 9)
    shelf, second = Shelf(), Shelf()
    async with open_database(postgres_dsn) as database, open_database(postgres_dsn) as other:
        await LedgerWriter(database).write(claim_sets)
        met: list[int] = []

        async def publish(messages: Sequence[OutboundMessage]) -> None:
            met.append(await make_relay(other, second).drain())
            await shelf.publish(messages)

        await Relay(database, publish, batch=50, poll_s=1).drain()

    assert set(met) == {0}
    assert second.messages == []
    assert shelf.latest() == list_expected_events(reconcile(claim_sets))


async def test_a_document_without_claims_leaves_a_ledger_that_never_had_them(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(12, 3)
    emptied = [replace(each, ruleset="rules-2", claims=()) for each in claim_sets]

    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        shelf = Shelf()
        await make_relay(database, shelf).drain()
        await LedgerWriter(database).write(emptied)
        await make_relay(database, shelf).drain()

    assert (await read_ledger(postgres_dsn)).dossiers == ()
    assert shelf.latest() == {}, "everything that was announced has a tombstone"
    for table in (
        "dossiers",
        "tracks",
        "positions",
        "tallies",
        "companies",
        "copies",
        "copy_bands",
        "relations",
        "discrepancies",
        "estimates",
    ):
        assert await fetch(postgres_dsn, f"SELECT * FROM lagebild.{table}") == []


async def test_a_relay_that_was_overtaken_reads_the_outbox_anew_before_it_publishes(postgres_dsn: str) -> None:
    """What it had read before is published by the one that took its place."""
    claim_sets = generate_claim_sets(10, 11)
    published: list[OutboundMessage] = []
    taken_over: list[int] = []

    async def publish(messages: Sequence[OutboundMessage]) -> None:
        if not taken_over:
            raise FencedError("another process publishes")
        published.extend(messages)

    async def take_over() -> None:
        taken_over.append(len(await fetch(postgres_dsn, "DELETE FROM lagebild.outbox RETURNING sequence")))

    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        await Relay(database, publish, batch=5, poll_s=1, take_over=take_over).drain()

    assert len(taken_over) == 1
    assert taken_over[0] > 5
    assert published == []


async def test_the_place_is_taken_from_a_relay_whose_session_is_lost(postgres_dsn: str) -> None:
    claim_sets = generate_claim_sets(10, 12)
    second = Shelf()

    async def lose_the_session(_: Sequence[OutboundMessage]) -> None:
        await fetch(
            postgres_dsn,
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        )
        async with open_database(postgres_dsn) as other, asyncio.timeout(20):
            while not await make_relay(other, second).drain():
                assert second.messages == []
        raise FencedError("another process publishes")

    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(claim_sets)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
            await Relay(database, lose_the_session, batch=50, poll_s=1, take_over=_do_nothing).drain()

    assert second.latest() == list_expected_events(reconcile(claim_sets))


async def _do_nothing() -> None:
    """Take over where there is nothing to take."""
