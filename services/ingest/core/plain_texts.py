"""Read plain text in any encoding that can be told, or say why the bytes are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from services.ingest.core.drafts import Draft
from services.ingest.core.encodings import Decoded, decode_text, looks_garbled, name_binary_kind
from services.ingest.core.limits import MAX_TEXT_FILE_BYTES
from services.ingest.core.rejections import Rejection

_CONTROLS = bytes((*range(0x01, 0x09), *range(0x0E, 0x20)))
_MAX_CONTROL_SHARE = 0.05
"""Text taken out of a PDF holds a stray control character here and there; data that is not text is full of them."""


def read_plain_texts(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the one article of a text file."""
    found = decode_plain_text(file.read(MAX_TEXT_FILE_BYTES))
    if isinstance(found, Rejection):
        yield found
        return
    media_type = "text/markdown" if name.lower().endswith((".md", ".markdown")) else "text/plain"
    yield Draft(found.text, media_type, guessed=frozenset({"encoding"} if found.guessed else ()))


def is_plain(data: bytes) -> bool:
    """Tell whether the bytes are UTF-8 as it should be, which needs no library to be read."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not looks_garbled(text)


def decode_plain_text(data: bytes) -> Decoded | Rejection:
    """Return the text, exactly as decoded save for a BOM and for certain mojibake, or why it is none."""
    if not data.strip():
        return refuse_emptiness(len(data))
    kind = name_binary_kind(data)
    if kind is not None:
        return _refuse_binary(f"this is {kind}, though its name says it is text")
    found = decode_text(data)
    if isinstance(found, Rejection):
        return found
    return _refuse_characters(found.text, len(data)) or found


def _refuse_characters(text: str, size: int) -> Rejection | None:
    nul = text.find("\0")
    if nul >= 0:
        return _refuse_binary(f"character {nul + 1:,} is NUL, which no text has")
    raw = text.encode()
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(text):
        return _refuse_binary(f"{controls:,} of {len(text):,} characters are control characters")
    if not any(char.isprintable() and not char.isspace() for char in text):
        return refuse_emptiness(size)
    return None


def refuse_emptiness(size: int) -> Rejection:
    """Return the refusal of `size` bytes in which nothing can be seen."""
    what = (
        "the file is empty" if size == 0 else f"the file holds {size:,} bytes of white space and no visible character"
    )
    return Rejection("empty", what, "Check whether the program that wrote it had finished, then drop it again.")


def _refuse_binary(what: str) -> Rejection:
    return Rejection(
        "binary",
        f"not a text: {what}",
        "Open the original in its own program, save it as plain text in UTF-8, drop that.",
    )
