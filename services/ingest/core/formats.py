"""The formats that can be read: one reader each, found by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.core.names import escape_name, find_suffix
from services.ingest.core.plain_texts import read_plain_text
from services.ingest.core.rejections import Rejection
from services.ingest.core.sizes import refuse_size
from shared.domain.articles import MAX_ARTICLE_BYTES


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `read` takes all bytes of a file and returns its text; `max_bytes` bounds what is read at all."""

    media_type: str
    suffixes: tuple[str, ...]
    max_bytes: int
    read: Callable[[bytes], str | Rejection]


FORMATS = (Format("text/plain", (".txt",), MAX_ARTICLE_BYTES, read_plain_text),)
"""A new format is one entry here and one module with its reader."""


def find_format(name: str) -> Format | None:
    """Return the format of a file of that name, or None."""
    suffix = find_suffix(name)
    return next((known for known in FORMATS if suffix in known.suffixes), None)


def choose_format(name: str, size: int) -> Format | Rejection:
    """Return the format that reads the file, or why it is refused unread. `size` in bytes."""
    found = find_format(name)
    if found is None:
        return _refuse_format(name)
    if size > found.max_bytes:
        return refuse_size(size, found.max_bytes)
    return found


def _refuse_format(name: str) -> Rejection:
    suffix = find_suffix(name)
    supported = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
    what = f"files that end in {escape_name(suffix)}" if suffix else "a file without a suffix"
    return Rejection(
        "unsupported_format",
        f"format not supported yet: Lagebild can't read {what}",
        f"Supported now: {supported} in UTF-8. Save the article's text as such a file and drop that.",
    )
