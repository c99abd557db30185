"""Bytes that strangers wrote, for a terminal: nothing in them can move the cursor, colour or erase anything."""

from __future__ import annotations

import base64
import json
from typing import Any

_KEPT = "\n\t"


def show_bytes(raw: bytes) -> str:
    """Return the text that the bytes are, what is no text or cannot be seen as escapes."""
    return show_text(raw.decode("utf-8", "backslashreplace"))


def show_text(text: str) -> str:
    """Return the text with what cannot be seen as escapes."""
    return "".join(map(_show_character, text))


def show_value(raw: bytes | None) -> str:
    """Return a message's value: JSON laid out, anything else as it stands, None as what it means."""
    if raw is None:
        return "no value: a tombstone"
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return show_bytes(raw)
    return show_text(json.dumps(document, ensure_ascii=False, indent=2))


def encode_bytes(raw: bytes | None) -> dict[str, Any] | None:
    """Return the bytes for programs: exactly, and as the text or JSON that they are, where they are."""
    if raw is None:
        return None
    view: dict[str, Any] = {"base64": base64.b64encode(raw).decode(), "bytes": len(raw)}
    try:
        view["text"] = raw.decode()
        view["json"] = json.loads(view["text"])
    except (ValueError, RecursionError):
        pass
    return view


def _show_character(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    code = ord(character)  # lone surrogates, too: JSON may hold their escapes
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
