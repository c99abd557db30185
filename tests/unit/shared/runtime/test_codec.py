from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES, ASSESSMENTS, CLAIMS, DEAD_LETTERS
from shared.runtime.codec import OutboundMessage, decode_event, encode_event, encode_tombstone
from shared.runtime.errors import UndecodableError

TIME = "2025-06-12T17:04:09+00:00"


def article(**changes: Any) -> ArticleV1:
    fields: dict[str, Any] = {
        "document_id": "d",
        "version": "v",
        "text": "Zwölf Häuser – «unbewohnbar».\r\n",
        "headline": None,
        "outlet": None,
        "published": "2025-06-12",
        "updated": None,
        "language": "de",
        "media_type": "text/plain",
        "origin_file": "ein file.txt",
        "url": None,
        "received": TIME,
    }
    return ArticleV1(**{**fields, **changes})


def encode(value: ArticleV1, *, key: str = "d", time: str = TIME) -> OutboundMessage:
    return encode_event(ARTICLES, key, value, source="ingest", time=time)


def ce_id(message: OutboundMessage) -> bytes:
    return dict(message.headers)["ce_id"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_what_is_encoded_is_decoded(text: str) -> None:
    value = article(text=text)
    message = encode(value)
    assert decode_event(ARTICLES, message.value, message.headers) == value


def test_headers_are_cloudevents_in_binary_mode() -> None:
    message = encode(article())
    headers = dict(message.headers)
    assert len(headers.pop("ce_id")) == 32
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_type": b"lagebild.article.ingested.v1",
        "ce_source": b"/lagebild/ingest",
        "ce_time": TIME.encode(),
        "content-type": b"application/json",
    }
    assert message.key == b"d"


def test_the_same_event_has_the_same_id() -> None:
    assert ce_id(encode(article())) == ce_id(encode(article()))


@pytest.mark.parametrize(
    "other",
    [
        encode(article(version="w")),
        encode(article(), key="e"),
        encode(article(), time="2025-06-12T17:04:10+00:00"),
    ],
    ids=["value", "key", "time"],
)
def test_another_event_has_another_id(other: OutboundMessage) -> None:
    assert ce_id(other) != ce_id(encode(article()))


def test_a_value_of_another_topic_is_refused() -> None:
    with pytest.raises(TypeError, match="ClaimSetV1"):
        encode_event(CLAIMS, "d", article(), source="x", time=TIME)
    with pytest.raises(TypeError, match="raw bytes"):
        encode_event(DEAD_LETTERS, "d", article(), source="x", time=TIME)


def test_tombstones_are_for_compacted_topics() -> None:
    message = encode_tombstone(ASSESSMENTS, "track", source="reconciler", time=TIME)
    assert message.value is None
    assert dict(message.headers)["ce_type"] == b"lagebild.track.assessed.v1"
    with pytest.raises(TypeError, match="not compacted"):
        encode_tombstone(ARTICLES, "d", source="ingest", time=TIME)


@given(st.binary())
def test_arbitrary_bytes_are_undecodable_and_nothing_worse(raw: bytes) -> None:
    with pytest.raises(UndecodableError):
        decode_event(ARTICLES, raw, {})


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*ArticleV1.model_fields]), inner),
    )
)
def test_arbitrary_json_is_undecodable_and_nothing_worse(document: Any) -> None:
    with pytest.raises(UndecodableError):
        decode_event(ARTICLES, json.dumps(document).encode(), {})


def test_a_missing_value_is_undecodable() -> None:
    with pytest.raises(UndecodableError, match="tombstone"):
        decode_event(ARTICLES, None, {})


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("ce_type", b"lagebild.article.ingested.v2"),
        ("ce_type", b"\xff"),
        ("content-type", b"application/avro"),
        ("ce_specversion", b"2.0"),
    ],
)
def test_headers_that_say_otherwise_are_believed(name: str, raw: bytes) -> None:
    message = encode(article())
    with pytest.raises(UndecodableError, match=name):
        decode_event(ARTICLES, message.value, {**dict(message.headers), name: raw})


def test_headers_may_be_missing_and_content_types_may_have_parameters() -> None:
    message = encode(article())
    assert decode_event(ARTICLES, message.value, {}) == article()
    assert decode_event(ARTICLES, message.value, {"content-type": b"application/json; charset=utf-8"}) == article()


def test_later_fields_are_ignored() -> None:
    body = encode(article()).value
    assert body is not None
    assert decode_event(ARTICLES, body[:-1] + b',"mood":"grim"}', {}) == article()


def test_reasons_name_fields_and_keep_the_text_to_themselves() -> None:
    body = encode(article(text="geheim")).value
    assert body is not None
    with pytest.raises(UndecodableError, match="published") as caught:
        decode_event(ARTICLES, body.replace(b'2025-06-12"', b'gestern"'), {})
    assert "geheim" not in caught.value.reason


def test_a_contract_of_another_class_is_another_topic() -> None:
    renamed = replace(ARTICLES, name="elsewhere")
    assert ce_id(encode_event(renamed, "d", article(), source="ingest", time=TIME)) != ce_id(encode(article()))
