"""What a worker's consumer can tell of Kafka: does it answer, what waits, is everything done?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from aiokafka.client import AIOKafkaClient
from faust.types import TP

from shared.runtime.kafka_clients import describe_client

if TYPE_CHECKING:
    from shared.runtime.streams import StreamApp

_ANSWER_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class KafkaLook:
    """`waiting`: messages that are not durably done, None where not known. `fault`: why Kafka did not answer."""

    idle: bool
    waiting: int | None
    fault: str | None


async def look_at_kafka(app: StreamApp) -> KafkaLook:
    """Ask the broker where the worker's partitions end, and compare with what the worker has done."""
    if not app.started:
        return KafkaLook(idle=False, waiting=None, fault=None)
    try:
        async with asyncio.timeout(_ANSWER_WITHIN_S):
            partitions = app.consumer.assignment()
            if not partitions:  # more workers than partitions: nothing to do, as long as there is a Kafka
                await _reach_kafka(app)
                return KafkaLook(idle=True, waiting=0, fault=None)
            ends = await app.consumer.highwaters(*partitions)
            positions = {each: await app.consumer.position(each) or 0 for each in partitions}
    except TimeoutError:
        return KafkaLook(idle=False, waiting=None, fault=f"no answer within {_ANSWER_WITHIN_S:.0f} s")
    except Exception as error:  # noqa: BLE001  (whatever it is, it is no sign of life)
        return KafkaLook(idle=False, waiting=None, fault=f"{type(error).__name__}: {error}")
    begun = _find_begun(app, partitions)
    waiting = 0
    committed: Mapping[TP, int | None] = cast("Any", app.consumer)._committed_offset  # noqa: SLF001  (Faust has no other)
    for each in partitions:
        known = (app.durable.find(each), committed.get(each), begun.get(each), positions[each])
        waiting += max(0, ends.get(each, 0) - next(done for done in known if done is not None))
    idle = not begun and all(positions[each] >= ends.get(each, 0) for each in partitions)
    return KafkaLook(idle, waiting, None)


def _find_begun(app: StreamApp, partitions: set[TP]) -> dict[TP, int]:
    """Return the first message of each partition that was fetched and is not done, in a batch or still before one."""
    begun: dict[TP, int] = {}
    for message in list(app.consumer.unacked):
        place, reached = message.tp, app.durable.find_reached(message.tp) or 0
        if not message.acked and place in partitions and message.offset >= reached:
            begun[place] = min(message.offset, begun.get(place, message.offset))
    return begun


async def _reach_kafka(app: StreamApp) -> None:
    client = AIOKafkaClient(**describe_client(app.settings))
    try:
        await client.bootstrap()
    finally:
        await client.close()
