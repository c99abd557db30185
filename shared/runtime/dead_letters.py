"""What can never be handled, kept with where it came from and why."""

from __future__ import annotations

from importlib.metadata import version

from shared.contracts.registry import DEAD_LETTERS
from shared.domain.articles import hash_parts
from shared.runtime.codec import build_headers
from shared.runtime.errors import PermanentError
from shared.runtime.messages import InboundMessage, OutboundMessage

LONGEST_VALUE = 8 * 1024 * 1024
"""Bytes of the original that are kept; only compressed messages of other producers can be longer."""
_LONGEST_REASON = 2000


def build_dead_letter(message: InboundMessage, error: PermanentError, *, service: str, time: str) -> OutboundMessage:
    """Return the dead letter of a message: its bytes and key, and in headers origin, reason and who refused it.

    The original's headers are kept under `original_NAME`. `time`: ISO 8601. The letter's id depends on the message's
    place and the service alone, so that a message refused twice is recognised.
    """
    place = (message.topic, message.partition, message.offset)
    headers = build_headers(
        event_id=hash_parts("dead-letter", service, *place),
        event_type=DEAD_LETTERS.event_type,
        source=service,
        time=time,
        content_type="application/octet-stream",
    )
    described = {
        "topic": message.topic,
        "partition": str(message.partition),
        "offset": str(message.offset),
        "reason": error.reason[:_LONGEST_REASON],
        "service": service,
        "version": version("lagebild"),
    }
    if message.value is not None and len(message.value) > LONGEST_VALUE:
        described["truncated"] = f"the first {LONGEST_VALUE} of {len(message.value)} bytes"
    headers += [(name, text.encode("utf-8", "backslashreplace")) for name, text in described.items()]
    headers += [(f"original_{name}", raw) for name, raw in message.headers]
    value = None if message.value is None else message.value[:LONGEST_VALUE]
    return OutboundMessage(DEAD_LETTERS.name, message.key, value, headers)
