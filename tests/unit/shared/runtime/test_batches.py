from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.batches import EXIT_FAILED, BatchHandler, Outcome
from shared.runtime.breakers import EXIT_TRIPPED, BreakerPolicy
from shared.runtime.errors import OverloadError, PermanentError
from shared.runtime.messages import InboundMessage
from shared.runtime.retries import RetryPolicy
from tests.unit.shared.runtime.fakes import FakeClock, FakeTopic, ProcessEndedError, end_process, inbound


class Store:
    """All or nothing: refuses some numbers for good, fails the first `failures` times and on more than `most`."""

    def __init__(self, refuses: frozenset[int] = frozenset(), failures: int = 0, most: int = 1000) -> None:
        self.most = most
        self.kept: list[int] = []
        self.calls: list[list[int]] = []
        self.refuses = refuses
        self.failures = failures

    async def process(self, values: Sequence[int]) -> None:
        self.calls.append(list(values))
        if self.failures:
            self.failures -= 1
            raise ConnectionError("database away")
        if len(values) > self.most:
            raise OverloadError("statement timeout")
        if self.refuses.intersection(values):
            raise PermanentError(f"{sorted(self.refuses.intersection(values))} refused")
        self.kept += values


def decode(message: InboundMessage) -> int:
    if message.value is None:
        raise PermanentError("a tombstone")
    return int(message.value)


NEVER = BreakerPolicy(window=0)


def build(
    store: Store, letters: FakeTopic, clock: FakeClock | None = None, breaker: BreakerPolicy = NEVER
) -> BatchHandler[int]:
    return BatchHandler(
        service="tester",
        decode=decode,
        process=store.process,
        publish=letters.publish,
        policy=RetryPolicy(first_s=1, give_up_after_s=30),
        breaker=breaker,
        clock=clock or FakeClock(),
        exit_process=end_process,
    )


def batch(*values: bytes | None) -> list[InboundMessage]:
    return [inbound(offset, value) for offset, value in enumerate(values)]


async def test_a_good_batch_is_processed_once_and_together() -> None:
    store, letters = Store(), FakeTopic()
    outcome = await build(store, letters).handle(batch(b"1", b"2", b"3"))
    assert outcome == Outcome(handled=3, refused=0)
    assert store.calls == [[1, 2, 3]]
    assert letters.messages == []


async def test_a_transient_failure_is_retried_in_place() -> None:
    store, letters, clock = Store(failures=3), FakeTopic(), FakeClock()
    await build(store, letters, clock).handle(batch(b"1", b"2"))
    assert store.kept == [1, 2]
    assert clock.pauses == [1, 2, 4]
    assert letters.messages == []


async def test_what_cannot_be_decoded_goes_to_the_dead_letters_and_the_rest_is_processed() -> None:
    store, letters = Store(), FakeTopic()
    outcome = await build(store, letters).handle(batch(b"1", b"x", None, b"4"))
    assert outcome == Outcome(handled=2, refused=2)
    assert store.calls == [[1, 4]]
    assert [message.value for message in letters.messages] == [b"x", None]
    assert [dict(message.headers)["offset"] for message in letters.messages] == [b"1", b"2"]
    assert b"ValueError" in dict(letters.messages[0].headers)["reason"]


async def test_a_permanent_error_isolates_the_poison() -> None:
    store, letters = Store(refuses=frozenset({2, 5})), FakeTopic()
    outcome = await build(store, letters).handle(batch(b"1", b"2", b"3", b"4", b"5"))
    assert outcome == Outcome(handled=3, refused=2)
    assert store.kept == [1, 3, 4]
    assert [message.value for message in letters.messages] == [b"2", b"5"]
    assert dict(letters.messages[0].headers)["reason"] == b"[2] refused"


async def test_poison_behind_a_transient_failure_is_found_too() -> None:
    store, letters = Store(refuses=frozenset({2}), failures=2), FakeTopic()
    await build(store, letters).handle(batch(b"1", b"2", b"3"))
    assert store.kept == [1, 3]
    assert [message.value for message in letters.messages] == [b"2"]


async def test_dead_letters_are_retried_before_anything_goes_on() -> None:
    store, letters = Store(), FakeTopic(failures=4)
    await build(store, letters).handle(batch(b"x", b"1"))
    assert [message.value for message in letters.messages] == [b"x"]
    assert store.kept == [1]


async def test_when_retries_end_the_process_ends() -> None:
    store, letters = Store(failures=10_000), FakeTopic()
    with pytest.raises(ProcessEndedError) as ended:
        await build(store, letters).handle(batch(b"1"))
    assert ended.value.status == EXIT_FAILED
    assert letters.messages == []


async def test_when_dead_letters_cannot_be_kept_the_process_ends() -> None:
    with pytest.raises(ProcessEndedError):
        await build(Store(), FakeTopic(failures=10_000)).handle(batch(b"x"))


@pytest.mark.parametrize("error", [SystemExit(0), KeyboardInterrupt(), MemoryError()])
async def test_nothing_escapes_that_faust_would_acknowledge(error: BaseException) -> None:
    async def process(_values: Sequence[int]) -> None:
        raise error

    handler = BatchHandler(
        service="tester",
        decode=decode,
        process=process,
        publish=FakeTopic().publish,
        policy=RetryPolicy(give_up_after_s=1),
        clock=FakeClock(),
        exit_process=end_process,
    )
    with pytest.raises(ProcessEndedError):
        await handler.handle(batch(b"1"))


async def test_cancellation_passes() -> None:
    async def process(_values: Sequence[int]) -> None:
        raise asyncio.CancelledError

    handler = BatchHandler(
        service="tester",
        decode=decode,
        process=process,
        publish=FakeTopic().publish,
        policy=RetryPolicy(),
        exit_process=end_process,
    )
    with pytest.raises(asyncio.CancelledError):
        await handler.handle(batch(b"1"))


