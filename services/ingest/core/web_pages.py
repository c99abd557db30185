"""Read web pages as content management systems write them and browsers save them."""

from __future__ import annotations

import codecs
import html as html_entities
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from services.ingest.core.credits import name_agencies
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.encodings import Decoded, decode_text
from services.ingest.core.facts import Facts, complete_facts, fold_space, try_moment
from services.ingest.core.headlines import read_headline
from services.ingest.core.limits import MAX_DEPTH, MAX_PAGE_BYTES
from services.ingest.core.page_articles import read_article
from services.ingest.core.rejections import Rejection

MEDIA_TYPE = "text/html"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
_CLOSED_SILENTLY = frozenset((*_VOID, "p", "li", "td", "tr", "th", "dt", "dd", "option"))
_JSON_LD = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_MOST_JSON_LD = 50
_META = re.compile(r"<meta\s[^>]{0,5000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ARTICLE_TYPES = ("Article", "Report", "Posting")
_META_KEYS = {
    "article:published_time": "published",
    "date": "published",
    "dc.date": "published",
    "dcterms.created": "published",
    "last-modified": "updated",
    "article:modified_time": "updated",
    "dcterms.modified": "updated",
    "og:title": "title",
    "og:site_name": "outlet",
    "og:url": "url",
}


def read_web_pages(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the one article of a page."""
    del name
    page = decode_page(file.read(MAX_PAGE_BYTES))
    yield page if isinstance(page, Rejection) else read_page(page)


def decode_page(data: bytes) -> Decoded | Rejection:
    """Return the page as text: by its byte order mark, as UTF-8, as it declares, else by what it looks like."""
    declared = None if data.startswith(codecs.BOM_UTF8) else _CHARSET.search(data[:4096])
    if declared is not None:
        encoding = declared[1].decode("ascii")
        if encoding.lower() in {"iso-8859-1", "latin1", "latin-1", "us-ascii"}:
            encoding = "cp1252"  # as every browser does
        try:
            if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
                return Decoded(data.decode(encoding).removeprefix("\ufeff"))
        except (UnicodeDecodeError, LookupError):
            pass
    return decode_text(data)


def read_page(page: Decoded) -> Draft | Rejection:
    """Return the article of a page: text without navigation, title, dates, outlet, address."""
    if _measure_depth(page.text) > MAX_DEPTH:
        return Rejection(
            "too_complex",
            f"the page nests more than {MAX_DEPTH} elements in each other, which no article needs",
            "Open it in a browser, copy the article's text, save that as .txt and drop it.",
        )
    document = _extract(page.text)
    if document is None or not (document.text or "").strip():
        return Rejection(
            "no_text",
            "the page holds no article, only navigation, scripts or pictures; is it filled in by JavaScript?",
            "Save the page from a browser after it has loaded, or copy the text and save it as .txt.",
        )
    stated = complete_facts(_read_json_ld(page.text), _read_meta(page.text))
    inferred = Facts(
        published=try_moment(document.date),
        outlet=fold_space(document.sitename) or _name_host(document.url),
        url=document.url,
        title=fold_space(document.title),
    )
    facts = complete_facts(stated, inferred)
    guessed = {key for key in ("published", "outlet") if getattr(stated, key) is None and getattr(facts, key)}
    if page.guessed:
        guessed.add("encoding")
    paragraphs: Sequence[str] = [line for line in document.text.splitlines() if line.strip()]
    titles = [title for title in (stated.title, inferred.title) if title]
    laid_out = read_article(_parse(page.text), document.text, titles)
    if laid_out is not None:
        paragraphs = laid_out.paragraphs
        # the heading that readers see goes before what a page tells search engines
        facts = replace(facts, title=laid_out.headline or stated.title or _choose_title(paragraphs, inferred.title))
    text = "\n\n".join(paragraphs)
    return Draft(compose_text(facts.title, text), MEDIA_TYPE, facts, guessed=frozenset(guessed))


def _choose_title(paragraphs: Sequence[str], title: str | None) -> str | None:
    """Return the title of the window, unless the text has a headline of its own without being marked as one."""
    return None if paragraphs and read_headline(paragraphs[0]) is not None else title


def _parse(page: str) -> Any:
    from lxml import html  # noqa: PLC0415  (slow to load)

    return html.document_fromstring(page.replace("\0", "").encode(), parser=html.HTMLParser(encoding="utf-8"))


def strip_markup(markup: str) -> str:
    """Return the text of a piece of HTML as feeds and agencies have it, a line for each paragraph."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import html  # noqa: PLC0415  (slow to load)

    if not markup.strip() or _measure_depth(markup) > MAX_DEPTH:
        return ""
    try:
        root = html.fromstring(f"<div>{markup.replace(chr(0), '')}</div>")
    except (ValueError, AssertionError, html.etree.ParserError):
        return ""
    for element in root.iter("script", "style"):
        element.text = None
    for element in root.iter("p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr", "blockquote"):
        element.tail = ("\n" if element.tag == "br" else "\n\n") + (element.tail or "")
    for element in root.iter("li", "p", "h1", "h2", "h3", "h4"):
        element.text = "\n" + (element.text or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _extract(page: str) -> Any:
    from trafilatura import bare_extraction  # noqa: PLC0415  (slow to load)

    return bare_extraction(page, with_metadata=True, include_comments=False, include_tables=True, deduplicate=False)


def _measure_depth(page: str) -> int:
    depth = deepest = 0
    for slash, tag, rest in _TAG.findall(page):
        if tag.lower() in _CLOSED_SILENTLY or rest.endswith("/"):
            continue
        depth = max(depth - 1, 0) if slash else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _read_json_ld(page: str) -> Facts:
    for block in _list_json_ld(page):
        try:
            found = _find_article(json.loads(block.strip(), strict=False), depth=0)
        except (ValueError, RecursionError):
            continue
        if found is not None:
            return Facts(
                published=try_moment(_text(found.get("datePublished"))),
                updated=try_moment(_text(found.get("dateModified"))),
                outlet=_name(found.get("publisher")),
                url=_check_url(_text(found.get("url")) or _text(found.get("mainEntityOfPage"))),
                title=fold_space(_text(found.get("headline"))),
                agency=name_agencies(_name(found.get("creditText")) or _name(found.get("author"))),
            )
    return Facts()


def _list_json_ld(page: str) -> Iterator[str]:
    for begin in islice(_JSON_LD.finditer(page), _MOST_JSON_LD):
        end = _SCRIPT_END.search(page, begin.end())
        if end is None:
            return
        yield page[begin.end() : end.start()]


def _find_article(node: object, depth: int) -> Mapping[str, object] | None:
    if depth > 6:
        return None
    if isinstance(node, list):
        return next((found for one in node if (found := _find_article(one, depth + 1)) is not None), None)
    if not isinstance(node, dict):
        return None
    kinds = node.get("@type")
    if any(str(kind).endswith(_ARTICLE_TYPES) for kind in (kinds if isinstance(kinds, list) else [kinds])):
        return node
    return _find_article(node.get("@graph"), depth + 1)


def _read_meta(page: str) -> Facts:
    found: dict[str, str | None] = {}
    for tag in _META.findall(page[:200_000]):
        attributes = {key.lower(): first or second for key, first, second in _ATTRIBUTE.findall(tag)}
        key = _META_KEYS.get(
            (attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or "").lower()
        )
        if key is not None and key not in found:
            content = _unescape(attributes.get("content"))
            found[key] = try_moment(content) if key in {"published", "updated"} else fold_space(content)
    facts = Facts(**found)
    return replace(facts, url=_check_url(facts.url))


def _unescape(value: str | None) -> str | None:
    return html_entities.unescape(value) if value else None


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id")
    return value if isinstance(value, str) else None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return fold_space(value) if isinstance(value, str) else None


def _check_url(url: str | None) -> str | None:
    return url.strip() if url and url.strip().startswith(("http://", "https://")) else None


def _name_host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
