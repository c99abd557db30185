"""Take a page apart: which lines are the article, which paragraph is headline, lead, subheading, body or box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.core.cleaned_texts import CleanedText, clean_text
from services.extractor.core.lexicons import Lexicon
from shared.domain.claims import Section, Span
from shared.domain.headlines import find_headline

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_TERMINAL = re.compile(r"[.!?…:][\"'“”»«’‘)\]]*\s*$")
_AGENCIES = r"\((?:dpa|AFP|APA|sda|SDA|Reuters|afp|apa|epd|KNA|dts|ap|AP|Keystone-SDA)[^)]{0,30}\)"
_DATELINE = re.compile(
    r"^[A-ZÄÖÜ][\w.]+(?:[ /\-][A-ZÄÖÜ][\w.]+){0,3}(?:, [A-ZÄÖÜ]\w+(?: [A-ZÄÖÜ]\w+)?)?(?:,? \d{1,2}\. \w+(?: \d{4})?)? ?"
    rf"(?:(?:{_AGENCIES} ?)?[-–—]|{_AGENCIES}[.:]?) "
)
"""The beginning of a text proper: "Berlin, 28. April 2025 (dpa) - ", "Chur (sda) "."""
_BOX_LINE = re.compile(r"^(?P<key>[A-ZÄÖÜ][\w\-/ ]{1,30}?)\s*[:\t ]\s*(?P<value>[^.!?]{1,60})$")
_SENTENCE_INSIDE = re.compile(r"[a-zäöüß][.!?] [A-ZÄÖÜ]")
_ITEM = re.compile(r"[-–•*·▪]\s")
_LONGEST_SUBHEADING = 90
_LONGEST_LEAD = 420
_MOST_WRAPPED = 110


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article, cleaned."""

    section: Section
    content: CleanedText


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    gap: bool  # an empty line, a removed line or the page's beginning stands before it
    furniture: bool  # a caption, credit or date line was removed right before it


class PageReader:
    """Reads pages with the lexicon's page furniture."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns: dict[str, list[str]] = {"line": [], "from": [], "inline": []}
        for entry in lexicon["page_furniture"]:
            patterns[entry.get("kind")].append(entry.get("pattern"))
        self._line = re.compile("|".join(f"(?:{p})" for p in patterns["line"]), re.IGNORECASE)
        self._from = re.compile("|".join(f"(?:{p})" for p in patterns["from"]), re.IGNORECASE)
        self._inline = re.compile("|".join(f"(?:{p})" for p in patterns["inline"]), re.IGNORECASE)

    def read(self, raw: str) -> list[Paragraph]:
        """Return the article's paragraphs in order."""
        headline = find_headline(raw)
        lines = self._article_lines(raw, headline)
        groups = _group_lines(lines, wrapped=_is_wrapped(lines), headline=headline)
        contents = [self._clean(raw, group[0].start, group[-1].end) for group in groups]
        kept = [(group, content) for group, content in zip(groups, contents, strict=True) if content.text]
        sections = _name_sections(kept, headline)
        return [Paragraph(section, content) for section, (_, content) in zip(sections, kept, strict=True)]

    def _article_lines(self, raw: str, headline: Span | None) -> list[_Line]:
        lines: list[_Line] = []
        previous_end, broken = 0, True
        for match in _LINE.finditer(raw):
            text = match.group().strip()
            if not text:
                continue
            in_headline = headline is not None and match.start() < headline.end
            if not in_headline and self._from.match(text) and lines:
                break
            if not in_headline and self._line.match(text):
                broken = True
                continue
            between = raw[previous_end : match.start()]
            gap = broken or between.count("\n") > 1 or "\f" in between
            lines.append(_Line(match.start(), match.end(), text, gap, broken and bool(lines)))
            previous_end, broken = match.end(), False
        return lines

    def _clean(self, raw: str, start: int, end: int) -> CleanedText:
        cuts = tuple(Span(*match.span()) for match in self._inline.finditer(raw, start, end))
        return clean_text(raw, start, end, cuts)


