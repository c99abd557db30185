"""An article as ingest read it, and what identifies it and its versions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)

MAX_ARTICLE_BYTES = 900_000
"""Largest encoded Article event that Kafka is asked to take (its default limit is 1 MiB with headers)."""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one document.

    `text` is the text as read: decoded strictly, BOM stripped, nothing else changed; all offsets count its code points.
    `published` and `updated` are ISO 8601, a day (`2025-04-28`) or a moment with offset; unknown is None.
    `received` is the moment ingest took the file (UTC): between two versions of equal date the later arrival wins.
    `agency` is the news agency that the text is credited to (`dpa`). `guessed` names what was inferred and not given:
    `published`, `updated`, `outlet`, `encoding`. `withdrawn` says why the document was called back: its text is empty
    then, so that it claims nothing. `similar_to`: documents that ingest had read before with nearly the same text.
    """

    document_id: str
    version: str
    text: str
    headline: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    language: str
    media_type: str
    origin_file: str
    url: str | None
    received: str
    agency: str | None = None
    guessed: tuple[str, ...] = ()
    withdrawn: str | None = None
    similar_to: tuple[str, ...] = ()


def hash_parts(*parts: object) -> str:
    """Return 32 hex digits that identify the parts: the first half of SHA-256 over their canonical JSON."""
    return hashlib.sha256(_CANONICAL.encode(parts).encode()).hexdigest()[:32]


def identify_document(*, explicit_id: str | None, url: str | None, outlet: str | None, text: str) -> str:
    """Return the document's id: of its explicit id or URL, or where there is neither, of outlet and text."""
    if explicit_id is not None:
        return hash_parts("id", explicit_id)
    if url is not None:
        return hash_parts("url", url)
    return hash_parts("text", outlet, text)


def identify_version(  # one keyword per field that makes a version
    *, text: str, headline: str | None, outlet: str | None, published: str | None, updated: str | None, url: str | None
) -> str:
    """Return the version's id: text and metadata, without where and when the file was found."""
    return hash_parts("version", text, headline, outlet, published, updated, url)
