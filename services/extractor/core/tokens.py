"""Split a cleaned sentence into words, numbers and marks, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")

_TOKEN = re.compile(
    r"""
    (?P<word>[^\W\d_]\w*(?:[-‑'’]\w+){0,9}-?)
  | (?P<stamp>\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d))      # 28.04.2025, 14:30
  | (?P<compound>\d+(?:[.,'’]\d+){0,9}(?:[-‑]\s?[^\W\d_]\w*(?:-\w+){0,9}|[^\W\d_]\w*))      # 24-Jährige, 30er
  | (?P<number>
        \d{1,3}(?:[.'’ʼ]\d{3}){1,9}(?!\d)(?:,\d+)?                                          # 10.000
      | \d{1,3}(?:[ ]\d{3}){1,9}(?!\d)(?:,\d+)?                                             # 10 000
      | \d+[.,]\d+(?!\d)|\d+
    )
  | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
"""The repetitions are bounded, so that a megabyte of "1.1.1.1." is read in one pass."""


@dataclass(slots=True)
class Token:
    """A word, number or mark; `start` and `end` count code points of the cleaned text. `kind` is the pattern's name."""

    text: str
    low: str
    start: int
    end: int
    kind: str

    @property
    def capital(self) -> bool:
        """Whether it is written like a noun or a name."""
        return self.text[0].isupper()


def split_tokens(text: str, offset: int = 0) -> list[Token]:
    """Return the tokens of `text`, their places moved by `offset`."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        start, end = match.span()
        found.append(Token(word, word.lower(), start + offset, end + offset, match.lastgroup or "mark"))
    return found


_SHORTEST_STEMMED = 3
_ENDINGS = re.compile(r"(?:ischen|ischer|isches|ischem|ische|isch|en|er|es|em|e|s|n)$")


@lru_cache(maxsize=50_000)
def stem_word(word: str) -> str:
    """Return the word without its ending, case folded: südkoreanischen, südkoreanischer → südkorean."""
    folded = word.casefold()
    return _ENDINGS.sub("", folded) if len(folded) > _SHORTEST_STEMMED else folded


def make_slug(words: str) -> str:
    """Return an id made of the words: lower case, hyphens for everything that is no letter or digit."""
    return re.sub(r"[^\w]+", "-", words.casefold()).strip("-")
