"""Publishing: an idempotent producer that waits for every acknowledgement."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError, ProducerFenced

from shared.runtime.errors import FencedError, PermanentError
from shared.runtime.kafka_clients import describe_client
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage
from shared.runtime.settings import KafkaSettings

LOG = logging.getLogger(__name__)

LARGEST_REQUEST_BYTES = 10 * 1024 * 1024
"""More than the largest `max.message.bytes` of any topic: the broker decides what a topic takes."""
_REQUEST_TIMEOUT_MS = 20_000


class Publisher:
    """Publishes messages; connects at the first one, and anew after a failure.

    One per process; `publish` may be called from several tasks at once.
    """

    def __init__(self, settings: KafkaSettings, *, service: str) -> None:
        self._settings = settings
        self._client_id = f"lagebild-{service}"
        self._producer: Any = None  # aiokafka has no types
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        """Publish all messages and return when the broker has acknowledged each one.

        Messages of one key keep their order. After an exception any of them may or may not have arrived: publish all
        again, consumers recognise repetitions by `ce_id`.

        Raises:
            PermanentError: A message is larger than its topic takes.
            KafkaError: The broker is away or refuses; trying again later may help.
        """
        if not messages:
            return
        producer = await self._connect()
        failures = await _send_all(producer, messages)
        if not failures:
            return
        transient = [failure for failure in failures if not isinstance(failure, PermanentError)]
        if transient:
            # an idempotent producer may be beyond repair after a failed send (lost sequence): begin with a new one
            await self._drop(producer)
            raise transient[0]
        raise failures[0]

    async def stop(self) -> None:
        """Close the connection."""
        if self._producer is not None:
            await self._drop(self._producer)

    async def _connect(self) -> AIOKafkaProducer:
        async with self._lock:
            producer = self._producer
            if producer is None:
                producer = AIOKafkaProducer(**self._describe())
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()  # else its sockets stay open
                    raise
                self._producer = producer
            return producer

    def _describe(self) -> dict[str, Any]:
        return {
            **describe_client(self._settings),
            "client_id": self._client_id,
            "acks": "all",
            "enable_idempotence": self._settings.kafka_idempotence,
            "compression_type": "lz4",
            "linger_ms": 5,
            "max_batch_size": 256 * 1024,
            "max_request_size": LARGEST_REQUEST_BYTES,
            "request_timeout_ms": _REQUEST_TIMEOUT_MS,
        }

    async def _drop(self, producer: AIOKafkaProducer) -> None:
        async with self._lock:
            if self._producer is not producer:
                return  # another task was faster
            self._producer = None
        try:
            await asyncio.wait_for(producer.stop(), timeout=_REQUEST_TIMEOUT_MS / 1000)
        except Exception as error:  # noqa: BLE001  (what it held has been reported by publish)
            LOG.warning("producer did not close cleanly", extra=fields(error=repr(error)))


class FencedPublisher(Publisher):
    """Publishes in transactions under an id of which one process at a time is the owner: the latest to connect.

    What an earlier owner still has in flight, perhaps after it was frozen, Kafka refuses from then on.
    """

    def __init__(self, settings: KafkaSettings, *, service: str, transactional_id: str) -> None:
        super().__init__(settings, service=service)
        self._transactional_id = transactional_id

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        """Publish all messages or, for consumers that read what is committed, none.

        Raises:
            FencedError: Another process is the owner now; `take_over` makes this one the owner again.
            PermanentError: A message is larger than its topic takes.
            KafkaError: The broker is away or refuses; trying again later may help.
        """
        if not messages:
            return
        producer = await self._connect()
        try:
            async with producer.transaction():
                _raise_first(await _send_all(producer, messages))
        except ProducerFenced as error:
            await self._drop(producer)
            raise FencedError(f"another process publishes as {self._transactional_id}") from error
        except BaseException:
            await self._drop(producer)  # the next one ends the transaction that this one may have left open
            raise

    async def take_over(self) -> None:
        """Become the owner, whoever is it now."""
        await self.stop()
        await self._connect()

    def _describe(self) -> dict[str, Any]:
        return super()._describe() | {
            "transactional_id": self._transactional_id,
            "transaction_timeout_ms": _REQUEST_TIMEOUT_MS * 2,
        }


async def _send_all(producer: AIOKafkaProducer, messages: Sequence[OutboundMessage]) -> list[BaseException]:
    """Send all and return what failed, when each is acknowledged or has failed.

    One after the other into the producer's batches, and one wait for all: a task for each costs more than sending it.
    """
    sent: list[tuple[OutboundMessage, asyncio.Future[object]]] = []
    failures: list[BaseException] = []
    for message in messages:
        try:
            acknowledged = await producer.send(
                message.topic, key=message.key, value=message.value, headers=message.headers
            )
        except MessageSizeTooLargeError as error:
            failures.append(_explain(message, error))
        except Exception as error:  # noqa: BLE001  (told when what was sent before it is settled)
            failures.append(error)
            break
        else:
            sent.append((message, acknowledged))
    outcomes = await asyncio.gather(*(acknowledged for _, acknowledged in sent), return_exceptions=True)
    told = zip(sent, outcomes, strict=True)
    return failures + [_explain(message, one) for (message, _), one in told if isinstance(one, BaseException)]


def _raise_first(failures: Sequence[BaseException]) -> None:
    """Raise one of the failures, one that may pass before one that never will."""
    for failure in sorted(failures, key=lambda each: isinstance(each, PermanentError)):
        raise failure


def _explain(message: OutboundMessage, error: BaseException) -> BaseException:
    if not isinstance(error, MessageSizeTooLargeError):
        return error
    size = len(message.value or b"")
    refused = PermanentError(f"{size} bytes under {message.key!r} are more than {message.topic} takes")
    refused.__cause__ = error
    return refused
