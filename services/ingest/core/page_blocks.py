"""Lay a web page out as blocks of text in the order of the page: headings, paragraphs, items, rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from services.ingest.core.page_parts import is_box, is_clutter

BlockKind = Literal["heading", "paragraph", "item", "row"]

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
])  # fmt: skip
_SPACE = re.compile(r"[^\S\n]+")
_BREAK = re.compile(r" ?\n ?")
_LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that stands for itself. `path`: its elements from the root on; `linked`: characters in links.

    `clutter`: the elements around it that seem to be about the page. `boxed`: it stands in a box.
    """

    text: str
    kind: BlockKind
    path: tuple[Any, ...]
    linked: int
    clutter: tuple[Any, ...]
    boxed: bool

    @property
    def tag(self) -> str:
        """The name of its element."""
        return str(self.path[-1].tag)


def list_blocks(root: Any) -> list[Block]:
    """Return the blocks of the page, those about the page among them."""
    layout = _Layout()
    layout.walk(root)
    layout.end_block()
    return layout.blocks


class _Layout:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._path: list[Any] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._clutter: list[Any] = []
        self._boxes = 0

    def walk(self, element: Any) -> None:
        """Lay out an element without what follows it."""
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "noscript", "template", "head"}:
            return
        if element.tag == "br":
            self._pieces.append("\n")
        elif element.tag in _INLINE:
            self._links += element.tag == "a"
            self._walk_inside(element)
            self._links -= element.tag == "a"
        else:
            self._walk_block(element)

    def _walk_block(self, element: Any) -> None:
        self.end_block()
        clutter, box = is_clutter(element), is_box(element)
        self._path.append(element)
        self._boxes += box
        if clutter:
            self._clutter.append(element)
        if element.tag == "table" and not _is_layout(element):
            self._lay_rows(_list_rows(element))
        elif element.tag == "dl":
            self._lay_rows(_list_terms(element))
        else:
            self._walk_inside(element)
            self.end_block()
        if clutter:
            self._clutter.pop()
        self._boxes -= box
        self._path.pop()

    def _walk_inside(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self.walk(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append(text.replace("\n", " "))
            self._linked += len(text.strip()) if self._links else 0

    def _lay_rows(self, rows: Iterator[Sequence[str]]) -> None:
        for cells in rows:
            said = [cell for cell in cells if cell]
            text = ": ".join((said[0].rstrip(" :"), said[1])) if len(said) == 2 else " | ".join(said)
            self._add(text, "row", 0)

    def end_block(self) -> None:
        """End the block that is being written; a line left empty within it ends one, too."""
        text = _BREAK.sub("\n", _SPACE.sub(" ", "".join(self._pieces))).strip()
        linked = self._linked
        self._pieces, self._linked = [], 0
        for part in re.split(r"\n{2,}", text):
            self._add(part.strip(), self._name_kind(), linked)

    def _name_kind(self) -> BlockKind:
        if self._path and self._path[-1].tag in _HEADINGS:
            return "heading"
        return "item" if any(element.tag == "li" for element in self._path[-3:]) else "paragraph"

    def _add(self, text: str, kind: BlockKind, linked: int) -> None:
        if text:
            self.blocks.append(Block(text, kind, tuple(self._path), linked, tuple(self._clutter), self._boxes > 0))


def _fold(element: Any) -> str:
    return " ".join(element.text_content().split())


def _is_layout(table: Any) -> bool:
    """Tell whether a table only places parts of the page, as pages did before 2005."""
    cells = list(table.iter("td"))
    return any(len(_fold(cell)) > _LONGEST_CELL or cell.find(".//table") is not None for cell in cells)


def _list_rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter("caption", "tr"):
        yield [_fold(row)] if row.tag == "caption" else [_fold(cell) for cell in row.iter("td", "th")]


def _list_terms(terms: Any) -> Iterator[list[str]]:
    term = ""
    for element in terms.iter("dt", "dd"):
        if element.tag == "dt":
            term = _fold(element)
        else:
            yield [term, _fold(element)]
