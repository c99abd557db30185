"""Fingerprint a text, so that the share of text two articles have in common can be estimated without either."""

from __future__ import annotations

import zlib
from itertools import accumulate

from shared.domain.words import split_words

SLOTS = 32
_SHINGLE = 5
_MASK = (1 << 32) - 1


def fingerprint_text(text: str) -> tuple[int, ...]:
    """Return the text's MinHash: per slot the least hash of its five-word shingles; () for texts of fewer words.

    One permutation hashing (Li, Owen, Zhang 2012): each shingle is hashed once and falls into one slot; an empty slot
    is 0.
    """
    words = split_words(text)
    if len(words) < _SHINGLE:
        return ()
    joined = b" ".join(words)
    starts = list(accumulate([len(word) + 1 for word in words], initial=0))
    shingles = [joined[start : end - 1] for start, end in zip(starts, starts[_SHINGLE:], strict=False)]
    slots = [_MASK] * SLOTS
    for number in map(zlib.crc32, shingles):
        rest, slot = number // SLOTS, number % SLOTS
        if rest < slots[slot]:  # noqa: PLR1730 - the hot loop: min() would call a function
            slots[slot] = rest
    return tuple([0 if value == _MASK else value for value in slots])
