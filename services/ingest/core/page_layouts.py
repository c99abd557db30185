"""Put the lines of a printed page in the order of reading: columns one after the other, without running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_PAGE_NUMBER = re.compile(r"\W*(?:Seite|S\.|Page)?\s*\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2
"""So many lines at the top and at the bottom of a page may be running heads."""
_LEAST_COLUMN_LINES = 3
_LEAST_COLUMN_SHARE = 0.1
"""Of the page's width: the figures of a table are narrower, and are read along the row."""
_MOST_BANDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on a page; points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """How tall it is, in points."""
        return self.top - self.bottom


def read_pages(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text of all pages, without what repeats at their edges."""
    rows = [_join_rows(page) for page in pages]
    furniture = _find_furniture(rows)
    blocks = (_read_page([line for row in _drop_edges(page, furniture) for line in row]) for page in rows)
    return "\n\n".join(block for block in blocks if block)


def _join_rows(page: Sequence[Line]) -> list[list[Line]]:
    """Return rows from top to bottom; pieces of one row that stand close are one line, columns stay apart."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: (-line.top, line.left)):
        if rows and _share_height(rows[-1][0], line) > 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_join_pieces(sorted(row, key=lambda line: line.left)) for row in rows]


def _join_pieces(row: Sequence[Line]) -> list[Line]:
    joined = [row[0]]
    for line in row[1:]:
        last = joined[-1]
        gap = line.left - last.right
        if gap > 1.0 * max(last.height, line.height):
            joined.append(line)
            continue
        space = (
            " " if gap > 0.15 * last.height and not last.text.endswith(" ") and not line.text.startswith(" ") else ""
        )
        joined[-1] = Line(
            last.left,
            min(last.bottom, line.bottom),
            max(last.right, line.right),
            max(last.top, line.top),
            last.text + space + line.text,
        )
    return joined


def _share_height(one: Line, other: Line) -> float:
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap / max(min(one.height, other.height), 0.1)


def _find_furniture(pages: Sequence[list[list[Line]]]) -> frozenset[str]:
    """Return what stands at the edge of most pages, digits aside: titles, dates, addresses of the printed page."""
    seen = Counter(form for page in pages for form in {_fold(row) for row in _edges(page)})
    least = max(2, (len(pages) + 1) // 2)
    return frozenset(form for form, count in seen.items() if count >= least)


def _edges(page: list[list[Line]]) -> list[list[Line]]:
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _fold(row: Sequence[Line]) -> str:
    return _DIGITS.sub("#", " ".join(line.text for line in row).strip())


def _drop_edges(page: list[list[Line]], furniture: frozenset[str]) -> list[list[Line]]:
    usual = median([line.height for row in page for line in row] or [0.0])
    # the headline of page one may be the running head of the others
    edges = {id(row) for row in _edges(page) if max(line.height for line in row) < 1.3 * usual}
    lone = id(page[0]) if len(page) > 1 and _stands_apart(page[0], page[1]) else None
    return [
        row
        for row in page
        if not (
            id(row) == lone
            or (
                id(row) in edges
                and (_fold(row) in furniture or _PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)) is not None)
            )
        )
    ]


def _stands_apart(first: Sequence[Line], second: Sequence[Line]) -> bool:
    """Tell whether the top row is small and far above a large one: the running head of a page that is alone."""
    height = max(line.height for line in first)
    gap = min(line.bottom for line in first) - max(line.top for line in second)
    return height < 0.75 * max(line.height for line in second) and gap > 2 * height


def _read_page(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    return "\n\n".join(_read_column(column) for column in _order_columns(lines, width))


def _order_columns(lines: Sequence[Line], width: float) -> list[list[Line]]:
    """Return the columns in the order of reading: what spans the page, the columns below it, what spans it below."""
    gutter = _find_gutter(lines, width)
    if gutter is not None:
        left = [line for line in lines if line.right <= gutter]
        right = [line for line in lines if line.right > gutter]
        return [*_order_columns(left, width), *_order_columns(right, width)]
    band = _find_band(lines, width)
    if band is None:
        # row by row: in "Summe  5  48  2" and "• Feuerwehr" the pieces' tops differ by a hair
        return [[line for row in _group_rows(lines) for line in sorted(row, key=lambda line: line.left)]]
    above, within, below = band
    return [column for part in (above, within, below) if part for column in _order_columns(part, width)]


def _find_band(lines: Sequence[Line], width: float) -> tuple[list[Line], list[Line], list[Line]] | None:
    """Return the tallest stretch of the page that falls into columns, with what is above and below it."""
    rows = _group_rows(lines)
    if len(rows) > _MOST_BANDS:
        rows = [*rows[:_MOST_BANDS], [line for row in rows[_MOST_BANDS:] for line in row]]
    for count in range(len(rows) - 1, _LEAST_COLUMN_LINES - 1, -1):
        for first in range(len(rows) - count + 1):
            within = [line for row in rows[first : first + count] for line in row]
            if _find_gutter(within, width) is not None:
                above = [line for row in rows[:first] for line in row]
                return above, within, [line for row in rows[first + count :] for line in row]
    return None


def _group_rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and any(_share_height(other, line) > 0.3 for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _find_gutter(lines: Sequence[Line], width: float) -> float | None:
    """Return where a white stripe runs from top to bottom between two columns of prose."""
    if len(lines) < 2 * _LEAST_COLUMN_LINES:
        return None
    ordered = sorted(lines, key=lambda line: line.left)
    least = max(6.0, 0.6 * median(line.height for line in lines))
    reach = ordered[0].right
    for count, line in enumerate(ordered):
        if line.left - reach >= least and _is_column(ordered[:count], width) and _is_column(ordered[count:], width):
            return (line.left + reach) / 2
        reach = max(reach, line.right)
    return None


def _is_column(lines: Sequence[Line], width: float) -> bool:
    return (
        len(lines) >= _LEAST_COLUMN_LINES
        and median(line.right - line.left for line in lines) >= _LEAST_COLUMN_SHARE * width
    )


def _find_usual_step(steps: Sequence[float]) -> float:
    """Return the step from line to line within a paragraph: a low one, since many paragraphs have two lines only."""
    down = sorted(step for step in steps if step > 1)
    return down[len(down) // 4] if down else 0.0


def _read_column(lines: Sequence[Line]) -> str:
    """Return the lines of one column, with an empty line where the gap is wider than between lines."""
    steps = [above.bottom - below.bottom for above, below in pairwise(lines)]
    usual = _find_usual_step(steps)
    parts = [lines[0].text.rstrip()]
    for step, (above, below) in zip(steps, pairwise(lines), strict=True):
        if below.left >= above.right and _share_height(above, below) > 0.5:  # a table's next cell, an item's text
            parts.append("  " + below.text.strip())
            continue
        tall, flat = max(above.height, below.height), min(above.height, below.height)
        # the lines of a large headline are farther apart than those of the text below it
        apart = tall > 1.4 * flat or (step > 1.35 * usual and step > 1.5 * tall)
        parts.append(("\n\n" if apart else "\n") + below.text.strip())
    return "".join(parts)
