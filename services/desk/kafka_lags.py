"""How far each service is behind its topics, read from the brokers' committed offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from services.desk.connections import open_admin, open_consumer
from services.desk.dead_letters import read_replays
from shared.contracts.registry import DEAD_LETTERS, load_topics


@dataclass(frozen=True, slots=True)
class Lag:
    """One partition (None: all of a topic) as a consumer group sees it; `behind` counts messages."""

    group: str
    topic: str
    partition: int | None
    done: int
    end: int
    behind: int


@dataclass(frozen=True, slots=True)
class KafkaStatus:
    """What the brokers say: lags of every service, and how many dead letters were not sent back."""

    lags: tuple[Lag, ...]
    dead_letters: int

    @property
    def behind(self) -> int:
        """Messages that wait for any service."""
        return sum(lag.behind for lag in self.lags)


async def read_kafka_status(kafka: str) -> KafkaStatus:
    """Return the lags of all services that consume a topic of the registry, and the count of dead letters."""
    async with open_admin(kafka) as admin, open_consumer(kafka, from_beginning=False) as consumer:
        places = await _list_places(admin)
        begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        lags: list[Lag] = []
        for group, topics in _list_groups():
            consumed = [place for place in places if place.topic in topics]
            committed = await _read_committed(admin, group, consumed)
            lags += [measure_lag(group, one, committed.get(one, -1), begins[one], ends[one]) for one in consumed]
    buried = {each.partition: (begins[each], ends[each]) for each in places if each.topic == DEAD_LETTERS.name}
    dead = sum(end - begin for begin, end in buried.values())
    if dead:
        sent = (await read_replays(kafka)).places
        dead -= sum(partition in buried and offset >= buried[partition][0] for partition, offset in sent)
    return KafkaStatus(tuple(lags), dead)


async def _list_places(admin: AIOKafkaAdminClient) -> list[TopicPartition]:
    """Return the partitions that the broker has of the registry's topics."""
    described = await admin.describe_topics([topic.name for topic in load_topics()])
    places = ((found["topic"], part["partition"]) for found in described for part in found["partitions"])
    return [TopicPartition(*place) for place in sorted(places)]


async def _read_committed(
    admin: AIOKafkaAdminClient, group: str, places: list[TopicPartition]
) -> dict[TopicPartition, int]:
    try:  # tansu does not know the request for all partitions
        committed = await admin.list_consumer_group_offsets(group, partitions=places)
    except GroupCoordinatorNotAvailableError:
        return {}  # no group has ever committed on this broker
    return {place: found.offset for place, found in committed.items()}


def _list_groups() -> Sequence[tuple[str, frozenset[str]]]:
    """Return each service's consumer group with the topics it consumes."""
    services = sorted({service for topic in load_topics() for service in topic.consumers})
    return [
        (f"lagebild-{service}", frozenset(t.name for t in load_topics() if service in t.consumers))
        for service in services
    ]


def sum_partitions(lags: Sequence[Lag]) -> list[Lag]:
    """Return one lag for each group and topic."""
    together: dict[tuple[str, str], list[Lag]] = {}
    for lag in lags:
        together.setdefault((lag.group, lag.topic), []).append(lag)
    return [
        Lag(
            group, topic, None, sum(one.done for one in some), sum(one.end for one in some), sum(o.behind for o in some)
        )
        for (group, topic), some in together.items()
    ]


def measure_lag(group: str, place: TopicPartition, committed: int, begin: int, end: int) -> Lag:
    """Return the lag; `committed` is negative where nothing was, and nobody is behind what retention deleted."""
    done = max(0, committed)
    return Lag(group, place.topic, place.partition, done, end, max(0, end - max(begin, done)))
