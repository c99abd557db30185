"""Read NewsML-G2 of news agencies: text, versions, embargoes, recalls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.ingest.core.credits import name_agencies
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.facts import Facts, fold_space, try_moment
from services.ingest.core.rejections import Rejection
from services.ingest.core.web_pages import strip_markup
from services.ingest.core.xml_trees import parse_xml

ROOTS = frozenset({"newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem"})
MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"
RECALLS = {"canceled": "canceled by its source", "withheld": "withheld by its source until further notice"}
_BLOCKS = frozenset({"p", "hl1", "hl2", "h1", "h2", "h3", "li", "td", "th"})


def read_newsml(data: bytes) -> Iterator[Draft | Rejection]:
    """Yield the news items of a message in its order; packages only list items and are passed over."""
    root = parse_xml(data)
    if isinstance(root, Rejection):
        yield root
        return
    items = [element for element in root.iter() if _name(element) == "newsItem"]
    if not items:
        yield Rejection(
            "no_text", f"the NewsML-G2 holds no news item, only {_name(root)}", "Drop the items that it points to."
        )
    for number, item in enumerate(items, start=1):
        yield _read_item(item, "" if len(items) == 1 else f"item {number}")


def _read_item(item: Any, place: str) -> Draft | Rejection:
    meta = _child(item, "itemMeta")
    if meta is None:
        return Rejection("damaged", "a news item without itemMeta", "Fetch it again.", place)
    status = _code(_child(meta, "pubStatus"))
    facts = _read_facts(item, meta)
    if status in RECALLS:
        return Draft("", MEDIA_TYPE, facts, place, withdrawn=RECALLS[status])
    text = compose_text(facts.title, _read_content(_child(item, "contentSet")))
    if not text.strip():
        return Rejection(
            "no_text",
            "the news item has no text (a picture, a video or a remote reference)",
            "Drop the text item.",
            place,
        )
    return Draft(text, MEDIA_TYPE, facts, place, embargo=try_moment(_text(_child(meta, "embargoed"))))


def _read_facts(item: Any, meta: Any) -> Facts:
    content = _child(item, "contentMeta")
    published = try_moment(_text(_child(meta, "firstCreated"))) or try_moment(_text(_child(content, "contentCreated")))
    version = try_moment(_text(_child(meta, "versionCreated")))
    provider = _child(meta, "provider")
    outlet = fold_space(_text(_child(provider, "name"))) or _code(provider)
    agency = name_agencies(_text(_child(content, "creditline"))) or name_agencies(outlet)
    language = _child(content, "language")
    return Facts(
        published=published or version,
        updated=version if published and version != published else None,
        outlet=outlet,
        id=item.get("guid"),
        title=fold_space(_text(_child(content, "headline"))),
        agency=agency,
        language=None if language is None else language.get("tag"),
    )


def _read_content(content: Any) -> str:
    if content is None:
        return ""
    inline = _child(content, "inlineData")
    if inline is not None and _text(inline):
        return strip_markup(_text(inline) or "")
    tree = _child(content, "inlineXML")
    if tree is None:
        return ""
    body = next((element for element in tree.iter() if _name(element) in {"body.content", "body"}), tree)
    inner = next((element for element in body.iter() if _name(element) == "body.content"), body)
    blocks = [element for element in inner.iter() if _name(element) in _BLOCKS]
    leaves = [block for block in blocks if not any(_name(below) in _BLOCKS for below in block.iterdescendants())]
    return "\n\n".join(filter(None, (fold_space("".join(leaf.itertext())) for leaf in leaves)))


def _child(element: Any, name: str) -> Any:
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""  # comments have a function for a tag


def _text(element: Any) -> str | None:
    return None if element is None else "".join(element.itertext()).strip() or None


def _code(element: Any) -> str | None:
    """Return the value of a code without its scheme: `stat:canceled` is `canceled`; usually `qcode`, else a URI."""
    if element is None:
        return None
    code = element.get("qcode") or element.get("literal") or (element.get("uri") or "").rstrip("/").rpartition("/")[2]
    return str(code).rpartition(":")[2] or None
