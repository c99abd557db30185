from __future__ import annotations

import asyncio

import pytest

from shared.runtime.errors import PermanentError, RetriesExhaustedError
from shared.runtime.retries import RetryPolicy, retry
from tests.unit.shared.runtime.fakes import FakeClock

POLICY = RetryPolicy(first_s=1, factor=2, longest_s=5, give_up_after_s=20)


class Action:
    """Raises what it is given, in order, then returns 42."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> int:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return 42


async def run(action: Action, clock: FakeClock, heard: list[tuple[str, float]] | None = None) -> int:
    return await retry(
        action,
        policy=POLICY,
        clock=clock,
        on_failure=lambda error, pause: (heard if heard is not None else []).append((str(error), pause)),
    )


async def test_success_needs_no_pause() -> None:
    clock = FakeClock()
    assert await run(Action(), clock) == 42
    assert clock.pauses == []


async def test_pauses_grow_up_to_the_longest_and_each_failure_is_heard() -> None:
    clock, heard = FakeClock(), list[tuple[str, float]]()
    assert await run(Action(*(OSError(str(n)) for n in range(5))), clock, heard) == 42
    assert clock.pauses == [1, 2, 4, 5, 5]
    assert heard == [("0", 1), ("1", 2), ("2", 4), ("3", 5), ("4", 5)]


async def test_a_permanent_error_is_raised_at_once() -> None:
    clock = FakeClock()
    action = Action(PermanentError("never"))
    with pytest.raises(PermanentError, match="never"):
        await run(action, clock)
    assert (action.calls, clock.pauses) == (1, [])


async def test_cancellation_is_no_failure() -> None:
    action = Action(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await run(action, FakeClock())
    assert action.calls == 1


async def test_retries_end_when_the_time_is_over_and_tell_the_cause() -> None:
    clock = FakeClock()
    action = Action(*(OSError("still away") for _ in range(100)))
    with pytest.raises(RetriesExhaustedError, match="still away") as caught:
        await run(action, clock)
    assert isinstance(caught.value.__cause__, OSError)
    assert clock.pauses == [1, 2, 4, 5, 5]
    assert clock.now <= POLICY.give_up_after_s
