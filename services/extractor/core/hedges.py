"""Find the hedges and bounds before a figure: rund, mindestens, über; tell them from prepositions of the same form."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.phrases import PhraseBook
from services.extractor.core.tokens import Token

_ABBREVIATIONS = find_words("hedge abbreviations")
_ABOUT_NOUNS = tuple(find_words("nouns before über"))
_ABOUT_VERBS = find_words("verbs before über")
_BEFORE_UNDER = find_words("before unter")
_LYING = find_words("verbs of lying below")
_AGAINST = find_words("words of gegen")
_WORDS_BACK, _WORDS_AHEAD = 6, 12


class HedgeFinder:
    """Finds hedges with the lexicon's approximators."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._hedges = PhraseBook[Entry]((form, entry) for entry in lexicon["approximators"] for form in entry.forms)

    def find_before(self, tokens: Sequence[Token], end: int, floor: int) -> tuple[int, Entry] | None:
        """Return start and entry of the longest hedge right before tokens[end], not before `floor`.

        A stop may follow an abbreviation (ca. 300).
        """
        last = end - 1
        if last - 1 >= floor and tokens[last].text == "." and tokens[last - 1].low in _ABBREVIATIONS:
            last -= 1
        for start in range(max(floor, last - 3), last + 1):
            hit = self._hedges.match_at(tokens, start)
            if hit is not None and hit.end == last + 1 and _is_hedge(tokens, hit.start, end, hit.entry):
                return start, hit.entry
        return None


def _is_hedge(tokens: Sequence[Token], start: int, end: int, entry: Entry) -> bool:
    """Rule `quantity.preposition`: tell a hedge from the preposition of the same form."""
    if not entry.get("preposition"):
        return True
    before = tokens[start - 1] if start else None
    if entry.id == "über":
        return not _speaks_about(before)
    if entry.id == "unter":
        lies = any(token.low in _LYING for token in tokens[max(0, start - _WORDS_BACK) : start])
        return before is not None and (before.low in _BEFORE_UNDER or lies)
    behind_noun = before is not None and before.capital and before.kind == "word" and start > 1
    return not behind_noun and _is_about(tokens, start, end)


def _speaks_about(before: Token | None) -> bool:
    """Tell whether "über" belongs to the word before it: "der Bericht über 300 Festnahmen"."""
    return before is not None and (before.low in _ABOUT_VERBS or before.low.endswith(_ABOUT_NOUNS))


def _is_about(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell "gegen 300 Personen kamen" from "gegen 300 Personen wird ermittelt" and "gegen 10 Uhr"."""
    around = [*tokens[max(0, start - _WORDS_BACK) : start], *tokens[end : end + _WORDS_AHEAD]]
    return not any(token.low == "uhr" or any(word in token.low for word in _AGAINST) for token in around)
