"""Find the clause of a figure, and the clause that governs it: "Man befürchtet, | dass 300 Menschen …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import Token

CLAUSE_MARKS = frozenset([",", ";", ":", "–", "—", "(", ")"])
_GOVERNED = find_words("governed clauses")
_RELATIVES = find_words("openers of asides")
_INSERTIONS = find_words("openers of insertions")
_PAST = find_words("words of the past")
_JOINTS = frozenset(["und", "sowie"])
_INFINITIVE = re.compile(r"\w{2,12}zu\w{2,30}n")
_LONGEST_ASIDE = 30


def is_mark(tokens: Sequence[Token], index: int) -> bool:
    """Tell a mark that ends a clause; a hyphen is one where blanks stand around it (der Chef - er sprach - ging)."""
    token = tokens[index]
    if token.text in CLAUSE_MARKS:
        return True
    if token.text != "-" or not 0 < index < len(tokens) - 1:
        return False
    before, behind = tokens[index - 1], tokens[index + 1]
    return before.end < token.start and token.end < behind.start and "number" not in {before.kind, behind.kind}


def find_own_clause(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """Return the clause around tokens[start:end]: insertions ("so der Chef") and relative clauses end none.

    "… und hat 200 abgebaut" begins a new clause, which what was willed before does not reach.
    """
    left, right = _go_left(tokens, start), end
    while right < len(tokens):
        if tokens[right].text == ",":
            behind = _skip_aside(tokens, right)
            if behind is None:
                break
            right = behind
        elif is_mark(tokens, right) or _begins_anew(tokens, right):
            break
        else:
            right += 1
    return left, right


def find_governing_clause(tokens: Sequence[Token], left: int, right: int) -> int:
    """Return where the clause before begins, if it governs this one by dass, ob, um or zu; else where this one does."""
    if left < 2 or tokens[left - 1].text != ",":
        return left
    if tokens[left].low in _GOVERNED or is_infinitive(tokens, left, right):
        return _go_left(tokens, left - 1)
    return left


def is_infinitive(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Tell whether the clause ends in an infinitive with zu: "300 Soldaten zu entsenden", "300 Stellen abzubauen"."""
    words = [index for index in range(left, right) if tokens[index].kind == "word"]
    if not words:
        return False
    last = tokens[words[-1]]
    bare = last.low.endswith("n") and not last.capital and words[-1] > left and tokens[words[-1] - 1].low == "zu"
    return bare or (not last.capital and _INFINITIVE.fullmatch(last.low) is not None)


def _go_left(tokens: Sequence[Token], index: int) -> int:
    """Return where the clause begins that goes on at the token, insertions skipped."""
    left = index
    while left > 0 and not (left < index and _begins_anew(tokens, left)):
        if is_mark(tokens, left - 1):
            before = _skip_insertion(tokens, left - 1)
            if before is None:
                break
            left = before
        else:
            left -= 1
    return left


def _begins_anew(tokens: Sequence[Token], index: int) -> bool:
    """Tell "und hat 200 abgebaut" from "und 200 Stellen"."""
    return tokens[index].low in _JOINTS and index + 1 < len(tokens) and tokens[index + 1].low in _PAST


def _skip_insertion(tokens: Sequence[Token], mark: int) -> int | None:
    """Return the comma before an insertion that ends at the mark: ", so der Chef,"."""
    if tokens[mark].text != ",":
        return None
    left = mark
    while left > 0 and mark - left < _LONGEST_ASIDE and not is_mark(tokens, left - 1):
        left -= 1
    opens = left < mark and left > 0 and tokens[left - 1].text == ","
    return left - 1 if opens and tokens[left].low in _INSERTIONS else None


def _skip_aside(tokens: Sequence[Token], mark: int) -> int | None:
    """Return what follows the comma that ends a relative clause or an insertion beginning at the mark."""
    openers = {token.low for token in tokens[mark + 1 : mark + 3]}
    if openers.isdisjoint(_RELATIVES) and not (mark + 1 < len(tokens) and tokens[mark + 1].low in _INSERTIONS):
        return None
    for index in range(mark + 1, min(len(tokens), mark + _LONGEST_ASIDE)):
        if is_mark(tokens, index):
            return index + 1 if tokens[index].text == "," else None
    return None
