"""What the process that reads and the one that asks say to each other: JSON with its length before it."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict
from typing import Any

from services.ingest.core.facts import Facts
from services.ingest.core.read_documents import Entry
from services.ingest.core.rejections import Rejection
from shared.domain.articles import Article

_LENGTH = struct.Struct(">I")
LARGEST_FRAME = 64_000_000


class BrokenFrameError(OSError):
    """The other side ended, or says what it never would."""


def send_frame(wire: socket.socket, message: object) -> None:
    """Send one message."""
    data = json.dumps(message).encode()  # ASCII: lone surrogates of odd names pass as escapes
    wire.sendall(_LENGTH.pack(len(data)) + data)


def receive_frame(wire: socket.socket) -> Any:
    """Return the next message. BrokenFrameError at the end, TimeoutError where the socket has a timeout."""
    (length,) = _LENGTH.unpack(_receive(wire, _LENGTH.size))
    if length > LARGEST_FRAME:
        raise BrokenFrameError(f"a frame of {length:,} bytes")
    return json.loads(_receive(wire, length))


def _receive(wire: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = wire.recv(min(count - len(data), 1 << 20))
        if not piece:
            raise BrokenFrameError("the connection ended")
        data += piece
    return bytes(data)


def pack_entry(entry: Entry) -> dict[str, Any]:
    """Return the entry as JSON can hold it."""
    kind = "article" if isinstance(entry.outcome, Article) else "rejection"
    return {kind: asdict(entry.outcome), "embargo": entry.embargo}


def unpack_entry(packed: dict[str, Any]) -> Entry:
    """Return the entry again."""
    if "article" in packed:
        values = packed["article"]
        article = Article(**values | {"guessed": tuple(values["guessed"]), "similar_to": tuple(values["similar_to"])})
        return Entry(article, packed["embargo"])
    return Entry(Rejection(**packed["rejection"]), packed["embargo"])


def pack_listed(listed: Facts | Rejection) -> dict[str, Any]:
    """Return what a manifest says as JSON can hold it."""
    return {"facts" if isinstance(listed, Facts) else "rejection": asdict(listed)}


def unpack_listed(packed: dict[str, Any]) -> Facts | Rejection:
    """Return what a manifest says again."""
    return Facts(**packed["facts"]) if "facts" in packed else Rejection(**packed["rejection"])
