"""A Kafka message for people and for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord
from rich.text import Text

from services.desk.byte_views import show_text

_SHOWN_VALUE = 400
_TOLD_HEADERS = ("reason", "topic", "service")


def message_to_json(record: ConsumerRecord) -> dict[str, Any]:
    """Return the message as JSON; a value that is no JSON is its text, null is a tombstone."""
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": _format_time(record.timestamp),
        "key": _decode(record.key),
        "headers": {name: _decode(raw) for name, raw in record.headers},
        "value": _read_value(record.value),
    }


def describe_message(record: ConsumerRecord) -> Text:
    """Return where the message stands, its key and type, and the beginning of its value."""
    headers = {name: _decode(raw) for name, raw in record.headers}
    told = "".join(f"\n  {name}: {headers[name]}" for name in _TOLD_HEADERS if headers.get(name))
    value = "tombstone: what stood under this key is gone" if record.value is None else _decode(record.value) or ""
    return Text.assemble(
        (f"{_format_time(record.timestamp)} ", "quiet"),
        (f"{record.partition}/{record.offset} ", "quiet"),
        (show_text(_decode(record.key) or "no key"), "topic"),
        show_text(f"  {headers.get('ce_type') or 'no ce_type'}{told}\n  "),
        (show_text(value[:_SHOWN_VALUE]) + (" …" if len(value) > _SHOWN_VALUE else ""), "quiet"),
    )


def _read_value(value: bytes | None) -> Any:
    if value is None:
        return None
    try:
        return json.loads(value)
    except ValueError:
        return _decode(value)


def _decode(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode("utf-8", "backslashreplace")


def _format_time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
