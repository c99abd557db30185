"""Find the headline at the top of a text as read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.domain.claims import Span
from shared.domain.mastheads import find_stamp_behind, find_subject, is_masthead

_LONGEST_HEADLINE = 220
_SENTENCE_ENDS = (".", ":", ";", ",")
_FIRST_LINES = 12
_LONGEST_KICKER = 25
_CREDIT_WORDS = r"(?:Fotos?|Bild(?:er|quelle|rechte)?|Symbol(?:bild|foto)|Archiv(?:bild|foto)|Grafik|Copyright|©|\(c\))"
_AGENCY = (
    r"(?:KEYSTONE|Keystone|REUTERS|Reuters|EPA|AFP|AP|AP Photo|dpa|DPA|APA|ANSA|IMAGO|Imago|Getty Images"
    r"|picture alliance)"
)
_CREDIT = re.compile(
    rf"(?:^|(?<=[\s.!?…)»“\"(\[/|]))[(\[|/]?\s?(?:{_CREDIT_WORDS}\s?[:/©]|©|\(c\))\s?"
    r"(?:[^.!?:\n]|[.](?=\S)){2,110}[.)\]]{0,2}$"
    rf"|(?<=[.!?…)»“\"])\s?{_AGENCY}\s?/\s?[A-ZÄÖÜ][^.!?:\n]{{1,60}}$"
    rf"|\((?:[^()\n]{{1,60}} )?via {_AGENCY}\)$"
)
_CREDIT_MARK = re.compile(r"[:©/]|\(c\)|via ")
_CREDIT_REACH = 140
_COUNTS = re.compile(r"\d [A-ZÄÖÜ]")


def find_headline(text: str) -> Span | None:
    """Return where the headline stands, or None where the text begins with running prose.

    A headline is the first line or lines, up to 220 characters, without a full stop at its end; rubrics, dates,
    bylines, notices and captions may stand above it, and so may a kicker of one or two words. Text out of a PDF
    breaks headlines over lines, with or without an empty line between ("… – 1.400 Häuser", "zerstört!"): a line that
    goes on in lower case or after a hyphen belongs to it. A question or exclamation mark ends it.
    """
    kicker = None
    for start, line in _list_first_lines(text):
        if is_masthead(line) or find_credit(line) is not None:
            continue
        found = _read_headline(text, start + find_subject(line))
        if found is None:
            return kicker
        if kicker is not None:
            return found if _outweighs(text, kicker, found) else kicker
        if not _may_be_kicker(text[found.start : found.end]):
            return found
        kicker = found
    return kicker


def find_credit(line: str) -> int | None:
    """Return where the credit begins that ends the line ("… Foto: Muster/dpa", "… KEYSTONE/MUSTER"): a caption."""
    start = max(0, len(line) - _CREDIT_REACH)
    if _CREDIT_MARK.search(line, start) is None:
        return None
    found = _CREDIT.search(line, start)
    if found is None or _COUNTS.search(line, found.start()) is not None:
        return None
    return found.start()


def _list_first_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first lines that are not empty, with their starts."""
    position = 0
    for _ in range(_FIRST_LINES):
        position = _skip_space(text, position)
        if position >= len(text):
            return
        newline = text.find("\n", position)
        end = len(text) if newline < 0 else newline
        yield position, text[position:end].rstrip()
        position = end


def _read_headline(text: str, start: int) -> Span | None:
    headline = text[start : _end_of_headline(text, start)].rstrip()
    headline = headline[: find_stamp_behind(headline)]
    if not headline or len(headline) > _LONGEST_HEADLINE or headline.endswith(_SENTENCE_ENDS):
        return None
    return Span(start, start + len(headline))


def _may_be_kicker(headline: str) -> bool:
    return len(headline) <= _LONGEST_KICKER and headline.count(" ") < 2 and headline[-1:].isalpha()


def _outweighs(text: str, kicker: Span, found: Span) -> bool:
    """Tell a headline under a kicker from the first subheading or the standfirst under a short headline."""
    words = text[found.start : found.end].split()
    return len(words) > 2 and found.end - found.start > kicker.end - kicker.start


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _end_of_headline(text: str, start: int) -> int:
    position = start
    for _ in range(_FIRST_LINES):
        newline = text.find("\n", position)
        if newline < 0:
            return len(text)
        line_end = len(text[position:newline].rstrip()) + position
        next_start = _skip_space(text, newline)
        if next_start >= len(text) or not _goes_on(text, start, line_end, newline, next_start):
            return line_end
        position = next_start
    return position


def _goes_on(text: str, start: int, line_end: int, newline: int, next_start: int) -> bool:
    """Tell whether the headline goes on behind a line break."""
    if line_end - start > _LONGEST_HEADLINE:
        return False
    so_far = text[start:line_end]
    if so_far.endswith(("!", "?", *_SENTENCE_ENDS)):
        return False
    line = text[next_start : next_start + _LONGEST_HEADLINE].split("\n", 1)[0].strip()
    if so_far.endswith(("-", "–", "\u00ad")):
        return True
    if line[:1].islower() and len(line) <= 80:
        return True
    # "… verstärkt Hilfe für\nDeutschlands Süden": the line above ends in a word that wants another
    last = so_far.rsplit(None, 1)[-1].casefold() if so_far else ""
    return text.count("\n", newline, next_start) == 1 and last in _OPEN_WORDS


_OPEN_WORDS = frozenset([
    "für", "und", "oder", "im", "am", "bei", "beim", "bis", "das", "dem", "den", "der", "des", "die", "durch", "eine",
    "einem", "einen", "einer", "eines", "gegen", "ohne", "seit", "unter", "vom", "von", "wegen", "während", "zum",
    "zur", "zwischen",
])  # fmt: skip
