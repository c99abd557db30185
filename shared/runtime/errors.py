"""What can go wrong while handling a message, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class LagebildError(Exception):
    """The base of this project's errors; the text says what happened and what to do."""


class PermanentError(LagebildError):
    """This message can never succeed: it goes to the dead letters with `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UndecodableError(PermanentError):
    """The bytes of a message are not what its topic promises."""


class OverloadError(LagebildError):
    """This was too much at once: smaller parts of it may succeed."""


class FencedError(LagebildError):
    """Another process has taken this one's place: what it wanted to publish may be out of date."""


class RetriesExhaustedError(LagebildError):
    """What should have succeeded in the end did not; the last failure is the cause."""


class TopicsUnreadyError(LagebildError):
    """The topics on the broker are not as the registry wants them, or the broker does not answer."""


@contextmanager
def refuse_failures(action: str) -> Iterator[None]:
    """Turn any exception of a pure function into a PermanentError: the same input would fail again.

    For pure cores alone: what touches a network or a database may succeed later and must not be wrapped.
    """
    try:
        yield
    except PermanentError:
        raise
    except Exception as error:
        raise PermanentError(f"{action} failed: {type(error).__name__}: {error}") from error
