"""How large an article may be."""

from __future__ import annotations

import json
from dataclasses import asdict

from services.ingest.core.rejections import Rejection
from shared.domain.articles import MAX_ARTICLE_BYTES, Article


def count_event_bytes(article: Article) -> int:
    """Return the bytes of the article's event: compact JSON in UTF-8, as its contract is encoded."""
    return len(json.dumps(asdict(article), ensure_ascii=False, separators=(",", ":")).encode())


def refuse_size(size: int, limit: int = MAX_ARTICLE_BYTES) -> Rejection:
    """Return the refusal of a file or event of `size` bytes."""
    return Rejection(
        "too_large",
        f"too large: {_format_bytes(size)}, and at most {_format_bytes(limit)} are read",
        "One file is one article. If this is a collection, split it into one file for each article.",
    )


def _format_bytes(size: int) -> str:
    if size < 10_000_000:
        return f"{size:,} bytes"
    return f"{size / 1_000_000:,.0f} MB"
