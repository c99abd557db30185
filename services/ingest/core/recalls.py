"""Call a document back: a version of it without text, which claims nothing."""

from __future__ import annotations

from dataclasses import replace

from shared.domain.articles import Article, identify_version


def recall_document(document_id: str, successor: Article) -> Article:
    """Return the recall of a document that turned out to be another: the same file, identified anew by its sidecar."""
    withdrawn = f"identified anew as {successor.document_id} by a later sidecar"
    return replace(
        successor,
        document_id=document_id,
        version=identify_version(
            text="", headline=None, outlet=None, published=None, updated=successor.received, url=None
        ),
        text="",
        headline=None,
        outlet=None,
        published=None,
        updated=successor.received,
        url=None,
        agency=None,
        guessed=(),
        withdrawn=withdrawn,
        similar_to=(),
    )
