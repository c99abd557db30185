"""Which lines of a page are the article: without furniture, running heads, page numbers, teasers and comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.extractor.core.lexicons import Lexicon
from shared.domain.claims import Span
from shared.domain.headlines import find_credit
from shared.domain.mastheads import is_byline, is_masthead

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_TERMINAL = re.compile(r"[.!?…:][\"'“”»«’‘)\]]*\s*$")
_PAGE_NUMBER = re.compile(r"[–—-]? ?(?:(?:Seite|S\.) )?\d{1,3}(?: ?(?:/|von) ?\d{1,3})? ?[–—-]?", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_VALUE = re.compile(r"\d[\d.,'’ ]{0,14}")
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"[•*·▪▸►‣]\s|[-–—]\s")
_LONGEST_TITLE = 120
_LONGEST_RUNNING_HEAD = 70
_LONGEST_LABEL = 30
_LONGEST_PAGE_NUMBER = 20
_SHORTEST_FURNITURE = 4
_PROSE = 60
_OPENING_LINES = 60
_ENOUGH = 250
"""Characters of article that stand above what ends it: a button named "Kommentare" under the headline ends nothing."""


class PageLine(NamedTuple):
    """A line of the article. `end` leaves out a photo's credit."""

    start: int
    end: int
    text: str
    gap: bool  # an empty line, a removed line or the page's beginning stands before it
    byline: bool  # a date, byline, agency or credit line was removed right before it
    caption: bool
    value: bool  # the figure of a table whose labels stand in lines of their own

    @property
    def bullet(self) -> bool:
        """Tell whether the line begins like an item of a list."""
        return _BULLET.match(self.text) is not None


class _RawLine(NamedTuple):
    start: int
    end: int
    text: str
    gap: bool
    page_break: bool  # a form feed stands before it


class LinePicker:
    """Picks with the lexicon's page furniture."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns: dict[str, list[str]] = {"line": [], "byline": [], "from": [], "teasers": []}
        for entry in lexicon["page_furniture"]:
            patterns.setdefault(entry.get("kind"), []).append(entry.get("pattern"))
        self._byline = join_patterns(patterns["byline"])
        self._from = join_patterns(patterns["from"])
        self._teasers = join_patterns(patterns["teasers"])
        self._any = join_patterns([p for kind in ("line", "byline", "from", "teasers") for p in patterns[kind]])

    def pick(self, raw: str, headline: Span | None) -> list[PageLine]:
        """Return the lines of the article in order."""
        found = list(_split_lines(raw))
        dropped = _find_running_heads(found) | self._find_teasers(found)
        values = _find_values(found)
        picked: list[PageLine] = []
        length, opening, removed, byline = 0, True, False, False
        for number, line in enumerate(found):
            opening = opening and number < _OPENING_LINES
            inside = headline is not None and line.start < headline.end and line.end > headline.start
            kept = line.text if inside or number in values else self._keep(line.text, opening=opening)
            if not kept and length >= _ENOUGH and self._from.match(line.text):
                break
            if not kept or (number in dropped and not inside):
                removed = True
                byline = byline or (number < _OPENING_LINES and number not in dropped and self._is_byline(line.text))
                continue
            start, end = line.start, line.start + len(kept)
            if inside and headline is not None:
                start, end = max(start, headline.start), min(end, headline.end)
            text = line.text[start - line.start : end - line.start]
            caption = len(kept) < len(line.text)
            picked.append(PageLine(start, end, text, line.gap or removed, byline, caption, number in values))
            if not inside:
                length += len(text)
                opening = opening and (caption or not _is_prose(text))
            removed = byline = False
        return picked

    def _keep(self, text: str, *, opening: bool) -> str:
        """Return what of the line is the article: all, nothing, or a caption without the credit behind it."""
        if (opening and is_masthead(text)) or _is_page_number(text):
            return ""
        if len(text) < _SHORTEST_FURNITURE:
            return text
        if self._any.match(text):
            return ""
        credit = find_credit(text)
        if credit is None:
            return text
        sentence = text[:credit].rstrip()
        return sentence if ends_sentence(sentence) else ""

    def _is_byline(self, text: str) -> bool:
        return self._byline.match(text) is not None or is_byline(text) or find_credit(text) is not None

    def _find_teasers(self, lines: Sequence[_RawLine]) -> set[int]:
        """Return the titles of other articles below a line such as "Mehr zum Thema".

        The last title before running text may be the text's own subheading: it goes only where it follows at once.
        """
        dropped: set[int] = set()
        for number, line in enumerate(lines):
            if len(line.text) > _LONGEST_RUNNING_HEAD or number in dropped or not self._teasers.match(line.text):
                continue
            end = number + 1
            while end < len(lines) and _is_title(lines[end].text):
                end += 1
            if end < len(lines):
                end = max(end - 1, _end_of_block(lines, number, end))
            dropped.update(range(number + 1, end))
        return dropped


def join_patterns(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return one pattern for all; one that matches nothing where there are none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as sentences do, with or without quotation marks."""
    return _TERMINAL.search(text, max(0, len(text) - 12)) is not None


def _split_lines(raw: str) -> Iterator[_RawLine]:
    previous = 0
    for match in _LINE.finditer(raw):
        whole = match.group()
        text = whole.strip()
        if text:
            start = match.start() + len(whole) - len(whole.lstrip())
            page_break = raw.find("\f", previous, start) >= 0
            gap = page_break or raw.count("\n", previous, start) > 1
            previous = start + len(text)
            yield _RawLine(start, previous, text, gap, page_break)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE or (ends_sentence(text) and text.count(" ") >= 4)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith((".", ":", ",", ";", "“", "»")) and not text[0].islower()


def _end_of_block(lines: Sequence[_RawLine], heading: int, end: int) -> int:
    """Return where the lines end that follow the heading without an empty line between."""
    number = heading + 1
    while number < end and not lines[number].gap:
        number += 1
    return number


def _find_running_heads(lines: Sequence[_RawLine]) -> set[int]:
    """Return the short lines that come back at the edge of pages, numbers apart."""
    edges = {number: _DIGITS.sub("0", lines[number].text) for number in _list_edges(lines)}
    counts = Counter(edges.values())
    return {number for number, text in edges.items() if counts[text] > 1 and any(char.isalpha() for char in text)}


def _list_edges(lines: Sequence[_RawLine]) -> set[int]:
    """Return the short lines without a full stop that stand next to a page's number or end."""
    near: set[int] = set()
    for number, line in enumerate(lines):
        if line.page_break:
            near |= {number - 1, number}
        elif _is_page_number(line.text) and not _BARE_NUMBER.fullmatch(line.text):
            near |= {number - 1, number + 1}
    return {
        number
        for number in near
        if 0 <= number < len(lines)
        and len(lines[number].text) <= _LONGEST_RUNNING_HEAD
        and not ends_sentence(lines[number].text)
    }


def _is_page_number(text: str) -> bool:
    if len(text) > _LONGEST_PAGE_NUMBER or not (text[-1].isdigit() or text[-1] in "-–—"):
        return False
    return _PAGE_NUMBER.fullmatch(text) is not None


def _find_values(lines: Sequence[_RawLine]) -> set[int]:
    """Return the bare numbers that are a table's figures: label, number, label, number, each in a line of its own."""
    pairs = {
        number
        for number in range(1, len(lines))
        if lines[number].text[0].isdigit()
        and _VALUE.fullmatch(lines[number].text)
        and _is_label(lines[number - 1].text)
    }
    return {number for number in pairs if number - 2 in pairs or number + 2 in pairs}


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and text[0].isupper() and text[-1].isalpha() and text.count(" ") <= 3
