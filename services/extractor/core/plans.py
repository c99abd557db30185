"""Tell what lies ahead of those who speak from what they say has been: sollen, müssen, werden and wollen."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import Token

_DUTIES = find_words("words of duty")
_NEEDS = find_words("words of need")
_EXPECTED = find_words("words of forecasts")
_DEVELOPMENTS = find_words("infinitives of development")
_FUTURES = find_words("words of the future")
_PAST = find_words("past infinitives")
_STATES = find_words("infinitives of state")
_CARE = find_words("words of lasting need")
_PARTICIPLES = tuple(find_words("beginnings of participles"))
_PASSIVE = "werden"


def says_it_was(words: Sequence[str]) -> bool:
    """Tell "wollen 12 Panzer gesehen haben": an infinitive of the past ends the clause."""
    return bool(words) and words[-1] in _PAST


def is_duty_ahead(words: Sequence[str]) -> bool:
    """Tell "300 Stellen sollen gestrichen werden" from "300 Menschen sollen getötet worden sein"."""
    if _DUTIES.isdisjoint(words):
        return False
    return _ends_ahead(words[:-1] if words[-1] in _DUTIES and len(words) > 1 else words)  # "das Defizit senken soll"


def is_expected(words: Sequence[str]) -> bool:
    """Tell "erwartet Schäden von 12 Millionen Euro", "wird mit 12 Millionen prognostiziert"."""
    return not _EXPECTED.isdisjoint(words)


def is_development(words: Sequence[str]) -> bool:
    """Tell "die Schulden werden auf 12 Millionen anwachsen", "soll 12 Millionen betragen": a forecast, no plan."""
    ahead = not _DUTIES.isdisjoint(words) or not _FUTURES.isdisjoint(words)
    return ahead and not _DEVELOPMENTS.isdisjoint(words[-2:])


def is_need_ahead(words: Sequence[str]) -> bool:
    """Tell "müssen ihre Häuser verlassen" from "müssen derzeit behandelt werden" and "hatten räumen müssen"."""
    if _NEEDS.isdisjoint(words) or words[-1] in _NEEDS or not _CARE.isdisjoint(words):
        return False
    return _ends_ahead(words)


def is_future(words: Sequence[str]) -> bool:
    """Tell "300 Stellen werden wegfallen" from "300 Stellen werden gestrichen" and from "werden gefangen"."""
    if not words or _FUTURES.isdisjoint(words) or words[-1] in _FUTURES:
        return False
    last = words[-1]
    return last.endswith(("en", "ern", "eln")) and "ge" not in last[:7] and not last.startswith(_PARTICIPLES)


def _ends_ahead(words: Sequence[str]) -> bool:
    if words[-1] == _PASSIVE or (_PASSIVE in words and "worden" not in words):
        return True
    return words[-1].endswith(("en", "ern", "eln")) and _PAST.isdisjoint(words) and words[-1] not in _STATES


def list_words(tokens: Sequence[Token]) -> list[str]:
    """Return the clause's words in lower case; nouns keep their capital, so that "Soldaten" is no infinitive."""
    return [
        token.text if token.capital and index else token.low
        for index, token in enumerate(tokens)
        if token.kind == "word"
    ]
