"""Split a cleaned sentence into words, numbers and marks, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")

_TOKEN = re.compile(
    r"""
    (?P<word>[^\W\d_]\w*(?:[-‑'’]\w+){0,9}(?:(?:[:*·]|/-?)in(?:nen)?(?!\w)|-)?)
  | (?P<stamp>\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d))      # 28.04.2025, 14:30
  | (?P<compound>\d+(?:[.,'’‘´`ʼ]\d+){0,9}(?:[-‑]\s?[^\W\d_]\w*(?:-\w+){0,9}|[^\W\d_]\w*))      # 24-Jährige, 30er
  | (?P<number>
        \d{1,3}(?:[.'’‘´`ʼ]\d{3}){1,9}(?!\d)(?:,\d+)?                                       # 10.000, 12‘000
      | \d{1,3}(?:[ ]\d{3}){1,9}(?!\d)(?:,\d+)?                                             # 10 000
      | \d+[.,]\d+(?!\d)|\d+
    )
  | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
"""The repetitions are bounded, so that a megabyte of "1.1.1.1." is read in one pass."""


@dataclass(slots=True, init=False)
class Token:
    """A word, number or mark; `start` and `end` count code points of the cleaned text. `kind` is the pattern's name.

    `low`: the text in lower case. `capital`: it is written like a noun or a name.
    """

    text: str
    low: str
    start: int
    end: int
    kind: str
    capital: bool

    def __init__(self, text: str, start: int, end: int, kind: str) -> None:
        self.text = text
        self.low = text.lower()
        self.start = start
        self.end = end
        self.kind = kind
        self.capital = text[0].isupper()


def split_tokens(text: str, offset: int = 0) -> list[Token]:
    """Return the tokens of `text`, their places moved by `offset`."""
    return [
        Token(match[0], match.start() + offset, match.end() + offset, match.lastgroup or "mark")
        for match in _TOKEN.finditer(text)
    ]


_SHORTEST_STEMMED = 3
_ENDINGS = re.compile(r"(?:ischen|ischer|isches|ischem|ische|isch|en|er|es|em|e|s|n)$")


@lru_cache(maxsize=50_000)
def stem_word(word: str) -> str:
    """Return the word without its ending, case folded: südkoreanischen, südkoreanischer → südkorean."""
    folded = word.casefold()
    return _ENDINGS.sub("", folded) if len(folded) > _SHORTEST_STEMMED else folded


_FEMININE = ("in", "In", "innen", "Innen")
_GENDERED = re.compile(r"(?:(?:[:*·_]|/-?)in(?:nen)?|(?<=[a-zäöüß])Innen)$")


def drop_gender(word: str) -> str:
    """Return the noun without its marked feminine ending: Polizist:innen, Polizist*in, PolizistInnen → Polizist.

    A bare "In" stays: LinkedIn is a name.
    """
    return _GENDERED.sub("", word) if word.endswith(_FEMININE) else word


def make_slug(words: str) -> str:
    """Return an id made of the words: lower case, hyphens for everything that is no letter or digit."""
    return re.sub(r"[^\w]+", "-", words.casefold()).strip("-")
