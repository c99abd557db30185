"""A message on its way in and on its way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as Kafka delivered it, headers in their order. `value` None: a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message to publish. `value` None: a tombstone. `key` None only for dead letters of messages without a key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
