"""Which offsets may be committed: those whose effect is durable, and nothing else.

Faust's own bookkeeping can commit past messages in flight, past messages whose agent raised, and past messages that a
rebalance made it skip. So it is not asked: the offset to commit is what the batch loop says it has finished.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from aiokafka.errors import ConsumerStoppedError, IllegalStateError, KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from shared.runtime.batches import EXIT_FAILED
from shared.runtime.messages import InboundMessage

LOG = logging.getLogger(__name__)


class DurableOffsets:
    """Per partition, the offset behind the last message whose effect is durable. Batches arrive in order."""

    def __init__(self) -> None:
        self._next: dict[TP, int] = {}
        self._held: dict[TP, int] = {}

    def advance(self, messages: Iterable[InboundMessage]) -> None:
        """Note that everything up to these messages is durable, and what was held before them in their topics.

        Not the highest ever seen but the latest: after a rebalance Kafka delivers from the last commit again, and a
        topic that was created anew begins at zero.
        """
        messages = tuple(messages)
        self.hold(messages)
        topics = {message.topic for message in messages}
        for place in [place for place in self._held if place.topic in topics]:
            self._next[place] = self._held.pop(place)

    def hold(self, messages: Iterable[InboundMessage]) -> None:
        """Note that these messages are done with, not to be committed before `advance` is called for their topic."""
        for message in messages:
            self._held[TP(message.topic, message.partition)] = message.offset + 1

    def find(self, partition: TP) -> int | None:
        """Return the offset that may be committed, None where nothing is durable yet."""
        return self._next.get(partition)

    def find_reached(self, partition: TP) -> int | None:
        """Return the offset behind the last message that is done with, committed or held."""
        return self._held.get(partition, self._next.get(partition))

    def forget(self, partitions: Iterable[TP]) -> None:
        """Forget partitions that belong to another worker now."""
        for partition in partitions:
            self._next.pop(partition, None)
            self._held.pop(partition, None)


class GuardedConsumer(driver.Consumer):
    """Faust's consumer, committing what is durable and reading again whatever it drops."""

    logger = logging.getLogger("faust")

    def _new_offset(self, tp: TP) -> int | None:
        durable = self._durable.find(tp)
        if durable is None:
            return None
        self._acked[tp] = [offset for offset in self._acked[tp] if offset >= durable]
        self._acked_index[tp] = set(self._acked[tp])
        self._gap.pop(tp, None)
        return durable

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go back to the last commit of every assigned partition, or to its beginning where nothing is committed yet.

        Faust drops the records that arrive while a rebalance holds the flow, and trusts this to read them again.
        aiokafka leaves a partition without a commit where it stands, behind what was dropped: the next commit would
        pass over it.
        """
        try:
            committed = await super().seek_to_committed()
            if untouched := [partition for partition, offset in committed.items() if not offset]:
                await self._thread.seek_wait(await self._thread.earliest_offsets(*untouched))
        except (IllegalStateError, ConsumerStoppedError):
            raise  # the assignment has changed: the next one begins at the commits by itself
        except KafkaError:
            # Faust would only log it and go on behind what it has dropped
            LOG.critical("cannot go back to the last commits, process ends; a restart goes on there", exc_info=True)
            logging.shutdown()
            os._exit(EXIT_FAILED)
        return committed

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let go of partitions: first Faust waits for the batch in flight and commits, then they are forgotten."""
        await super().on_partitions_revoked(revoked)
        self._durable.forget(revoked)
        for handler in cast("Any", self.app).handlers:
            handler.forget(revoked)

    @property
    def _durable(self) -> DurableOffsets:
        return cast("DurableOffsets", cast("Any", self.app).durable)


class GuardedTransport(driver.Transport):
    """Faust's Kafka transport with the guarded consumer."""

    Consumer: ClassVar[type[Any]] = GuardedConsumer
