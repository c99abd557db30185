"""Between contracts and bytes: JSON values with CloudEvents 1.0 headers in binary mode."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from shared.contracts.articles import Contract
from shared.contracts.registry import Topic
from shared.domain.articles import hash_parts
from shared.runtime.errors import UndecodableError
from shared.runtime.messages import OutboundMessage

__all__ = ["OutboundMessage", "build_headers", "decode_event", "encode_event", "encode_tombstone"]

CONTENT_TYPE = "application/json"
_SHOWN_ERRORS = 3


def encode_event(topic: Topic, key: str, value: Contract, *, source: str, time: str) -> OutboundMessage:
    """Return the message that says `value` under `key`.

    `source`: the service's name. `time`: ISO 8601, when it happened; it must be the same when the same event is encoded
    again, since `ce_id` is a hash of topic, key, value and time: A, then B, then A again are three events.
    """
    if topic.contract is None or not isinstance(value, topic.contract):
        wanted = "raw bytes" if topic.contract is None else topic.contract.__name__
        raise TypeError(f"{topic.name} carries {wanted}, not {type(value).__name__}")
    body = value.model_dump_json(by_alias=True).encode()
    return OutboundMessage(topic.name, key.encode(), body, _event_headers(topic, key, body, source, time))


def encode_tombstone(topic: Topic, key: str, *, source: str, time: str) -> OutboundMessage:
    """Return the message that says: what stood under `key` is gone."""
    if not topic.compacted:
        raise TypeError(f"{topic.name} is not compacted: a tombstone means nothing there")
    return OutboundMessage(topic.name, key.encode(), None, _event_headers(topic, key, None, source, time))


def decode_event(
    topic: Topic, value: bytes | None, headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]]
) -> Contract:
    """Return the contract that the bytes hold, an instance of `topic.contract`.

    Headers may be missing, since others may write to a topic by hand; those that are there must fit.

    Raises:
        UndecodableError: A tombstone, another event type or content type, no JSON, or JSON that breaks the contract.
    """
    if topic.contract is None:
        raise TypeError(f"{topic.name} carries raw bytes")
    if value is None:
        raise UndecodableError(f"a tombstone: {topic.name} should have a value here")
    _check_headers(topic, dict(headers))
    try:
        return topic.contract.model_validate_json(value)
    except ValidationError as error:
        raise UndecodableError(f"no {topic.contract.__name__}: {_describe(error)}") from error


def build_headers(
    *, event_id: str, event_type: str, source: str, time: str, content_type: str
) -> list[tuple[str, bytes]]:
    """Return CloudEvents headers in binary mode."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode()),
        ("ce_type", event_type.encode()),
        ("ce_source", f"/lagebild/{source}".encode()),
        ("ce_time", time.encode()),
        ("content-type", content_type.encode()),
    ]


def _event_headers(topic: Topic, key: str, body: bytes | None, source: str, time: str) -> list[tuple[str, bytes]]:
    digest = None if body is None else hashlib.sha256(body).hexdigest()
    return build_headers(
        event_id=hash_parts("event", topic.name, key, digest, time),
        event_type=topic.event_type,
        source=source,
        time=time,
        content_type=CONTENT_TYPE,
    )


def _check_headers(topic: Topic, headers: Mapping[str, bytes]) -> None:
    for name, wanted in (
        ("ce_type", topic.event_type),
        ("ce_specversion", "1.0"),
        ("content-type", CONTENT_TYPE),
    ):
        found = headers.get(name)
        if found is not None and found.partition(b";")[0].strip() != wanted.encode():
            raise UndecodableError(f"header {name} is {_shorten(found)}, {topic.name} carries {wanted}")


def _shorten(raw: bytes) -> str:
    return repr(raw[:80].decode("utf-8", "backslashreplace"))


def _describe(error: ValidationError) -> str:
    """Say which fields are wrong, without the values: an article's text does not belong in a log."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    shown = [f"{'.'.join(map(str, one['loc'])) or 'value'}: {one['msg']}" for one in found[:_SHOWN_ERRORS]]
    more = len(found) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
