from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import IllegalStateError, KafkaTimeoutError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from shared.runtime.commits import DurableOffsets, GuardedConsumer
from tests.unit.shared.runtime.fakes import inbound

PLACE = TP("numbers", 3)


def build_consumer(durable: DurableOffsets, acked: list[int]) -> Any:
    """A consumer with the state that choosing an offset reads, and no connection."""
    consumer: Any = GuardedConsumer.__new__(GuardedConsumer)
    consumer.app = SimpleNamespace(durable=durable)
    consumer._acked = defaultdict(list, {PLACE: list(acked)})
    consumer._acked_index = defaultdict(set, {PLACE: set(acked)})
    consumer._gap = defaultdict(list)
    consumer._committed_offset = defaultdict(lambda: None)
    return consumer


async def test_without_a_commit_a_partition_is_read_from_its_beginning_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: dict[TP, int] = {}

    async def seek(_consumer: Any) -> dict[TP, int | None]:
        return {PLACE: 5, TP("numbers", 4): None, TP("numbers", 5): 0}

    async def earliest_offsets(*partitions: TP) -> dict[TP, int]:
        return {partition: 10 * partition.partition for partition in partitions}

    async def seek_wait(offsets: dict[TP, int]) -> None:
        sought.update(offsets)

    monkeypatch.setattr(driver.Consumer, "seek_to_committed", seek)
    consumer = build_consumer(DurableOffsets(), [])
    consumer._thread = SimpleNamespace(earliest_offsets=earliest_offsets, seek_wait=seek_wait)
    assert (await consumer.seek_to_committed())[PLACE] == 5
    assert sought == {TP("numbers", 4): 40, TP("numbers", 5): 50}


@pytest.mark.parametrize(("error", "ends"), [(KafkaTimeoutError(), True), (IllegalStateError(), False)])
async def test_where_going_back_fails_the_process_ends_unless_the_assignment_has_changed(
    error: Exception,
    ends: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def seek(_consumer: Any) -> dict[TP, int | None]:
        raise error

    def end(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(driver.Consumer, "seek_to_committed", seek)
    monkeypatch.setattr(os, "_exit", end)
    with pytest.raises(SystemExit if ends else IllegalStateError):
        await build_consumer(DurableOffsets(), []).seek_to_committed()


def test_nothing_is_committed_before_something_is_durable() -> None:
    consumer = build_consumer(DurableOffsets(), [0, 1, 2])
    assert consumer._new_offset(PLACE) is None


def test_what_is_acknowledged_but_not_durable_is_not_committed() -> None:
    durable = DurableOffsets()
    durable.advance([inbound(offset, b"") for offset in (0, 1)])
    consumer = build_consumer(durable, [0, 1, 2, 3])
    assert consumer._new_offset(PLACE) == 2
    assert consumer._acked[PLACE] == [2, 3]


def test_gaps_of_compaction_do_not_hold_up_commits() -> None:
    durable = DurableOffsets()
    durable.advance([inbound(offset, b"") for offset in (4, 9, 23)])
    assert build_consumer(durable, [4, 9, 23])._new_offset(PLACE) == 24


def test_partitions_that_go_are_forgotten() -> None:
    durable = DurableOffsets()
    durable.advance([inbound(7, b"")])
    durable.forget([PLACE])
    assert durable.find(PLACE) is None


def test_redelivery_after_a_rebalance_sets_the_mark_back() -> None:
    durable = DurableOffsets()
    durable.advance([inbound(90, b"")])
    durable.advance([inbound(10, b"")])
    assert durable.find(PLACE) == 11


def test_what_is_held_is_not_committed_before_its_topic_advances() -> None:
    durable = DurableOffsets()
    durable.advance([inbound(0, b"")])
    durable.hold([inbound(1, b""), inbound(2, b"")])
    assert durable.find(PLACE) == 1
    assert durable.find_reached(PLACE) == 3
    durable.advance([])
    assert durable.find(PLACE) == 1
    durable.advance([replace(inbound(9, b""), partition=4)])
    assert durable.find(PLACE) == 3
    assert durable.find(TP("numbers", 4)) == 10


def test_what_another_topic_holds_stays_held() -> None:
    durable = DurableOffsets()
    durable.hold([inbound(1, b"")])
    durable.advance([replace(inbound(5, b""), topic="letters")])
    assert durable.find(PLACE) is None


def test_what_was_held_of_revoked_partitions_is_forgotten() -> None:
    durable = DurableOffsets()
    durable.hold([inbound(1, b"")])
    durable.forget([PLACE])
    durable.advance([replace(inbound(5, b""), partition=4)])
    assert durable.find(PLACE) is None
