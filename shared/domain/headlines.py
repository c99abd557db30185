"""Find the headline at the top of a text as read."""

from __future__ import annotations

from shared.domain.claims import Span

_LONGEST_HEADLINE = 220
_SENTENCE_ENDS = (".", ":", ";", ",")
_FIRST_LINES = 12


def find_headline(text: str) -> Span | None:
    """Return where the headline stands, or None where the text begins with running prose.

    A headline is the first line or lines, up to 220 characters, without a full stop at its end. Text out of a PDF
    breaks headlines over lines, with or without an empty line between ("… – 1.400 Häuser", "zerstört!"): a line that
    goes on in lower case or after a hyphen belongs to it. A question or exclamation mark ends it.
    """
    start = _skip_space(text, 0)
    end = _end_of_headline(text, start)
    headline = text[start:end].rstrip()
    if not headline or len(headline) > _LONGEST_HEADLINE or headline.endswith(_SENTENCE_ENDS):
        return None
    return Span(start, start + len(headline))


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
        if next_start >= len(text) or not _goes_on(text[start:line_end], text[newline:next_start], text[next_start:]):
            return line_end
        position = next_start
    return position


def _goes_on(so_far: str, gap: str, rest: str) -> bool:
    """Tell whether the headline goes on behind a line break."""
    if so_far.endswith(("!", "?", *_SENTENCE_ENDS)) or len(so_far) > _LONGEST_HEADLINE:
        return False
    line = rest.split("\n", 1)[0].strip()
    if so_far.endswith(("-", "–", "\u00ad")):
        return True
    if line[:1].islower() and len(line) <= 80:
        return True
    # "… verstärkt Hilfe für\nDeutschlands Süden": the line above ends in a word that wants another
    last = so_far.rsplit(None, 1)[-1].casefold() if so_far else ""
    return gap.count("\n") == 1 and last in _OPEN_WORDS


_OPEN_WORDS = frozenset([
    "für", "und", "oder", "im", "am", "bei", "beim", "bis", "das", "dem", "den", "der", "des", "die", "durch", "eine",
    "einem", "einen", "einer", "eines", "gegen", "ohne", "seit", "unter", "vom", "von", "wegen", "während", "zum",
    "zur", "zwischen",
])  # fmt: skip
