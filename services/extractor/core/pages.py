"""Take a page apart: which lines are the article, which of them make a paragraph, which section each paragraph is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.core.cleaned_texts import CleanedText, clean_text
from services.extractor.core.lexicons import Lexicon
from services.extractor.core.page_lines import LinePicker, PageLine, ends_sentence, join_patterns
from services.extractor.core.sections import Block, SectionNamer
from shared.domain.claims import Section, Span
from shared.domain.headlines import find_headline

_TICKER = re.compile(r"\+{2,3} |(?:\+{3} ?)?\d{1,2}[.:]\d{2} Uhr\b")
"""Behind a full stop: the next entry of a live ticker, "22.57 Uhr: …", "+++ 17:40 …"."""
_LONGEST_HEADING = 90
_MOST_WRAPPED = 110


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article, cleaned."""

    section: Section
    content: CleanedText


class PageReader:
    """Reads pages with the lexicon's page furniture."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lines = LinePicker(lexicon)
        self._sections = SectionNamer(lexicon)
        self._inline = join_patterns(
            [entry.get("pattern") for entry in lexicon["page_furniture"] if entry.get("kind") == "inline"]
        )

    def read(self, raw: str) -> list[Paragraph]:
        """Return the article's paragraphs in order."""
        headline = find_headline(raw)
        lines = self._lines.pick(raw, headline)
        groups = _group_lines(lines, wrapped=_is_wrapped(lines), headline=headline)
        blocks, contents = [], []
        for group in groups:
            content = self._clean(raw, group)
            if content.text:
                contents.append(content)
                blocks.append(_make_block(group, content.text, headline))
        sections = self._sections.name(blocks)
        return [Paragraph(section, content) for section, content in zip(sections, contents, strict=True)]

    def _clean(self, raw: str, group: Sequence[PageLine]) -> CleanedText:
        start, end = group[0].start, group[-1].end
        cuts = [Span(*match.span()) for match in self._inline.finditer(raw, start, end)]
        cuts += _find_removed(raw, group)
        return clean_text(raw, start, end, tuple(_merge(cuts)))


def _find_removed(raw: str, group: Sequence[PageLine]) -> Iterator[Span]:
    """Yield what stands between the lines of a paragraph and is none of them: a page number, an advertisement."""
    for before, line in pairwise(group):
        if raw[before.end : line.start].strip():
            yield Span(before.end, line.start)


def _merge(cuts: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for cut in sorted(cuts, key=lambda span: (span.start, span.end)):
        if merged and cut.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, cut.end))
        else:
            merged.append(cut)
    return merged


def _make_block(group: Sequence[PageLine], text: str, headline: Span | None) -> Block:
    return Block(
        text,
        headline=headline is not None and headline.start <= group[0].start < headline.end,
        above=headline is not None and group[-1].end <= headline.start,
        caption=group[0].caption,
        byline=group[0].byline,
    )


def _is_wrapped(lines: Sequence[PageLine]) -> bool:
    """Tell whether the lines are cut by width, as text out of a PDF or a mail is, and not whole paragraphs.

    Most of them end inside a sentence then, and many go on in lower case; those of a list or a menu do not.
    """
    followed = [
        (line, after)
        for line, after in pairwise(lines)
        if not after.gap and len(line.text) >= 30 and not (line.caption or line.bullet or after.bullet)
    ]
    if len(followed) < 2 or sum(len(line.text) > _MOST_WRAPPED for line, _ in followed) * 5 > len(followed):
        return False
    unended = [(line, after) for line, after in followed if not ends_sentence(line.text)]
    lower = sum(line.text.endswith(("-", "\u00ad")) or after.text[0].islower() for line, after in unended)
    return len(unended) * 2 > len(followed) and lower * 4 >= len(unended)


def _group_lines(lines: Sequence[PageLine], *, wrapped: bool, headline: Span | None) -> list[list[PageLine]]:
    """Return the lines of each paragraph; a page break inside a sentence does not end one."""
    groups: list[list[PageLine]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, wrapped=wrapped, headline=headline):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: Sequence[PageLine], line: PageLine, *, wrapped: bool, headline: Span | None) -> bool:
    before = group[-1]
    if headline is not None:
        if headline.start <= line.start < headline.end:
            return before.start >= headline.start
        if before.start < headline.end:
            return False
    if line.value:
        return True
    if line.caption or before.caption or before.value or _begins_item(before, line):
        return False
    if ends_sentence(before.text):
        return wrapped and not line.gap
    if before.text.endswith(("-", "\u00ad")) or line.text[0].islower():
        return True
    # a page break in running text: the paragraph so far is too long for a heading
    return wrapped and (not line.gap or len(group) > 2 or sum(len(part.text) for part in group) > _LONGEST_HEADING)


def _begins_item(before: PageLine, line: PageLine) -> bool:
    """Tell whether the line begins an item of a list or ticker; a dash inside a sentence that was wrapped does not."""
    if _TICKER.match(line.text):
        return ends_sentence(before.text) or line.gap
    return line.bullet and (line.text[0] not in "-–—" or line.gap or before.bullet or ends_sentence(before.text))
