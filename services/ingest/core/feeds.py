"""Read RSS and Atom feeds: each entry is an article."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from services.ingest.core.credits import name_agencies
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.facts import Facts, fold_space, is_storable
from services.ingest.core.rejections import Rejection
from services.ingest.core.web_pages import strip_markup
from services.ingest.core.xml_trees import refuse_entities

ROOTS = frozenset({"rss", "feed", "RDF"})


def read_feed(data: bytes) -> Iterator[Draft | Rejection]:
    """Yield the entries of a feed in its order."""
    refused = refuse_entities(data)
    if refused is not None:
        yield refused
        return
    import feedparser  # noqa: PLC0415  (slow to load)

    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield Rejection(
            "damaged",
            f"the feed is not well-formed: {feed.bozo_exception}",
            "Fetch it again; it may have been cut off.",
        )
        return
    if not feed.entries:
        yield Rejection("empty", "the feed has no entries", "Nothing is lost; drop it again when it has some.")
    media_type = "application/atom+xml" if feed.version.startswith("atom") else "application/rss+xml"
    for number, entry in enumerate(feed.entries, start=1):
        yield _read_entry(entry, feed.feed, f"entry {number}", media_type)


def _read_entry(entry: Mapping[str, Any], feed: Mapping[str, Any], place: str, media_type: str) -> Draft | Rejection:
    title = fold_space(strip_markup(entry.get("title", "")))
    pieces = [one.get("value", "") for one in entry.get("content", ())] or [entry.get("summary", "")]
    text = compose_text(title, "\n\n".join(strip_markup(piece) for piece in pieces if piece).strip())
    if not text.strip():
        return Rejection("empty", "the entry has neither title nor text", "Ask the feed's publisher.", place)
    url = entry.get("link")
    updated = _read_moment(entry.get("updated_parsed"))
    published = _read_moment(entry.get("published_parsed")) or updated
    facts = Facts(
        published=published,
        updated=None if updated == published else updated,
        outlet=fold_space((entry.get("source") or {}).get("title") or feed.get("title")),
        url=url if url and url.startswith(("http://", "https://")) else None,
        id=None if url else entry.get("id"),
        title=title,
        agency=name_agencies(entry.get("author")),
        language=entry.get("language") or feed.get("language"),
    )
    if not all(is_storable(value) for value in (text, facts.url, facts.id, facts.outlet) if value):
        return Rejection(
            "binary", "the entry holds NUL or half of a surrogate pair", "Ask the feed's publisher.", place
        )
    return Draft(text.strip(), media_type, facts, place)


def _read_moment(parsed: struct_time | None) -> str | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed else None
    except ValueError:
        return None
