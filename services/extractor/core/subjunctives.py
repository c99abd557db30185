"""Tell the subjunctive of indirect speech: "es gebe", "die Zahl steige weiter", "dass er 300 Menschen entlasse"."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import Token

_KNOWN = find_words("subjunctives")
_NO_VERBS = find_words("no subjunctives")
_NO_ENDINGS = tuple(find_words("endings of no subjunctives"))
_ATTRIBUTES = tuple(find_words("stems of articles"))
_SUBJECTS = find_words("subjects of subjunctives")
_ENDS = frozenset([",", ".", ";", ":", "!", "?", "“", '"', "»", "«", "–"])
_SHORTEST = 4
_PAST = "te"
"""Words in -te are the past of weak verbs far more often than subjunctives: meldete, forderte."""


def has_subjunctive(tokens: Sequence[Token], left: int, right: int, *, told: bool) -> bool:
    """Tell whether a verb of tokens[left:right] stands in the subjunctive.

    `told`: somebody speaks. Then any verb in -e counts that stands where a finite verb does: behind its subject ("die
    Behörde rechne mit 300") or at the end of a clause ("dass er 300 Menschen entlasse"). Else only the words that are
    known to be nothing but subjunctives.
    """
    if any(token.low in _KNOWN and not token.capital for token in tokens[left:right]):
        return True
    return told and any(_is_subjunctive(tokens, index) for index in range(left, right))


def _is_subjunctive(tokens: Sequence[Token], index: int) -> bool:
    """Tell a verb in -e from adjectives and adverbs, by its neighbours."""
    token = tokens[index]
    if token.kind != "word" or token.capital or len(token.low) < _SHORTEST or not token.low.endswith("e"):
        return False
    if token.low.endswith(_PAST) or token.low in _NO_VERBS or token.low.startswith(_ATTRIBUTES):
        return False
    if token.low.endswith(_NO_ENDINGS):
        return False
    before = tokens[index - 1] if index else None
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is None or before.kind == "number":
        return False
    if behind is None or behind.text in _ENDS:
        return before.text not in _ENDS  # "dass er 300 Menschen entlasse."
    return (before.capital or before.low in _SUBJECTS) and not _may_be_described(behind)


def _may_be_described(token: Token) -> bool:
    """Tell whether an adjective in -e may stand before the word: große Häuser, große alte Häuser, große und alte."""
    return (
        (token.kind == "word" and token.capital)
        or token.low in {"und", "oder"}
        or (token.low.endswith(("e", "en")) and token.low not in _SUBJECTS and not token.low.startswith(_ATTRIBUTES))
    )