async def test_a_batch_of_nothing_but_poison_processes_nothing() -> None:
    store, letters = Store(), FakeTopic()
    assert await build(store, letters).handle(batch(b"x", b"y")) == Outcome(handled=0, refused=2)
    assert store.calls == []


@given(
    values=st.lists(st.integers(0, 20) | st.none(), max_size=30),
    refuses=st.frozensets(st.integers(0, 20)),
    failures=st.integers(0, 3),
)
async def test_every_message_is_either_kept_or_a_dead_letter_in_order(
    values: list[int | None], refuses: frozenset[int], failures: int
) -> None:
    store, letters = Store(refuses=refuses, failures=failures), FakeTopic()
    raw = [None if value is None else str(value).encode() for value in values]
    outcome = await build(store, letters).handle(batch(*raw))
    good = [value for value in values if value is not None and value not in refuses]
    assert store.kept == good
    assert outcome == Outcome(handled=len(good), refused=len(values) - len(good))
    buried = {int(dict(message.headers)["offset"]) for message in letters.messages}
    assert buried == {offset for offset, value in enumerate(values) if value is None or value in refuses}


def bad_deploy(count: int, start: int = 0) -> list[InboundMessage]:
    return [inbound(offset, b"x") for offset in range(start, start + count)]


async def test_when_nearly_everything_fails_the_process_ends_before_anything_is_buried() -> None:
    store, letters = Store(), FakeTopic()
    with pytest.raises(ProcessEndedError) as ended:
        await build(store, letters, breaker=BreakerPolicy()).handle(
            [*bad_deploy(49), *batch(b"1", b"2"), inbound(9, b"x")]
        )
    assert ended.value.status == EXIT_TRIPPED
    assert letters.messages == []


async def test_a_few_poison_messages_never_trip_the_breaker() -> None:
    store, letters = Store(), FakeTopic()
    handler = build(store, letters, breaker=BreakerPolicy())
    assert await handler.handle(bad_deploy(49)) == Outcome(handled=0, refused=49, decided=False)
    assert letters.messages == []
    assert await handler.handle(batch(*[b"1"] * 10)) == Outcome(handled=10, refused=0, decided=True)
    assert len(letters.messages) == 49


async def test_while_nothing_has_succeeded_a_refused_message_is_neither_buried_nor_decided_until_all_is_read() -> None:
    store, letters = Store(), FakeTopic()
    handler = build(store, letters, breaker=BreakerPolicy())
    assert not (await handler.handle(batch(b"x"))).decided
    assert letters.messages == []
    await handler.settle()
    await handler.settle()
    assert [message.value for message in letters.messages] == [b"x"]
    assert (await handler.handle(batch(b"1"))).decided
    assert len(letters.messages) == 1


async def test_a_trickle_of_failures_trips_the_breaker_at_last_and_so_does_every_restart() -> None:
    letters = FakeTopic()
    handler = build(Store(), letters, breaker=BreakerPolicy(window=20, least=10))
    for offset in range(9):
        assert not (await handler.handle([inbound(offset, b"x")])).decided
        await handler.settle()
    with pytest.raises(ProcessEndedError):
        await handler.handle([inbound(9, b"x")])
    assert len(letters.messages) == 9

    after_restart = build(Store(), letters, breaker=BreakerPolicy(window=20, least=10))
    with pytest.raises(ProcessEndedError):  # nothing was committed: all ten come again, at once
        await after_restart.handle(bad_deploy(10))
    assert len(letters.messages) == 9


async def test_a_service_that_breaks_later_is_stopped_too() -> None:
    store, letters = Store(), FakeTopic()
    handler = build(store, letters, breaker=BreakerPolicy(window=20, least=10, share=0.9))
    await handler.handle(batch(*[b"1"] * 20))
    for offset in range(20, 37):  # the window is sound until 18 of 20 have failed
        assert (await handler.handle([inbound(offset, b"x")])).decided
    with pytest.raises(ProcessEndedError):
        await handler.handle([inbound(37, b"x")])
    assert len(letters.messages) == 17


async def test_what_will_be_delivered_again_is_forgotten() -> None:
    store, letters = Store(), FakeTopic()
    handler = build(store, letters, breaker=BreakerPolicy(window=20, least=10))
    await handler.handle(bad_deploy(9))
    handler.forget([("numbers", 3)])
    assert not (await handler.handle(bad_deploy(9))).decided  # 9 again, not 18
    await handler.handle(batch(b"1", b"2"))
    assert len(letters.messages) == 9


async def test_a_batch_that_is_too_much_at_once_is_processed_in_parts_in_order() -> None:
    store, letters, clock = Store(most=3, refuses=frozenset({7})), FakeTopic(), FakeClock()
    outcome = await build(store, letters, clock).handle(batch(*[str(n).encode() for n in range(10)]))
    assert store.kept == [0, 1, 2, 3, 4, 5, 6, 8, 9]
    assert outcome == Outcome(handled=9, refused=1)
    assert clock.pauses == []


async def test_the_size_that_was_too_much_is_not_tried_again_at_once() -> None:
    store = Store(most=4)
    handler = build(store, FakeTopic())
    await handler.handle(batch(*[b"1"] * 32))
    tried = len(store.calls)
    await handler.handle(batch(*[b"1"] * 32))
    assert max(map(len, store.calls[tried:])) < 8
    assert len(store.kept) == 64


async def test_one_message_that_is_too_much_is_tried_again_until_the_process_ends() -> None:
    with pytest.raises(ProcessEndedError) as ended:
        await build(Store(most=0), FakeTopic()).handle(batch(b"1", b"2"))
    assert ended.value.status == EXIT_FAILED
