"""Doing something again until it succeeds, without losing its place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from shared.runtime.errors import PermanentError, RetriesExhaustedError

T = TypeVar("T")


class Clock(Protocol):
    """The time that passes; tests have their own."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait without holding up the event loop."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Pauses grow from `first_s` by `factor` up to `longest_s`; no attempt begins after `give_up_after_s`."""

    first_s: float = 0.1
    factor: float = 2.0
    longest_s: float = 5.0
    give_up_after_s: float = 120.0


async def retry(
    action: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy,
    clock: Clock,
    on_failure: Callable[[Exception, float], None],
    raised: tuple[type[Exception], ...] = (PermanentError,),
) -> T:
    """Return what `action` returns, as soon as it succeeds.

    `on_failure` hears of each failure and of the pause in seconds that follows. What is `raised` is raised at once, as
    is what is no Exception (cancellation).

    Raises:
        RetriesExhaustedError: From the last failure, when the policy's time is over.
    """
    began = clock.monotonic()
    pause = policy.first_s
    while True:
        try:
            return await action()
        except raised:
            raise
        except Exception as error:
            if clock.monotonic() - began + pause > policy.give_up_after_s:
                raise RetriesExhaustedError(
                    f"still failing after {clock.monotonic() - began:.0f} s: {type(error).__name__}: {error}"
                ) from error
            on_failure(error, pause)
        await clock.sleep(pause)
        pause = min(pause * policy.factor, policy.longest_s)
