"""Read plain text: strict UTF-8, or a refusal that says what the bytes are instead."""

from __future__ import annotations

from services.ingest.core.encodings import name_binary_kind, refuse_encoding, refuse_utf16
from services.ingest.core.rejections import Rejection

_TEXT_CONTROLS = "\t\n\r\f\v"
_MAX_CONTROL_SHARE = 0.05
"""Text taken out of a PDF holds a stray control character here and there; data that is not text is full of them."""


def read_plain_text(data: bytes) -> str | Rejection:
    """Return the text, exactly as decoded save for a BOM, or why it is none."""
    if not data.strip():
        return _refuse_emptiness(len(data))
    kind = name_binary_kind(data)
    if kind is not None:
        return _refuse_binary(f"this is {kind}, though its name says it is text")
    utf16 = refuse_utf16(data)
    if utf16 is not None:
        return utf16
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return refuse_encoding(data, error.start) or _refuse_binary("the bytes are text in no encoding")
    return _refuse_characters(text, len(data)) or text


def _refuse_characters(text: str, size: int) -> Rejection | None:
    nul = text.find("\0")
    if nul >= 0:
        return _refuse_binary(f"character {nul + 1:,} is NUL, which no text has")
    controls = sum(text.count(chr(code)) for code in range(1, 32) if chr(code) not in _TEXT_CONTROLS)
    if controls > _MAX_CONTROL_SHARE * len(text):
        return _refuse_binary(f"{controls:,} of {len(text):,} characters are control characters")
    if not any(char.isprintable() and not char.isspace() for char in text):
        return _refuse_emptiness(size)
    return None


def _refuse_emptiness(size: int) -> Rejection:
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
