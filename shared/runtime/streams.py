"""Faust as Lagebild runs it: batches of raw bytes, at least once, nothing acknowledged before its effect is durable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import faust
from faust.app.base import BootStrategy
from faust.types import EventT, StreamT
from faust.types.auth import CredentialsT
from faust.types.transports import ConsumerT, TransportT

from shared.contracts.registry import Topic
from shared.runtime.batches import BatchHandler, end_on_escape
from shared.runtime.breakers import BreakerPolicy
from shared.runtime.commits import DurableOffsets, GuardedTransport
from shared.runtime.health import Heartbeat
from shared.runtime.kafka_clients import reveal_password
from shared.runtime.messages import InboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.retries import RetryPolicy
from shared.runtime.settings import KafkaSettings
from shared.runtime.workers import run_worker

__all__ = ["InboundMessage", "StreamApp", "build_app", "consume_batches", "run_worker"]

T = TypeVar("T")


class ConsumerOnly(BootStrategy):
    """No web server, no producer of Faust's own: `publisher` is idempotent and tells when a send failed."""

    enable_kafka_producer = False
    enable_web = False


class StreamApp(faust.App):
    """A Faust app that commits what is durable and nothing else.

    `publisher` is the process's way to Kafka; `durable` is what may be committed; `idle` is set while no
    batch is in hand; `draining` is set when no new batch may begin; `handlers` has the one of each topic.
    """

    BootStrategy = ConsumerOnly
    logger = logging.getLogger("faust")

    def __init__(self, service: str, settings: KafkaSettings, **options: Any) -> None:
        super().__init__(f"lagebild-{service}", **options)
        self.settings = settings
        self.publisher = Publisher(settings, service=service)
        self.heartbeat = Heartbeat(settings, service)
        self.durable = DurableOffsets()
        self.draining = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        self._in_hand = 0
        self.consumed: set[str] = set()
        self.handlers: list[BatchHandler[Any]] = []

    @contextmanager
    def hold_batch(self) -> Iterator[None]:
        """Count a batch in hand."""
        self._in_hand += 1
        self.idle.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self.idle.set()

    def _new_transport(self) -> TransportT:
        return GuardedTransport(self.conf.broker_consumer, self)

    async def _consumer_wait_empty(self, consumer: ConsumerT, logger: Any) -> None:
        """Wait for the batch in hand before partitions go; when stopping that has been done, within its bound."""
        if not self.draining.is_set():
            await super()._consumer_wait_empty(consumer, logger)

    def _create_directories(self) -> None:
        """Create none: there are no tables, and the image's file system is read-only."""


def build_app(service: str, settings: KafkaSettings) -> StreamApp:
    """Return the service's app, to be filled by `consume_batches` and run by `run_worker`.

    The service's consumer group is `lagebild-SERVICE`.
    """
    return StreamApp(
        service,
        settings,
        broker=[f"kafka://{server.strip()}" for server in settings.kafka.split(",")],
        broker_credentials=build_credentials(settings),
        processing_guarantee="at_least_once",
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=500,
        stream_wait_empty=True,
        broker_commit_interval=1.0,
        broker_session_timeout=settings.kafka_session_s,
        broker_heartbeat_interval=settings.kafka_session_s / 5,
        broker_rebalance_timeout=60.0,
        broker_request_timeout=90.0,
        topic_disable_leader=True,
        topic_allow_declare=False,
        store="memory://",
        table_standby_replicas=0,
        web_enabled=False,
        autodiscover=False,
    )


def build_credentials(settings: KafkaSettings) -> CredentialsT | None:
    """Return what `describe_client` says to aiokafka's clients, as Faust takes it; None: neither TLS nor a login."""
    context = settings.build_tls_context()
    if settings.uses_sasl:
        return faust.SASLCredentials(
            mechanism=settings.kafka_sasl_mechanism,
            username=settings.kafka_user,
            password=reveal_password(settings),
            ssl_context=context,
        )
    return None if context is None else faust.SSLCredentials(context=context)


def consume_batches(
    app: StreamApp,
    topic: Topic,
    decode: Callable[[InboundMessage], T],
    process: Callable[[Sequence[T]], Awaitable[None]],
    *,
    service: str,
    size: int = 500,
    within_s: float = 0.2,
) -> None:
    """Have the app hand the topic's messages to `process`, in batches of up to `size` or what came `within_s` seconds.

    A batch is acknowledged when `process` has returned. `process` must be all or nothing, and harmless when repeated.
    What `decode` refuses, and what `process` refuses by PermanentError, goes to the dead letters, alone, unless nearly
    everything is refused: then the process ends. On OverloadError smaller parts are tried; anything else that `process`
    raises is tried again with growing pauses, and ends the process when it does not stop.
    """
    if topic.name in app.consumed:
        raise ValueError(f"{topic.name} is consumed already: two agents cannot share a topic's offsets")
    app.consumed.add(topic.name)
    handler = BatchHandler(
        service=service,
        decode=decode,
        process=process,
        publish=app.publisher.publish,
        policy=RetryPolicy(give_up_after_s=app.settings.retry_give_up_s),
        breaker=BreakerPolicy(app.settings.breaker_window, app.settings.breaker_least, app.settings.breaker_share),
        signs=app.heartbeat,
    )
    app.handlers.append(handler)
    source = app.topic(topic.name, key_serializer="raw", value_serializer="raw")

    async def consume(stream: StreamT[bytes]) -> None:
        # take_events is not in Faust's interface types
        with end_on_escape():
            async for events in cast("Any", stream).take_events(size, within=within_s):
                await _handle_events(app, handler, events)

    app.agent(source, name=f"{service}.{topic.name}", concurrency=1)(consume)


async def _handle_events(app: StreamApp, handler: BatchHandler[T], events: Sequence[EventT[bytes]]) -> None:
    if app.draining.is_set():
        await asyncio.get_running_loop().create_future()  # never: returning would acknowledge what was not handled
    messages = [_read_event(event) for event in events]
    with app.hold_batch():
        outcome = await handler.handle(messages)
        if outcome.decided:
            app.durable.advance(messages)
        else:
            app.durable.hold(messages)
        app.heartbeat.beat()


def _read_event(event: EventT[bytes]) -> InboundMessage:
    message = event.message
    headers = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else cast("Sequence[tuple[str, bytes]]", headers)
    return InboundMessage(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=tuple((name, raw or b"") for name, raw in pairs),
    )
