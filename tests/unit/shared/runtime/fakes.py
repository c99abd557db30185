"""Hand-written fakes for the runtime's ports."""

from __future__ import annotations

from collections.abc import Sequence

from shared.runtime.messages import InboundMessage, OutboundMessage


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


class FakeTopic:
    """Remembers what is published; fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.messages: list[OutboundMessage] = []
        self.failures = failures

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("broker away")
        self.messages += messages


class ProcessEndedError(BaseException):
    """What a fake exit raises: like os._exit, nothing after it runs, and no `except Exception` stops it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def end_process(status: int) -> None:
    raise ProcessEndedError(status)


def inbound(offset: int, value: bytes | None, *, key: bytes | None = b"k") -> InboundMessage:
    return InboundMessage("numbers", 3, offset, key, value, (("ce_id", b"id"),))
