"""Fingerprint a text, so that the share of text two articles have in common can be estimated without either."""

from __future__ import annotations

import re
import zlib

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
    words = _WORD.findall(text.lower())
    if len(words) < _SHINGLE:
        return ()
    line = " ".join(words).encode()
    starts = [0, *(match.end() for match in _BLANK.finditer(line))]
    ends = [*(start - 1 for start in starts[_SHINGLE:]), len(line)]
    slots = [_MASK] * SLOTS
    for start, end in zip(starts, ends, strict=False):
        rest, slot = divmod(zlib.crc32(line[start:end]), SLOTS)
        slots[slot] = min(slots[slot], rest)
    return tuple(0 if value == _MASK else value for value in slots)
