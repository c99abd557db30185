"""Fingerprint a text, so that the share of text two articles have in common can be estimated without either."""

from __future__ import annotations

import re
import zlib
from itertools import accumulate

SLOTS = 32
_SHINGLE = 5
_MASK = (1 << 32) - 1
_BLANK = re.compile(rb" ")
_WORD = re.compile(r"[^\W\d_]+")


def fingerprint_text(text: str) -> tuple[int, ...]:
    """Return the text's MinHash: per slot the least hash of its five-word shingles; () for texts of fewer words.

    One permutation hashing (Li, Owen, Zhang 2012): each shingle is hashed once and falls into one slot; an empty slot
    is 0.
    """
    words = [word.encode() for word in _WORD.findall(text.lower())]
    if len(words) < _SHINGLE:
        return ()
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    slots = [_MASK] * SLOTS
    crc = zlib.crc32
    for start, end in zip(starts, starts[_SHINGLE:], strict=False):
        rest, slot = divmod(crc(joined[start : end - 1]), SLOTS)
        if rest < slots[slot]:  # noqa: PLR1730 - the hot loop: min() would call a function
            slots[slot] = rest
    return tuple([0 if value == _MASK else value for value in slots])
