"""Who speaks behind a preposition: von der Polizei bestätigt, hieß es aus dem Amt, aus einem Papier geht hervor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.extractor.core.attributed import Attribution
from services.extractor.core.clauses import CLAUSE_MARKS
from services.extractor.core.lexicons import find_words
from services.extractor.core.noun_phrases import NounPhrase, read_noun_phrase
from services.extractor.core.tokens import Token

_AGENTS = find_words("agent prepositions")
_ORIGINS = find_words("origin prepositions")
_IMPERSONAL = find_words("impersonal saying")
_COPULAS = find_words("copulas of counts")
_EMERGING = find_words("emerging")
_STEM_FROM = find_words("stemming from")
_STEM_LINKS = find_words("stem links")
_PASSIVES = find_words("participles of passives")
_MOST_WORDS_TO_PARTICIPLE = 14
_MOST_WORDS_TO_ORIGIN, _MOST_WORDS_TO_VERB = 6, 12

BEFORE_AGENTS = _AGENTS | _ORIGINS | _STEM_FROM
"""Words with which `read_agent` may find somebody."""


def read_agent(tokens: Sequence[Token], index: int) -> NounPhrase | None:
    """Return the noun phrase behind a preposition or verb at `index` that lets it speak, None where nobody does.

    "Von der Polizei bestätigt", "stammen aus einem Bericht der UNO", "hieß es aus dem Amt", "geht aus der Antwort
    der Regierung hervor".
    """
    low = tokens[index].low
    if low in _STEM_FROM:
        stems = index + 1 < len(tokens) and tokens[index + 1].low in _STEM_LINKS
        return read_noun_phrase(tokens, index + 2) if stems or _is_impersonal(tokens, index) else None
    phrase = read_noun_phrase(tokens, index + 1)
    if phrase is None:
        return None
    if low == "aus" and any(token.low in _EMERGING for token in tokens[phrase.end : phrase.end + _MOST_WORDS_TO_VERB]):
        return phrase  # "Aus einer Antwort der Bundesregierung geht hervor, dass …"
    if low in _ORIGINS and (_is_impersonal(tokens, index) or _precedes_impersonal(tokens, index, phrase.end)):
        return phrase
    return phrase if low in _AGENTS and _participle_follows(tokens, phrase.end) else None


def _is_impersonal(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether "hieß es" stands before the preposition, or "hieß es am Abend"."""
    lows = [token.low for token in tokens[max(0, index - _MOST_WORDS_TO_ORIGIN) : index]]
    return any(
        ("es" in pair and not _IMPERSONAL.isdisjoint(pair)) and not CLAUSE_MARKS.intersection(lows[place + 2 :])
        for place, pair in enumerate(pairwise(lows))
    )


def _precedes_impersonal(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Tell whether "hieß es" stands behind the noun phrase: "Beim Zivilschutz hieß es", "wie es aus dem Amt hieß"."""
    behind = [token.low for token in tokens[end : end + 2]]
    if behind and behind[0] in _COPULAS and "rede" in {t.low for t in tokens[end : end + _MOST_WORDS_TO_VERB]}:
        return True  # "In Medienberichten war von 300 Toten die Rede"
    if not behind or behind[0] not in _IMPERSONAL:
        return False
    return behind[1:] == ["es"] or (index > 0 and tokens[index - 1].low == "es")


def _participle_follows(tokens: Sequence[Token], end: int) -> bool:
    """Tell "von der Polizei bestätigt" from "von der Polizei festgenommen"."""
    return any(token.low in _PASSIVES for token in tokens[end : end + _MOST_WORDS_TO_PARTICIPLE])


def is_led_by_phrase(tokens: Sequence[Token], verb: Attribution, phrases: Sequence[Attribution]) -> bool:
    """Tell "hieß es" whose speaker a phrase names ("aus dem Ministerium") from that of whoever spoke before."""
    lows = {token.low for token in tokens[verb.start : verb.end]}
    if not verb.pronoun or "es" not in lows or _IMPERSONAL.isdisjoint(lows):
        return False
    return any(
        one.start - _MOST_WORDS_TO_ORIGIN < verb.end <= one.start or one.end in {verb.start, verb.start - 1}
        for one in phrases
    )
