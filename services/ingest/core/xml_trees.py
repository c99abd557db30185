"""Parse XML that strangers wrote: no entities of its own, nothing fetched, no depth without end."""

from __future__ import annotations

import re
from typing import Any

from services.ingest.core.rejections import Rejection

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def refuse_entities(data: bytes) -> Rejection | None:
    """Return the refusal of XML that declares entities: no feed needs them, bombs and thieves do."""
    if _ENTITY.search(data) or _ENTITY.search(data.replace(b"\0", b"")):
        return Rejection(
            "bomb",
            "the XML declares entities of its own, which can swell without end or lead to other files",
            "Ask the sender for it without a DOCTYPE; feeds and agency news have none.",
        )
    return None


def parse_xml(data: bytes) -> Any | Rejection:
    """Return the root element, or why there is none."""
    refused = refuse_entities(data)
    if refused is not None:
        return refused
    from lxml import etree  # noqa: PLC0415  (slow to load)

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return Rejection(
            "damaged",
            f"the XML is not well-formed: {error.msg}",
            "Fetch it again; it may have been cut off on the way.",
        )


def name_root(data: bytes) -> str | None:
    """Return the local name of the first element as it stands in the bytes, or None."""
    head = data[:20_000].replace(b"\0", b"")
    found = re.search(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)", re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
    return None if found is None else found[1].decode()
