from __future__ import annotations

import io
import json

import pytest
from aiokafka import ConsumerRecord
from rich.console import Console

from services.desk.messages import describe_message, message_to_json


def record(value: bytes | None, key: bytes | None = b"k", **headers: bytes) -> ConsumerRecord:
    return ConsumerRecord(
        topic="lagebild.claims.v1",
        partition=3,
        offset=17,
        timestamp=1_745_851_200_000,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=1,
        serialized_value_size=1,
        headers=tuple(headers.items()),
    )


def describe(message: ConsumerRecord, page: Console) -> str:
    page.print(describe_message(message))
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


@pytest.mark.parametrize(
    ("value", "read"),
    [(b'{"low": 4}', {"low": 4}), (None, None), (b"no json", "no json"), (b"\xff\x00", "\\xff\x00")],
)
def test_any_bytes_become_json(value: bytes | None, read: object) -> None:
    told = message_to_json(record(value, ce_type=b"t"))
    assert told["value"] == read
    assert json.loads(json.dumps(told))["headers"] == {"ce_type": "t"}
    assert (told["partition"], told["offset"], told["key"]) == (3, 17, "k")


def test_a_tombstone_is_named_and_a_missing_key_too(page: Console) -> None:
    text = describe(record(None, key=None), page)
    assert "tombstone" in text
    assert "no key" in text


def test_a_dead_letter_shows_its_reason(page: Console) -> None:
    text = describe(record(b"{", reason=b"not an ArticleV1", topic=b"lagebild.articles.v1"), page)
    assert "reason: not an ArticleV1" in text
    assert "topic: lagebild.articles.v1" in text


def test_a_long_value_is_cut(page: Console) -> None:
    assert " …" in describe(record(b"x" * 5000), page)
