"""Tells a bad deploy, which fails on nearly everything, from a bad message."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from shared.runtime.errors import LagebildError

EXIT_TRIPPED = 78
"""Exit status (EX_CONFIG) when the breaker trips: a restart alone will not help."""


class BreakerTrippedError(LagebildError):
    """Nearly everything fails: this service, or whoever writes to its topic, is broken."""


class Verdict(Enum):
    """What the window says: failures are the messages' fault, it cannot be told yet, or they are the service's."""

    SOUND = "sound"
    OPEN = "open"
    TRIPPED = "tripped"


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Trips when of the last `window` messages at least `least`, and at least `share` of those seen, were refused.

    `window` 0: never.
    """

    window: int = 100
    least: int = 50
    share: float = 0.9


class Breaker:
    """A sliding window over the outcomes of messages, each handled or refused.

    While the verdict is open, outcomes count as undecided: their messages are neither buried nor committed, so that
    Kafka delivers them again after a restart, and the window fills anew from them.
    """

    def __init__(self, policy: BreakerPolicy) -> None:
        self._policy = policy
        self._refused: deque[bool] = deque(maxlen=policy.window)
        self._undecided = 0

    def judge(self, refused: Iterable[bool]) -> Verdict:
        """Add outcomes in the order of their messages and return the verdict on all that is undecided."""
        if not self._policy.window:
            return Verdict.SOUND
        for each in refused:
            self._refused.append(each)
            self._undecided += 1
        count = sum(self._refused)
        if not count or count < self._policy.share * len(self._refused):
            self._undecided = 0
            return Verdict.SOUND
        return Verdict.TRIPPED if count >= self._policy.least else Verdict.OPEN

    def forget_undecided(self) -> None:
        """Forget what is undecided: those messages will be delivered again, perhaps to another worker."""
        for _ in range(min(self._undecided, len(self._refused))):
            self._refused.pop()
        self._undecided = 0

    def describe(self) -> str:
        """Return how many of how many failed."""
        return f"{sum(self._refused)} of the last {len(self._refused)} messages were refused"
