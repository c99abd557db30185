"""Handling a batch of messages so that none is lost and none stops the others."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from shared.runtime.breakers import EXIT_TRIPPED, Breaker, BreakerPolicy, BreakerTrippedError, Verdict
from shared.runtime.dead_letters import build_dead_letter
from shared.runtime.errors import OverloadError, PermanentError, RetriesExhaustedError, UndecodableError
from shared.runtime.logs import fields
from shared.runtime.messages import InboundMessage, OutboundMessage
from shared.runtime.retries import Clock, RetryPolicy, SystemClock, retry

T = TypeVar("T")
LOG = logging.getLogger(__name__)
_NO_LIMIT = 1_000_000

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
    """How many messages of a batch were handled, how many were refused, and whether their fate is sealed.

    Not `decided`: what was refused is not in the dead letters yet, and nothing of the batch may be committed.
    """

    handled: int
    refused: int
    decided: bool = True


class SignsOfLife(Protocol):
    """Who wants to hear how the work goes."""

    def beat(self) -> None:
        """Note progress."""
        ...

    def note_trouble(self, step: str, what: str | None) -> None:
        """Note why a step is being tried again; None: it has succeeded."""
        ...


@dataclass(frozen=True, slots=True)
class _Refusal:
    message: InboundMessage
    error: PermanentError


class BatchHandler(Generic[T]):
    """Decodes and processes batches of one topic. `handle` returns only when the whole batch is durable.

    `process` must be all or nothing, and harmless when repeated. It raises PermanentError for what can never succeed,
    OverloadError for what was too much at once; everything else it raises is tried again.
    Nothing is buried before the breaker has judged: where nearly everything fails, the process ends instead.
    """

    def __init__(
        self,
        *,
        service: str,
        decode: Callable[[InboundMessage], T],
        process: Callable[[Sequence[T]], Awaitable[None]],
        publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]],
        policy: RetryPolicy,
        breaker: BreakerPolicy | None = None,
        signs: SignsOfLife | None = None,
        clock: Clock | None = None,
        exit_process: Callable[[int], None] = os._exit,
    ) -> None:
        self._service = service
        self._decode = decode
        self._process = process
        self._publish = publish
        self._policy = policy
        self._breaker = Breaker(breaker or BreakerPolicy())
        self._signs = signs
        self._clock = clock or SystemClock()
        self._exit = exit_process
        self._undecided: list[_Refusal] = []
        self._deciding = asyncio.Lock()
        self._limit = _NO_LIMIT

    async def handle(self, messages: Sequence[InboundMessage]) -> Outcome:
        """Handle the batch; raises nothing but cancellation, since Faust acknowledges what raises.

        When retries end, the breaker trips, or something here is broken, the process ends hard: SystemExit would
        acknowledge, too.
        """
        with self._end_when_broken(messages[0] if messages else None):
            return await self._handle(messages)
        raise AssertionError  # the process has ended

    async def settle(self) -> None:
        """Bury what is undecided: everything that waits has been read, so nothing more will tell.

        It stays uncommitted: after a restart it counts again.
        """
        with self._end_when_broken(self._undecided[0].message if self._undecided else None):
            async with self._deciding:
                await self._bury_undecided()

    def forget(self, places: Iterable[tuple[str, int]]) -> None:
        """Forget what is undecided of these partitions, by topic and number: they will be delivered again."""
        gone = set(places)
        kept = [each for each in self._undecided if (each.message.topic, each.message.partition) not in gone]
        self._undecided = kept
        self._breaker.forget_undecided()

    @contextmanager
    def _end_when_broken(self, place: InboundMessage | None) -> Iterator[None]:
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            tripped = isinstance(error, BreakerTrippedError)
            LOG.critical(
                "nearly everything fails, process ends before it drains the topic into the dead letters"
                if tripped
                else "batch given up, process ends; nothing of it is acknowledged, a restart takes it up again",
                extra=fields(reason=str(error), first=place and f"{place.topic}/{place.partition}/{place.offset}"),
                exc_info=not isinstance(error, RetriesExhaustedError | BreakerTrippedError),
            )
            logging.shutdown()
            self._exit(EXIT_TRIPPED if tripped else EXIT_FAILED)
            raise

    async def _handle(self, messages: Sequence[InboundMessage]) -> Outcome:
        decoded: list[tuple[InboundMessage, T]] = []
        refusals: list[_Refusal] = []
        for message in messages:
            try:
                decoded.append((message, self._decode(message)))
            except Exception as error:  # noqa: BLE001  (decoding is pure: what fails once fails always)
                refusals.append(_Refusal(message, _as_permanent(error)))
        refusals += await self._process_decoded(decoded)
        async with self._deciding:
            decided = await self._decide(messages, refusals)
        return Outcome(len(messages) - len(refusals), len(refusals), decided)

    async def _decide(self, messages: Sequence[InboundMessage], refusals: Sequence[_Refusal]) -> bool:
        """Bury what was refused unless the breaker says otherwise; tell whether the batch's fate is sealed."""
        refused = {id(each.message) for each in refusals}
        self._undecided += sorted(refusals, key=lambda each: (each.message.partition, each.message.offset))
        verdict = self._breaker.judge(id(message) in refused for message in messages)
        if verdict is Verdict.TRIPPED:
            raise BreakerTrippedError(
                f"{self._breaker.describe()}, the latest: {self._undecided[-1].error.reason}. Nothing of them is "
                "acknowledged or buried. Mend the service or roll it back; if the messages are at fault, "
                "start it once with LAGEBILD_BREAKER_WINDOW=0"
            )
        if verdict is Verdict.SOUND:
            await self._bury_undecided()
        return verdict is Verdict.SOUND

    async def _process_decoded(self, batch: Sequence[tuple[InboundMessage, T]]) -> list[_Refusal]:
        """Process a batch, in parts where it was too much at once; return what can never succeed."""
        refusals: list[_Refusal] = []
        begin = 0
        while begin < len(batch):
            part = batch[begin : begin + self._limit]
            try:
                refusals += await self._process_part(part)
            except OverloadError as error:
                self._limit = len(part) // 2
                LOG.warning("too much at once, trying parts", extra=fields(most=self._limit, error=str(error)))
                continue
            self._limit = min(_NO_LIMIT, self._limit + max(1, self._limit // 8))  # back slowly: a failed try costs time
            begin += len(part)
            if self._signs:
                self._signs.beat()
        return refusals

    async def _process_part(self, part: Sequence[tuple[InboundMessage, T]]) -> list[_Refusal]:
        """Process a part, halving it where something in it can never succeed, down to the message itself."""
        values = [value for _, value in part]
        raised = (PermanentError, OverloadError) if len(part) > 1 else (PermanentError,)
        try:
            await self._retry("process", lambda: self._process(values), raised)
        except PermanentError as error:
            if len(part) == 1:
                return [_Refusal(part[0][0], error)]
            middle = len(part) // 2
            return [*await self._process_part(part[:middle]), *await self._process_part(part[middle:])]
        return []

    async def _bury_undecided(self) -> None:
        """Publish the dead letters of what is undecided."""
        if not self._undecided:
            return
        burying, time = list(self._undecided), datetime.now(UTC).isoformat()
        letters = [build_dead_letter(each.message, each.error, service=self._service, time=time) for each in burying]
        await self._retry("bury", lambda: self._publish(letters))
        for each in burying:
            message = each.message
            LOG.warning(
                "message refused",
                extra=fields(
                    topic=message.topic, partition=message.partition, offset=message.offset, reason=each.error.reason
                ),
            )
        self._undecided = [each for each in self._undecided if each not in burying]

    async def _retry(
        self,
        step: str,
        action: Callable[[], Awaitable[None]],
        raised: tuple[type[Exception], ...] = (PermanentError,),
    ) -> None:
        def report(error: Exception, pause: float) -> None:
            LOG.warning(
                "step failed, trying again", extra=fields(step=step, error=repr(error), pause_s=round(pause, 2))
            )
            if self._signs:
                self._signs.note_trouble(step, f"{type(error).__name__}: {error}")

        try:
            await retry(action, policy=self._policy, clock=self._clock, on_failure=report, raised=raised)
        finally:
            if self._signs:
                self._signs.note_trouble(step, None)


def _as_permanent(error: Exception) -> PermanentError:
    if isinstance(error, PermanentError):
        return error
    return UndecodableError(f"decoding failed: {type(error).__name__}: {error}")
