"""Find the places a text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.phrases import PhraseBook
from services.extractor.core.tokens import ADJECTIVE_ENDINGS, Token
from shared.domain.claims import Place

_LOCAL = find_words("prepositions of place")
_LOCAL_NOUNS = find_words("nouns of place")
_WORD = re.compile(r"[^\W_]+")
_TOWN_PREPOSITIONS = find_words("prepositions of towns")
_TAILS = find_words("tails of places")
_FUNCTION_WORDS = frozenset(["den", "hat", "la", "le", "los", "san", "am", "an", "al", "el", "as", "bad", "st", "ho"])


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place at tokens[start:end]; `local`: a preposition says that something is there.

    `adjective`: it is named by one (südkoreanische); `stem`: the adjective's, of countries. `origin`: somebody or
    something comes from there (47 Schüler aus dem Aargau).
    """

    start: int
    end: int
    place: Place
    local: bool
    adjective: bool = False
    stem: str | None = None
    origin: bool = False


class PlaceFinder:
    """Finds places with the gazetteer."""

    def __init__(self, lexicon: Lexicon) -> None:
        by_id = {entry.id: entry for entry in lexicon["places"]}
        self._stems = {entry.id: entry.get("adjective")[0] for entry in by_id.values() if entry.get("adjective")}
        self._ambiguous = frozenset(entry.id for entry in by_id.values() if entry.get("ambiguous"))
        self._places = {entry.id: _make_place(entry, by_id) for entry in by_id.values()}
        forms = [(form, entry.id) for entry in by_id.values() for form in entry.forms]
        forms += [(form + "s", place) for form, place in forms if not form.endswith(("s", "x", "z"))]
        self._names = PhraseBook[str]((form.replace(".", " ."), place) for form, place in forms)
        self._adjectives: dict[str, str] = {}
        for ending in (*ADJECTIVE_ENDINGS, ""):
            for entry in by_id.values():
                for stem in entry.get("adjective", ()):
                    self._adjectives.setdefault(stem + ending, entry.id)
        names = [*(form.lower() for form, _ in forms), *self._adjectives]
        self._hints = frozenset(map(_find_hint, names))

    def get(self, place_id: str) -> Place:
        """Return the place of an id; KeyError where the gazetteer holds none."""
        return self._places[place_id]

    def find_adjective(self, word: str) -> str | None:
        """Return the country that an adjective in lower case stands for (slowenischer: SI)."""
        return self._adjectives.get(word)

    def find(self, tokens: Sequence[Token]) -> list[PlaceMention]:
        """Return the places from left to right, adjectives (südkoreanische) included."""
        found = [
            PlaceMention(
                hit.start,
                hit.end,
                self._places[hit.entry],
                _is_local(tokens, hit.start),
                stem=self._stems.get(hit.entry),
                origin=any(token.low == "aus" for token in tokens[max(0, hit.start - 2) : hit.start]),
            )
            for hit in self._names.find(tokens)
            if tokens[hit.start].capital
            and (hit.entry not in self._ambiguous or (hit.start and tokens[hit.start - 1].low in _TOWN_PREPOSITIONS))
        ]
        inside = [i for i, token in enumerate(tokens) if token.low in self._adjectives or "-" in token.text]
        for index in inside:
            mention = self._find_in_word(tokens, index) if tokens[index].kind == "word" else None
            if mention is not None:
                found.append(mention)
        return sorted(found, key=lambda mention: mention.start) if inside else found

    def may_find(self, words: Iterable[str]) -> bool:
        """Tell whether a sentence with these words in lower case, compounds in parts, may name a place."""
        return not self._hints.isdisjoint(words)

    def _find_in_word(self, tokens: Sequence[Token], index: int) -> PlaceMention | None:
        """Read "südkoreanische" and "Kursk-Gebiet"."""
        token = tokens[index]
        country = self._adjectives.get(token.low)
        if country is not None:
            return PlaceMention(index, index + 1, self._places[country], local=False, adjective=True)
        place = self._place_of_compound(token) if "-" in token.text and token.capital else None
        return None if place is None else PlaceMention(index, index + 1, place, _is_local(tokens, index))

    def _place_of_compound(self, token: Token) -> Place | None:
        """Read "Kursk-Gebiet", "Ukraine-Krieg" as the place they begin with."""
        head, _, tail = token.low.partition("-")
        if tail in _TAILS:
            hit = self._names.match_at([Token(head, 0, len(head), "word")], 0)
            return None if hit is None else self._places[hit.entry]
        return None


def find_country(mentions: Iterable[PlaceMention]) -> str | None:
    """Return the ISO code of the country that a text is about: named most, places where something is weigh more."""
    weights: Counter[str] = Counter()
    for order, mention in enumerate(mentions):
        country = mention.place.within[-1] if mention.place.within else mention.place.id
        weights[country] += (3 if mention.local else 1) + (4 if order == 0 else 0)
    return max(weights, key=lambda code: (weights[code], code), default=None)


def _is_local(tokens: Sequence[Token], index: int) -> bool:
    """Tell "in der Region Kursk" from "Moskau meldete"."""
    for token in reversed(tokens[max(0, index - 4) : index]):
        if token.low in _LOCAL:
            return True
        if not (token.low in _LOCAL_NOUNS or token.low.endswith(("ischen", "ische", "en"))):
            return False
    return False


def _find_hint(name: str) -> str:
    """Return the word of a name that shows that it may stand in a sentence: its first, of "Den Haag" the second."""
    words: list[str] = _WORD.findall(name)
    return words[1] if len(words) > 1 and words[0] in _FUNCTION_WORDS else words[0]


def _make_place(entry: Entry, by_id: dict[str, Entry]) -> Place:
    within = []
    above = entry.get("within")
    while above is not None:
        within.append(above)
        above = by_id[above].get("within")
    return Place(entry.id, entry.get("label"), tuple(within))
