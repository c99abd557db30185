"""`lagebild-topics`: creates what the registry names and the broker lacks, and checks what is there."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from shared.contracts.registry import Topic, load_topics
from shared.runtime.errors import RetriesExhaustedError, TopicsUnreadyError
from shared.runtime.kafka_clients import describe_client
from shared.runtime.logs import configure_logging, fields
from shared.runtime.retries import RetryPolicy, SystemClock, retry
from shared.runtime.settings import KafkaSettings, load_settings

LOG = logging.getLogger(__name__)

_MUST_MATCH = ("cleanup.policy",)
"""Without compaction a table of latest values grows for ever; with it, articles would vanish. The rest is tuning."""


@dataclass(slots=True)
class TopicsReport:
    """What `ensure_topics` found and did: names of topics, and sentences about differences."""

    created: list[str] = field(default_factory=list)
    existing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    tuned: list[str] = field(default_factory=list)


async def ensure_topics(settings: KafkaSettings, topics: Sequence[Topic]) -> TopicsReport:
    """Create the topics that are missing and compare the others with the registry; harmless when repeated.

    Raises:
        TopicsUnreadyError: No broker answers within `kafka_wait_s`, it refuses to create a topic, or one that exists
            has another number of partitions or another clean-up policy.
    """
    client = await _connect(settings)
    try:
        report = await _create_missing(client, topics, settings.kafka_replication)
        existing = [topic for topic in topics if topic.name in report.existing]
        if existing:
            await _compare(client, existing, report)
    finally:
        await client.close()
    if report.wrong:
        raise TopicsUnreadyError(" ".join(report.wrong))
    return report


async def _connect(settings: KafkaSettings) -> Any:
    async def connect() -> Any:
        client = AIOKafkaAdminClient(**describe_client(settings), client_id="lagebild-topics")
        try:
            await client.start()
            await client.list_topics()
        except BaseException:
            await client.close()
            raise
        return client

    policy = RetryPolicy(first_s=0.2, longest_s=1.0, give_up_after_s=settings.kafka_wait_s)
    try:
        return await retry(connect, policy=policy, clock=SystemClock(), on_failure=_report_waiting)
    except RetriesExhaustedError as error:
        raise TopicsUnreadyError(
            f"no broker answered at {settings.kafka} within {settings.kafka_wait_s:.0f} s: start it, or name another "
            f"one in LAGEBILD_KAFKA ({error.__cause__!r})"
        ) from error


def _report_waiting(error: Exception, _pause: float) -> None:
    LOG.debug("waiting for the broker", extra=fields(error=repr(error)))


async def _create_missing(client: Any, topics: Sequence[Topic], replication: int) -> TopicsReport:
    report = TopicsReport()
    there = set(await client.list_topics())
    report.existing = [topic.name for topic in topics if topic.name in there]
    missing = [topic for topic in topics if topic.name not in there]
    if not missing:
        return report
    response = await client.create_topics(
        [NewTopic(topic.name, topic.partitions, replication, topic_configs=dict(topic.config)) for topic in missing]
    )
    for name, code, *message in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise TopicsUnreadyError(
                f"the broker refuses to create {name}: {error.__name__} {' '.join(map(str, message))}"
            )
        # another lagebild-topics was faster: what it made is compared like everything that exists
        (report.existing if code else report.created).append(name)
    return report


async def _compare(client: Any, topics: Sequence[Topic], report: TopicsReport) -> None:
    described = {one["topic"]: one for one in await client.describe_topics([topic.name for topic in topics])}
    configs = await _read_configs(client, topics)
    for topic in topics:
        partitions = len(described[topic.name]["partitions"])
        if partitions != topic.partitions:
            report.wrong.append(
                f"{topic.name} has {partitions} partitions, the registry wants {topic.partitions}: stop the services, "
                "empty and delete the topic, and run lagebild-topics again."
            )
        for name, wanted in topic.config.items():
            found = configs[topic.name].get(name)
            if found == wanted:
                continue
            sentence = f"{topic.name} has {name}={found}, the registry says {wanted}."
            (report.wrong if name in _MUST_MATCH else report.tuned).append(sentence)


async def _read_configs(client: Any, topics: Sequence[Topic]) -> Mapping[str, Mapping[str, str]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    found: dict[str, dict[str, str]] = {topic.name: {} for topic in topics}
    for response in await client.describe_configs(resources):
        for code, message, _kind, name, entries in response.resources:
            if code:
                raise TopicsUnreadyError(f"the broker does not tell the configuration of {name}: {message}")
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found


def run() -> None:
    """Create and check the topics: `lagebild-topics`, exit status 0 or 1."""
    settings = load_settings(KafkaSettings)
    configure_logging("topics", settings.log_level)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it reports each vain attempt of a patient wait
    try:
        report = asyncio.run(ensure_topics(settings, load_topics()))
    except (TopicsUnreadyError, KafkaError, OSError) as error:
        sys.stderr.write(f"lagebild-topics: {error}\n")
        sys.exit(1)
    for sentence in report.tuned:
        LOG.warning("topic differs from the registry, left as it is", extra=fields(difference=sentence))
    LOG.info("topics ready", extra=fields(created=len(report.created), existing=len(report.existing)))
