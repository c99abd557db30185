"""Split a text into its words, for whoever counts them or compares texts by them."""

from __future__ import annotations

import re
from functools import lru_cache

_LETTER = re.compile(r"[^\W\d_]")
_RARE = re.compile(r"[^\x00-\x7fäöüß]")
_LETTERS_ONLY = bytes(code if code >= 0x80 or chr(code).isalpha() else 0x20 for code in range(256))
"""For `bytes.translate`: what is no letter of ASCII becomes a space, bytes of other characters stay."""


@lru_cache(maxsize=1)  # a text is told its language by its words, and then compared by the same
def split_words(text: str) -> tuple[bytes, ...]:
    r"""Return the words in lower case and UTF-8: runs of letters, what `[^\W\d_]+` finds, at twice its pace."""
    lowered = text.lower()
    for char in set(_RARE.findall(lowered)):
        if _LETTER.match(char) is None:  # quotes, dashes, the euro's sign
            lowered = lowered.replace(char, " ")
    return tuple(lowered.encode().translate(_LETTERS_ONLY).split())
