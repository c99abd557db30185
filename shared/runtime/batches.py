"""Handling a batch of messages so that none is lost and none stops the others."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from shared.runtime.dead_letters import build_dead_letter
from shared.runtime.errors import PermanentError, RetriesExhaustedError, UndecodableError
from shared.runtime.logs import fields
from shared.runtime.messages import InboundMessage, OutboundMessage
from shared.runtime.retries import Clock, RetryPolicy, SystemClock, retry

T = TypeVar("T")
LOG = logging.getLogger(__name__)

EXIT_FAILED = 70
"""Exit status (EX_SOFTWARE) when retries end: nothing of the batch is acknowledged, a restart takes it up again."""


@contextmanager
def end_on_escape() -> Iterator[None]:
    """End the process hard when anything but cancellation escapes the block, a full disk for instance.

    Faust would go on with a new agent behind what the old one had buffered, and later commits would pass over that.
    """
    try:
        yield
    except (asyncio.CancelledError, GeneratorExit):
        raise
    except BaseException:
        LOG.critical("batch loop broken, process ends; a restart goes on at the last commit", exc_info=True)
        logging.shutdown()
        os._exit(EXIT_FAILED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many messages of a batch were handled, how many went to the dead letters."""

    handled: int
    refused: int


class BatchHandler(Generic[T]):
    """Decodes and processes batches of one topic. `handle` returns only when the whole batch is durable.

    `process` must be all or nothing, and harmless when repeated. It raises PermanentError for what can never succeed;
    everything else it raises is tried again.
    """

    def __init__(
        self,
        *,
        service: str,
        decode: Callable[[InboundMessage], T],
        process: Callable[[Sequence[T]], Awaitable[None]],
        publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]],
        policy: RetryPolicy,
        clock: Clock | None = None,
        exit_process: Callable[[int], None] = os._exit,
    ) -> None:
        self._service = service
        self._decode = decode
        self._process = process
        self._publish = publish
        self._policy = policy
        self._clock = clock or SystemClock()
        self._exit = exit_process

    async def handle(self, messages: Sequence[InboundMessage]) -> Outcome:
        """Handle the batch; raises nothing but cancellation, since Faust acknowledges what raises.

        When retries end, or something here is broken, the process ends hard: SystemExit would acknowledge, too.
        """
        try:
            return await self._handle(messages)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            place = messages[0] if messages else None
            LOG.critical(
                "batch given up, process ends; nothing of it is acknowledged, a restart takes it up again",
                extra=fields(reason=str(error), first=place and f"{place.topic}/{place.partition}/{place.offset}"),
                exc_info=not isinstance(error, RetriesExhaustedError),
            )
            logging.shutdown()
            self._exit(EXIT_FAILED)
            raise

    async def _handle(self, messages: Sequence[InboundMessage]) -> Outcome:
        decoded: list[tuple[InboundMessage, T]] = []
        refused = 0
        for message in messages:
            try:
                decoded.append((message, self._decode(message)))
            except Exception as error:  # noqa: BLE001  (decoding is pure: what fails once fails always)
                await self._bury(message, _as_permanent(error))
                refused += 1
        refused += await self._process_decoded(decoded)
        # the breaker of a bad deploy belongs here: it sees how many of how many were refused
        return Outcome(handled=len(messages) - refused, refused=refused)

    async def _process_decoded(self, batch: Sequence[tuple[InboundMessage, T]]) -> int:
        """Process a batch, or each message alone where one can never succeed; return how many were refused."""
        if not batch:
            return 0
        try:
            await self._retry("process", lambda: self._process([value for _, value in batch]))
        except PermanentError as error:
            if len(batch) == 1:
                await self._bury(batch[0][0], error)
                return 1
            return sum([await self._process_decoded([one]) for one in batch])
        return 0

    async def _bury(self, message: InboundMessage, error: PermanentError) -> None:
        letter = build_dead_letter(message, error, service=self._service, time=datetime.now(UTC).isoformat())
        await self._retry("bury", lambda: self._publish([letter]))
        LOG.warning(
            "message refused",
            extra=fields(topic=message.topic, partition=message.partition, offset=message.offset, reason=error.reason),
        )

    async def _retry(self, step: str, action: Callable[[], Awaitable[None]]) -> None:
        def report(error: Exception, pause: float) -> None:
            LOG.warning(
                "step failed, trying again", extra=fields(step=step, error=repr(error), pause_s=round(pause, 2))
            )

        await retry(action, policy=self._policy, clock=self._clock, on_failure=report)


def _as_permanent(error: Exception) -> PermanentError:
    if isinstance(error, PermanentError):
        return error
    return UndecodableError(f"decoding failed: {type(error).__name__}: {error}")
