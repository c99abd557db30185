"""Read the noun phrases that may name a source: determiner, adjectives, nouns, names, genitives, "in Gaza", "und …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import ADJECTIVE_ENDINGS, Token

DETERMINERS = find_words("determiners")
_OPENERS = DETERMINERS | find_words("numbers of speakers")
_LINKS = find_words("links in phrases")
_JOINTS = find_words("joints of phrases") | {"&"}
_BEFORE_ADJECTIVES = find_words("before adjectives")
_BEFORE_LATE_ADJECTIVES = find_words("before late adjectives")
_VERBS = find_words("no adjectives") - DETERMINERS
_ADVERBIAL = find_words("adverbial prepositions")
_ADVERBIAL_DETERMINERS = find_words("adverbial determiners")
_SMALL_NAMES = find_words("small names")
_TITLES = find_words("titles")
_ATTRIBUTE_LEADS = find_words("leads of attributes")
PARTICIPLE_ENDINGS = ("te", "ten", "ter", "ene", "enen", "ener", "ende", "enden", "ender", "nde", "nden", "nder")
_CLAUSE_MARKS = frozenset([",", ";", ":", ".", "–"])
_WEEKDAYS = tuple(find_words("weekdays"))
_MONTHS = find_words("months")
_QUOTES = frozenset("„\"“”»«›‹‚‘'")
_NOUNS = frozenset(["word", "compound"])
_LONGEST_PHRASE = 16
_LONGEST_INSERTION = 8
_LONGEST_QUOTED_NAME = 7
_GENITIVE_ADJECTIVES = ("ischer", "licher", "iger", "ender", "ierter", "ener")
_FARTHEST_NOUN = 5


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase at tokens[start:end]."""

    start: int
    end: int


def read_noun_phrase(tokens: Sequence[Token], start: int) -> NounPhrase | None:
    """Return the noun phrase that begins at `start`, up to its last noun; None where none does."""
    index, end, limit = start, start, min(len(tokens), start + _LONGEST_PHRASE)
    need_noun = True
    while index < limit:
        token = tokens[index]
        quoted = _find_quoted_name(tokens, index, limit) if token.text in _QUOTES and not need_noun else None
        if quoted is not None:
            end = index = quoted
        elif token.text in _QUOTES or (need_noun and token.low in _OPENERS):
            index += 1
        elif _is_noun(token):
            if not need_noun and _is_time(token):
                break
            index += 1
            end, need_noun = index, False
        elif need_noun:
            inserted = _skip_attribute(tokens, index, limit) if index > start else index
            if inserted == index and not _may_lead(token):
                break
            index = max(inserted, index + 1)
        elif token.text == "." and tokens[index - 1].low in _TITLES and index + 1 < limit and tokens[index + 1].capital:
            index += 1  # "Insolvenzverwalterin Dr. Holthausen"
        elif token.text == "(":
            closing = _find_closing(tokens, index, limit)
            if closing is None:
                break
            end = index = closing + 1
        elif _carries_on(tokens, index):
            index, need_noun = index + 1, True
        else:
            break
    return None if end == start else NounPhrase(start, end)


def _is_noun(token: Token) -> bool:
    """Tell nouns and names: written with a capital, 24-Jährige, dpa."""
    if token.kind == "compound":
        return token.capital or "-" in token.text or token.low in _SMALL_NAMES
    return token.kind == "word" and (token.capital or token.low in _SMALL_NAMES)


def _is_time(token: Token) -> bool:
    return token.low.startswith(_WEEKDAYS) or token.low in _MONTHS


def _may_lead(token: Token) -> bool:
    """Tell whether the word may stand before the noun: adjective, adverb (nicht näher benannten)."""
    if token.kind != "word" or token.low in _VERBS:
        return False
    return token.low.endswith(ADJECTIVE_ENDINGS) or token.low in _BEFORE_ADJECTIVES


def _skip_attribute(tokens: Sequence[Token], index: int, limit: int) -> int:
    """Return where the noun of "die von der Hamas kontrollierte Gesundheitsbehörde" comes; `index` where none does.

    Any preposition may lead the attribute ("die zum Konzern gehörende Firma"); its last word is a participle.
    """
    if tokens[index].low not in _ATTRIBUTE_LEADS:
        return index
    for end in range(index + 2, min(index + _LONGEST_INSERTION, limit - 1)):
        if tokens[end].text in _CLAUSE_MARKS:
            return index
        if tokens[end].low.endswith(PARTICIPLE_ENDINGS) and not tokens[end].capital and tokens[end + 1].capital:
            return end + 1
    return index


def _find_closing(tokens: Sequence[Token], index: int, limit: int) -> int | None:
    """Return where an insertion in brackets closes, None where it does not or holds a number."""
    stop = min(limit, index + _LONGEST_INSERTION)
    closing = next((i for i in range(index, stop) if tokens[i].text == ")"), None)
    if closing is None or any(token.kind == "number" for token in tokens[index:closing]):
        return None
    return closing


def _find_quoted_name(tokens: Sequence[Token], index: int, limit: int) -> int | None:
    """Return where a name in quotation marks ends: die Gruppe „Archiv öffentlicher Versammlungen“."""
    stop = min(limit, index + _LONGEST_QUOTED_NAME)
    closing = next((i for i in range(index + 1, stop) if tokens[i].text in _QUOTES), None)
    if closing is None or closing == index + 1 or not tokens[index + 1].capital:
        return None
    named = all(token.kind in _NOUNS for token in tokens[index + 1 : closing])
    return closing + 1 if named else None


def _carries_on(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the word leads to a further noun: der Sprecher *der* Polizei, Polizei *und* Feuerwehr."""
    low = tokens[index].low
    if low.endswith(_GENITIVE_ADJECTIVES) and low not in _VERBS:
        # "das Netzwerk sudanesischer Ärzte"
        return tokens[index].text[0].islower() and index + 1 < len(tokens) and _is_noun(tokens[index + 1])
    if low == "ohne":
        return index + 1 < len(tokens) and tokens[index + 1].low == "grenzen"  # Ärzte ohne Grenzen
    if low in _JOINTS:
        return _leads_to_noun(tokens, index + 1)
    return low in _LINKS and _leads_to_noun(tokens, index + 1) and not _is_adverbial(tokens, index)


def _is_adverbial(tokens: Sequence[Token], index: int) -> bool:
    """Tell "Aktivisten in einer Woche" from "Behörden in Gaza"."""
    return tokens[index].low in _ADVERBIAL and tokens[index + 1].low in _ADVERBIAL_DETERMINERS


def _leads_to_noun(tokens: Sequence[Token], index: int) -> bool:
    for token in tokens[index : index + _FARTHEST_NOUN]:
        if token.kind in _NOUNS and token.capital:
            return not _is_time(token)
        if token.text in _QUOTES:
            continue
        leads = token.low in DETERMINERS or token.low in _BEFORE_LATE_ADJECTIVES
        if token.kind != "word" or not (leads or token.low.endswith(ADJECTIVE_ENDINGS)):
            return False
    return False
