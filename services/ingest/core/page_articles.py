"""Take an article out of a web page whole and in order: standfirst, subheadings, boxes, lists and tables.

trafilatura finds which paragraphs are the article; it also leaves out boxes and standfirsts, and moves what it is
unsure of to other places. So its paragraphs only mark where the article begins and ends; what stands between is read
off the page.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.ingest.core.page_blocks import Block, list_blocks
from services.ingest.core.page_parts import is_standfirst

_LEAST_MARK = 25
"""Characters: shorter lines stand in many places of a page."""
_LEAST_FOUND = 0.6
_MOST_CLUTTERED = 0.5
_MOST_LINKED = 0.6
_LONGEST_STANDFIRST = 600
_NOTICE = re.compile(
    r"(?:Anzeige|Werbung|Advertisement|Lesen Sie (?:auch|mehr|dazu).{0,120}|Mehr (?:zum Thema|dazu)|Auch interessant|"
    r"Teilen|Drucken|Merken|Kommentare.{0,20}|Jetzt weiterlesen|Weiterlesen.{0,40}|Newsletter.{0,80}|Zur Startseite|"
    r"(?:Dieses )?Video.{0,30}(?:nicht verfügbar|JavaScript).{0,60}|Ältere (?:Einträge|Beiträge).{0,40}|"
    r".{0,40}Cookies.{0,200})",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:(?:Stand|Online seit|Veröffentlicht|Aktualisiert)\b.{0,12}?)?\d{1,2}\.\s?\S{1,10}\s?\d{4}\b.{0,25}"
)
_BYLINE = re.compile(r"(?:Von|Text|Aus|Interview:?)\s[A-ZÄÖÜ]")


@dataclass(frozen=True, slots=True)
class PageArticle:
    """What was read off a page. `headline`: of its first heading, None where there is none. `paragraphs`: below it."""

    headline: str | None
    paragraphs: tuple[str, ...]


def read_article(root: Any, marked: str, titles: Sequence[str]) -> PageArticle | None:
    """Return the article, or None where the marks can't be found on the page.

    `marked`: the text that is known to belong to it, a paragraph a line. `titles`: what its headline may be like.
    """
    blocks = list_blocks(root)
    whole = " ".join(_fold(line) for line in marked.splitlines())
    chosen = [number for number, block in enumerate(blocks) if _is_marked(block, whole)]
    if not chosen or sum(len(blocks[number].text) for number in chosen) < _LEAST_FOUND * len(whole):
        return None
    blocks = _trust(blocks, chosen)
    chosen = [number for number in chosen if not blocks[number].clutter]
    if not chosen:
        return None
    window = root.findtext(".//title") or ""
    head = _find_headline(blocks, chosen[0], [*titles, window])
    first = chosen[0] if head is None else head + 1
    around = _find_common(blocks[number] for number in chosen)
    known = {_fold_words(line) for line in marked.splitlines()}
    ends = [
        number
        for number in range(chosen[-1] + 1, len(blocks))
        if around in blocks[number].path and (blocks[number].boxed or _fold_words(blocks[number].text) in known)
    ]
    candidates = [*range(first, chosen[-1] + 1), *ends]
    standing = [blocks[number] for number in candidates if _stands(blocks[number], number, chosen)]
    return PageArticle(None if head is None else _fold(blocks[head].text), tuple(_write(standing)))


def _is_marked(block: Block, whole: str) -> bool:
    return len(block.text) >= _LEAST_MARK and any(
        line in whole for line in map(_fold, block.text.splitlines()) if len(line) >= _LEAST_MARK
    )


def _fold(line: str) -> str:
    return " ".join(line.removeprefix("- ").strip(" |").split())


def _fold_words(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.lower()))


def _trust(blocks: Sequence[Block], chosen: Sequence[int]) -> list[Block]:
    """Take back the name of clutter from elements that hold most of the article: `<body class="with-sidebar">`."""
    whole = sum(len(blocks[number].text) for number in chosen)
    held: Counter[Any] = Counter()
    for number in chosen:
        held.update({element: len(blocks[number].text) for element in blocks[number].clutter})
    trusted = {element for element, count in held.items() if count > _MOST_CLUTTERED * whole}
    return [
        replace(block, clutter=tuple(element for element in block.clutter if element not in trusted))
        if not trusted.isdisjoint(block.clutter)
        else block
        for block in blocks
    ]


def _find_headline(blocks: Sequence[Block], first: int, titles: Sequence[str]) -> int | None:
    """Return the heading above or at the beginning of the article that is most like a title; a site's name is none."""
    known = [set(re.findall(r"\w+", title.lower())) for title in titles if title]
    best, best_share = None, 0.4 if known else 0.0
    for number, block in enumerate(blocks[: first + 1]):
        if block.kind == "heading" and block.tag in {"h1", "h2"}:
            words = set(re.findall(r"\w+", block.text.lower()))
            shares = [len(words & title) / max(len(words | title), 1) for title in known]
            share = max(shares, default=0.5 if block.tag == "h1" else 0.0)
            if share > best_share:
                best, best_share = number, share
    return best


def _find_common(blocks: Iterable[Block]) -> Any:
    """Return the innermost element that all the blocks stand in, or None where that is the page itself."""
    common: tuple[Any, ...] | None = None
    for block in blocks:
        shared = itertools.takewhile(
            lambda pair: pair[0] is pair[1], zip(common or block.path, block.path, strict=False)
        )
        common = tuple(element for element, _ in shared)
    return common[-1] if common and common[-1].tag not in {"html", "body"} else None


def _stands(block: Block, number: int, chosen: Sequence[int]) -> bool:
    """Tell whether a block behind the headline is of the article."""
    if block.clutter or _NOTICE.fullmatch(block.text):
        return False
    if block.linked > _MOST_LINKED * len(block.text) and (number not in chosen or block.kind == "item"):
        return False
    return number >= chosen[0] or _is_standfirst(block)


def _is_standfirst(block: Block) -> bool:
    if block.boxed:
        return True
    if _STAMP.fullmatch(block.text):  # a sign that what stands above it is a standfirst
        return True
    if len(block.text) > _LONGEST_STANDFIRST or _BYLINE.match(block.text):
        return False
    named = any(is_standfirst(element) for element in block.path[-4:])
    return named or block.kind in {"heading", "item"} or (len(block.text) > 60 and block.text.endswith((".", "!", "?")))


def _write(blocks: Sequence[Block]) -> list[str]:
    written: list[str] = []
    for block in blocks:
        text = f"- {block.text}" if block.kind == "item" and not block.boxed else block.text
        if not written or written[-1] != text:
            written.append(text)
    return written
