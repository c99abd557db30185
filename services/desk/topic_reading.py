"""Reading a topic from where a consumer stands to where it ends now."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiokafka import AIOKafkaConsumer, ConsumerRecord

_POLL_MS = 250


async def read_to_end(consumer: AIOKafkaConsumer) -> AsyncIterator[ConsumerRecord]:
    """Yield what stands between where the consumer is and where its topics end now."""
    ends = await consumer.end_offsets(consumer.assignment())
    while ends:
        for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
            for record in records:
                yield record
        ends = {place: end for place, end in ends.items() if await consumer.position(place) < end}
