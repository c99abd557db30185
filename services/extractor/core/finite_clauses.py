"""Tell whose verb it is: of "40 Menschen saßen im Bus, zwei Kinder starben" the second speaks of the children alone."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import Token

_MARKS = frozenset([",", ";", ":", "–", "—", "(", ")"])
_JOINTS = find_words("joints of clauses")
_FINITE = find_words("finite verbs")
_SAME_PEOPLE = find_words("openers of asides") | {"er", "sie", "alle", "dieser", "diese"}
_PARTS = find_words("parts") | {"unter"}
_MORE = find_words("increments") | {"andere", "davon"}
_COPULAS = find_words("copulas of counts")
_STATES = find_words("leads of states")
_BRACKETS = frozenset(["(", ")"])
_PAST = ("te", "ten")
_PARTICIPLES = ("t", "en")
_LEAST_PAST = len("tötete")


def find_complete_clause(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Return the clause of a figure with its noun, tokens[start:end], None where it has no finite verb."""
    left, right = find_stretch(tokens, start, end, _JOINTS)  # "und 30 Kinder" ends none unless a verb follows
    return (left, right) if any(is_finite(tokens, index) for index in range(left, right)) else None


def is_told_apart(tokens: Sequence[Token], clause: tuple[int, int], verb: tuple[int, int]) -> bool:
    """Tell whether the words at tokens[verb] belong to another clause than the complete one of a figure.

    "In dem Bus saßen 40 Menschen, zwei starben" says of the 40 that they sat there; "40 Menschen, die im Bus saßen,
    starben" and "es wurden 40 Menschen, auch Kinder, verletzt" go on behind the mark.
    """
    left, right = clause
    if left <= verb[0] < right:
        return False
    if verb[0] < left:
        last = right - (tokens[right - 1].low == "davon")  # "elf kamen mit dem Schrecken davon"
        parts = not _PARTS.isdisjoint(token.low for token in tokens[left:last])
        return not parts and _tells_itself(tokens, 0, verb)
    return not _describes(tokens, right) and _tells_itself(tokens, right, verb)


def find_stretch(
    tokens: Sequence[Token], start: int, end: int, joints: AbstractSet[str] = frozenset()
) -> tuple[int, int]:
    """Return the stretch between the marks, and the joints, around tokens[start:end]."""
    left, right = start, end
    while left > 0 and tokens[left - 1].text not in _MARKS and tokens[left - 1].low not in joints:
        left -= 1
    while right < len(tokens) and tokens[right].text not in _MARKS and tokens[right].low not in joints:
        right += 1
    return left, right


def _describes(tokens: Sequence[Token], mark: int) -> bool:
    """Tell "40 Menschen, die starben", "ein Mann stürzte; er starb" from "40 Menschen, von denen 3 starben"."""
    return mark + 1 < len(tokens) and tokens[mark + 1].low in _SAME_PEOPLE


def _tells_itself(tokens: Sequence[Token], floor: int, verb: tuple[int, int]) -> bool:
    """Tell whether the verb's clause, which begins at `floor` at the earliest, has a finite verb of its own."""
    start, end = verb
    left = start
    while left > floor and tokens[left - 1].text not in _MARKS:
        left -= 1
    behind = min(len(tokens), end + 1)
    return any(is_finite(tokens, index) for index in range(left, behind) if tokens[index].text not in _MARKS)


def is_finite(tokens: Sequence[Token], index: int) -> bool:
    """Tell finite verbs: the listed ones, and any past in -te that describes no noun (betreuten 20 Helfer)."""
    token = tokens[index]
    if token.kind != "word" or (token.capital and index):
        return False
    if token.low in _FINITE:
        # "konnten geborgen werden": an infinitive
        return not (token.low == "werden" and index > 0 and tokens[index - 1].low.endswith(_PARTICIPLES))
    if len(token.low) < _LEAST_PAST or not token.low.endswith(_PAST):
        return False
    return not (index + 1 < len(tokens) and tokens[index + 1].capital)


def has_own_verb(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a figure without a noun, which ends at `end`, is a verb's subject: "elf mussten ins Spital".

    "Zwei waren Kinder" says who they were, "elf waren es" counts the same again.
    """
    verb = end
    while verb < len(tokens) and tokens[verb].low in _MORE:
        verb += 1
    if verb >= len(tokens) or not is_finite(tokens, verb):
        return False
    behind = tokens[verb + 1].low if verb + 1 < len(tokens) else "."
    return tokens[verb].low not in _COPULAS or behind in _STATES


def find_insertion(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Return the brackets around tokens[start:end] that hold a sentence of their own: (in Wahrheit waren es 12)."""
    left = start
    while left > 0 and tokens[left - 1].text not in _BRACKETS:
        left -= 1
    right = next((i for i in range(end, len(tokens)) if tokens[i].text in _BRACKETS), -1)
    if left == 0 or right < 0 or tokens[left - 1].text != "(" or tokens[right].text != ")":
        return None
    return (left, right) if any(is_finite(tokens, index) for index in range(left, right)) else None
