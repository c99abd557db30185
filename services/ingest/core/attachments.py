"""Find the attachments of a mail that may hold articles, each with a name that tells its format."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from email.message import MIMEPart

from services.ingest.core.formats import find_format

_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/json": ".json",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
}


def list_attachments(message: MIMEPart, body: MIMEPart | None) -> list[tuple[str, bytes]]:
    """Return names and contents of what is attached in formats that can be read; pictures and the like are left out."""
    found: list[tuple[str, bytes]] = []
    taken: set[str] = set()
    for part in _walk(message):
        if part is body or not _is_attached(part):
            continue
        name = _name(part, len(found) + 1)
        data = _read_content(part)
        if find_format(name) is not None and data.strip():
            found.append((_number(name, taken), data))
    return found


def _walk(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts that are no containers; a mail within the mail is one part."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for inner in part.iter_parts():
            if isinstance(inner, MIMEPart):
                yield from _walk(inner)
    else:
        yield part


def _is_attached(part: MIMEPart) -> bool:
    """Tell whether somebody attached it: else it is the body in another form, or a picture of the page."""
    return part.is_attachment() or bool(part.get_filename()) or part.get_content_type() == "message/rfc822"


def _name(part: MIMEPart, number: int) -> str:
    name = str(part.get_filename() or "").replace("\\", "/").rpartition("/")[2].strip() or f"attachment {number}"
    if find_format(name) is None and part.get_content_type() in _SUFFIXES:
        name += _SUFFIXES[part.get_content_type()]
    return name


def _number(name: str, taken: set[str]) -> str:
    """Return the name, with a number before it where another attachment has it too."""
    count = 1
    numbered = name
    while numbered in taken:
        count += 1
        numbered = f"{count}-{name}"
    taken.add(numbered)
    return numbered


def _read_content(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return inner.as_bytes() if isinstance(inner, MIMEPart) else b""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_maintype() != "text" or charset is None:
        return data
    try:  # what the mail says of the encoding is lost on whoever reads the bytes alone
        return codecs.BOM_UTF8 + data.decode(charset).removeprefix("\ufeff").encode()
    except (UnicodeError, LookupError):
        return data
