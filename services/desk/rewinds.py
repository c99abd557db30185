"""Where a service goes on reading: set back to the beginning of its topics, after its database was restored."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError

from services.desk.connections import describe_access, open_consumer
from services.desk.errors import DeskError
from shared.contracts.registry import load_topics

_MEMBERS_LEFT = (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError)


async def rewind(kafka: str, service: str) -> dict[str, int]:
    """Have the service read its topics from the beginning; return how many messages that are, by topic.

    Raises:
        DeskError: Nobody reads as that service, or workers of it still run.
    """
    topics = [topic.name for topic in load_topics() if service in topic.consumers]
    if not topics:
        known = sorted({consumer for topic in load_topics() for consumer in topic.consumers})
        raise DeskError(f"{service} reads no topic; there are {', '.join(known)}")
    async with open_consumer(kafka, *topics, from_beginning=True) as looking:
        places = [TopicPartition(topic, n) for topic in topics for n in looking.partitions_for_topic(topic) or ()]
        begins, ends = await looking.beginning_offsets(places), await looking.end_offsets(places)
    await _commit(kafka, service, begins)
    return {topic: sum(ends[each] - begins[each] for each in places if each.topic == topic) for topic in topics}


async def _commit(kafka: str, service: str, offsets: dict[TopicPartition, int]) -> None:
    """Commit in the place of the service, which Kafka allows while nobody is in its group."""
    consumer = AIOKafkaConsumer(**describe_access(kafka), group_id=f"lagebild-{service}", enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(list(offsets))
        await consumer.commit(offsets)
    except _MEMBERS_LEFT as error:
        raise DeskError(f"a {service} still runs, or stopped a moment ago: stop all of them, then rewind") from error
    finally:
        await consumer.stop()
