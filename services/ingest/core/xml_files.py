"""Read XML files: feeds and agency news, told apart by their first element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from services.ingest.core import feeds, newsml
from services.ingest.core.drafts import Draft
from services.ingest.core.limits import MAX_XML_BYTES
from services.ingest.core.rejections import Rejection
from services.ingest.core.xml_trees import name_root


def read_xml_files(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the articles of a feed or of NewsML-G2."""
    del name
    data = file.read(MAX_XML_BYTES)
    root = name_root(data)
    if root in feeds.ROOTS:
        yield from feeds.read_feed(data)
    elif root in newsml.ROOTS:
        yield from newsml.read_newsml(data)
    elif root is None:
        yield Rejection(
            "damaged", "the file holds no XML element", "Fetch it again; it may have been cut off on the way."
        )
    else:
        yield Rejection(
            "unsupported_format",
            f"format not supported: XML that begins with <{root}>",
            "Supported are RSS, Atom and NewsML-G2. Save the article's text as .txt and drop that.",
        )
