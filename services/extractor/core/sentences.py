"""Split a paragraph into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.extractor.core.lexicons import Lexicon, find_words

_END = re.compile(r"[.!?…]{1,6}[\"'“”»«’‘)\]]{0,4}(?=\s+[\"'“„»«‚‘(\[–-]*\s?[A-ZÄÖÜ0-9])")
_NO_WORD = re.compile(r"[^\w.]")
_LONGEST_ORDINAL = 4
_LOOK_BACK = 40
_LONGEST_SENTENCE = 1000
_ORDINAL_LEADS = find_words("before ordinals")
_ORDINAL_NOUNS = find_words("behind ordinals")


class SentenceSplitter:
    """Splits with the lexicon's abbreviations and months."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._abbreviations = frozenset(form for entry in lexicon["abbreviations"] for form in entry.forms)
        self._months = frozenset(
            form for entry in lexicon["dates"] if entry.get("kind") in {"month", "weekday"} for form in entry.forms
        )

    def split(self, text: str) -> list[tuple[int, int]]:
        """Return start and end of each sentence of the paragraph, without the blanks between.

        What runs on for longer than any sentence is cut, so that reading it takes no more time than so much text.
        """
        found: list[tuple[int, int]] = []
        start = 0
        for end in _END.finditer(text):
            if end.group()[0] == "." and not self._ends_here(text, end.start(), end.end()):
                continue
            found += _cut(text, start, end.end())
            start = end.end() + 1
        found += _cut(text, start, len(text))
        return [_trim(text, *sentence) for sentence in found if text[slice(*sentence)].strip()]

    def _ends_here(self, text: str, stop: int, end: int) -> bool:
        """Tell a full stop from the stop of an abbreviation (Dr. Muster) or an ordinal (am 28. April)."""
        *earlier, last = text[max(0, stop - _LOOK_BACK) : stop].split(" ")[-2:]
        digits = last[len(last.rstrip("0123456789")) :]  # "(28." and "27./28." are ordinals too
        if end == stop + 1 and 0 < len(digits) <= _LONGEST_ORDINAL:
            following = text[end : end + _LOOK_BACK].split(maxsplit=1)
            next_word = following[0].lower().strip(".,") if following else ""
            if next_word in self._months or next_word in _ORDINAL_NOUNS:
                return False
            lead = earlier[0].lower() if earlier else ""
            return len(digits) > 2 or lead not in _ORDINAL_LEADS
        return _NO_WORD.split(last)[-1].lower() not in self._abbreviations


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch in pieces that end at a blank where there is one."""
    while end - start > _LONGEST_SENTENCE:
        blank = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        cut = blank if blank > 0 else start + _LONGEST_SENTENCE
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