def _ends_sentence(text: str) -> bool:
    return _TERMINAL.search(text) is not None


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Tell whether the lines are cut by width, as text out of a PDF or a mail is, and not whole paragraphs."""
    followed = [
        line for line, after in pairwise(lines) if not after.gap and len(line.text) >= 30 and not _is_item(line, after)
    ]
    if len(followed) < 3 or sum(len(line.text) > _MOST_WRAPPED for line in followed) * 5 > len(followed):
        return False
    return sum(not _ends_sentence(line.text) for line in followed) * 2 > len(followed)


def _is_item(line: _Line, after: _Line) -> bool:
    """Tell the rows of a list: each is whole, however wide."""
    return _ITEM.match(line.text) is not None or _ITEM.match(after.text) is not None


def _group_lines(lines: Sequence[_Line], *, wrapped: bool, headline: Span | None) -> list[list[_Line]]:
    """Return the lines of each paragraph; a page break inside a sentence does not end one."""
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, wrapped=wrapped, headline=headline):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: Sequence[_Line], line: _Line, *, wrapped: bool, headline: Span | None) -> bool:
    before = group[-1]
    if headline is not None:
        if line.start < headline.end:
            return True
        if before.start < headline.end:
            return False
    if _ITEM.match(line.text):
        return False
    if _ends_sentence(before.text):
        return wrapped and not line.gap
    if before.text.endswith(("-", "\u00ad")) or line.text[0].islower():
        return True
    # a page break in running text: the paragraph so far is too long for a heading
    return wrapped and (not line.gap or len(group) > 2 or sum(len(part.text) for part in group) > _LONGEST_SUBHEADING)


def _name_sections(kept: Sequence[tuple[list[_Line], CleanedText]], headline: Span | None) -> list[Section]:
    sections: list[Section] = []
    texts = [content.text for _, content in kept]
    box = _find_box(texts)
    for number, (group, _) in enumerate(kept):
        if headline is not None and group[0].start < headline.end:
            sections.append("headline")
        elif number in box:
            sections.append("infobox")
        elif sections == ["headline"] and _is_lead(texts, number, _furniture_follows(kept, number)):
            sections.append("lead")
        elif _is_subheading(texts, number):
            sections.append("subheading")
        else:
            sections.append("body")
    return sections


def _furniture_follows(kept: Sequence[tuple[list[_Line], CleanedText]], number: int) -> bool:
    """Tell whether a caption, credit or date line stood within the next paragraphs: the text begins below it."""
    return any(group[0].furniture for group, _ in kept[number + 1 : number + 4])


def _is_lead(texts: Sequence[str], number: int, furniture_follows: bool) -> bool:  # noqa: FBT001
    """Tell a standfirst from a first paragraph: short, and the text proper begins behind it."""
    text = texts[number]
    if len(text) > _LONGEST_LEAD or _DATELINE.match(text) or number + 1 >= len(texts):
        return False
    following = [t for t in texts[number + 1 : number + 4] if len(t) > 60]
    if not following:
        return False
    if furniture_follows or any(_DATELINE.match(t) for t in following[:2]):
        return True
    rest = sum(len(t) for t in texts[number + 1 :])
    return (
        len(text) <= 300
        and _SENTENCE_INSIDE.search(text) is None
        and len(following[0]) >= len(text) * 0.6
        and rest > 3 * len(text)
        and _repeats(text, texts[number + 1 :])
    )


def _repeats(lead: str, body: Sequence[str]) -> bool:
    """Tell whether the text below tells again what the lead tells: half of its nouns come back at once."""
    nouns = {word[:6] for word in re.findall(r"[A-ZÄÖÜ][\wäöüß]{3,}", lead)}
    early = " ".join(body[:3])
    return len(nouns) >= 2 and sum(noun in early for noun in nouns) * 2 >= len(nouns)


def _is_subheading(texts: Sequence[str], number: int) -> bool:
    text = texts[number]
    if len(text) > _LONGEST_SUBHEADING or number == 0 or number + 1 >= len(texts):
        return False
    if text.endswith((".", ":", ";", ",")) or text[0] in '-–•*„"»«':
        return False
    return (len(texts[number + 1]) > len(text) and text[0].isupper()) or (
        text[0].isdigit() and len(texts[number + 1]) > len(text)
    )


def _find_box(texts: Sequence[str]) -> set[int]:
    """Return the paragraphs of a details box: a run of at least three short lines "Schlagwort Wert" without a verb."""
    found: set[int] = set()
    run: list[int] = []
    for number, text in enumerate([*texts, ""]):
        if (
            number
            and len(text) <= 80
            and text
            and not _ends_sentence(text)
            and (_BOX_LINE.match(text) or len(text) <= 30)
        ):
            run.append(number)
            continue
        if len(run) >= 3 and sum(_BOX_LINE.match(texts[n]) is not None for n in run) >= 2:
            found.update(run)
        run = []
    return found
