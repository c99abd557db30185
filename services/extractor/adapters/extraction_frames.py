"""What the process that extracts and the one that asks say to each other: bytes with their length before them."""

from __future__ import annotations

import json
import struct
from typing import BinaryIO

from pydantic import TypeAdapter

from shared.domain.articles import Article
from shared.runtime.messages import OutboundMessage

LENGTH = struct.Struct(">I")
READY = b"ready"

_ARTICLE = TypeAdapter(Article)


def frame(body: bytes) -> bytes:
    """Return the body with its length before it."""
    return LENGTH.pack(len(body)) + body


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next body, None where the other side has ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def pack_article(article: Article) -> bytes:
    """Return the article as JSON."""
    return _ARTICLE.dump_json(article)


def unpack_article(body: bytes) -> Article:
    """Return the article again."""
    return _ARTICLE.validate_json(body)


def pack_answer(answer: OutboundMessage | str) -> bytes:
    """Return a claim set's message, or the reason why there is none: a line of JSON, then the message's value."""
    if isinstance(answer, str):
        return json.dumps({"reason": answer}).encode()
    assert answer.key is not None
    assert answer.value is not None
    head = {"topic": answer.topic, "key": answer.key.decode(), "headers": [[n, v.decode()] for n, v in answer.headers]}
    return json.dumps(head).encode() + b"\n" + answer.value


def unpack_answer(body: bytes) -> OutboundMessage | str:
    """Return the message or the reason again."""
    line, _, value = body.partition(b"\n")
    head = json.loads(line)
    if "reason" in head:
        return str(head["reason"])
    headers = [(name, text.encode()) for name, text in head["headers"]]
    return OutboundMessage(head["topic"], head["key"].encode(), value, headers)
