"""Tell which event an article is about: one that has a name, else its type and country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.extractor.core.counted import QUIET_KINDS
from services.extractor.core.lexicons import Entry, Lexicon
from services.extractor.core.places import PlaceMention, find_country
from shared.domain.claims import Event

_HEAD_LENGTH = 700
_LONGEST_WORD = 200
"""In characters; what is longer is no word (a megabyte of digits), and 2,000 keywords are looked for in each."""
_LEAST_WEIGHT = 2
_DOUBT = 2.5
"""How many times heavier sport, weather and leisure must weigh: shots at a concert are an event, not a concert."""
_WORD = re.compile(r"\w+")
_FIELDS = ("strong", "keywords")
_FACTORS = (3.0, 1.0, 0.7, 0.2)
"""How much a keyword weighs: strong and other ones of the head, then of the rest."""


@dataclass(frozen=True, slots=True)
class ArticleEvent:
    """The event, the places that are the whole of it, and whether it is a town's affair (`point`)."""

    event: Event | None
    area: frozenset[str]
    point: bool
    kind: str | None

    @property
    def eventful(self) -> bool:
        """Whether the article is about an event whose figures are claims: sport, weather and leisure are none."""
        return self.kind is not None and self.kind not in QUIET_KINDS


class EventFinder:
    """Finds events with the lexicon's keywords."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._named = [
            (entry, _compile(entry.get("keywords", ()))) for entry in lexicon["events"] if entry.get("named")
        ]
        self._types = [entry for entry in lexicon["events"] if not entry.get("named")]
        self._keywords = KeywordCounter([entry.get(field, ()) for field in _FIELDS for entry in self._types])

    def find(self, text: str, mentions: Sequence[PlaceMention]) -> ArticleEvent:
        """Return what the article's text is about."""
        low = text.lower()
        event_type = self._find_type(low)
        kind = None if event_type is None else str(event_type.get("kind"))
        named = self._find_named(low, kind)
        if named is not None:
            event = Event(named.id, named.get("label"), named.get("kind"))
            return ArticleEvent(event, frozenset(named.get("area", ())), point=False, kind=event.kind)
        if event_type is None:
            return ArticleEvent(None, frozenset(), point=False, kind=None)
        if kind in QUIET_KINDS:
            return ArticleEvent(None, frozenset(), point=False, kind=kind)
        country = find_country(mentions)
        event_id = event_type.id if country is None else f"{event_type.id}@{country}"
        label = event_type.get("label") if country is None else f"{event_type.get('label')} ({country})"
        event = Event(event_id, label, kind, named=False)
        area = frozenset() if country is None else frozenset([country])
        return ArticleEvent(event, area, point=event_type.get("extent") == "point", kind=kind)

    def _find_named(self, low: str, kind: str | None) -> Entry | None:
        """Return the named event that the text speaks of most: in its head, or three times."""
        best, chosen = 0, None
        for entry, pattern in self._named:
            if not [need for need in entry.get("needs", ()) if need in low]:
                continue
            hits = sum(3 if "-" in hit or " " in hit else 1 for hit in pattern.findall(low[:_HEAD_LENGTH]))
            hits += len(pattern.findall(low, _HEAD_LENGTH)) // 2
            fits = entry.get("kind") == kind or (
                entry.get("kind") == "war" and kind in {"war", "conflict", "migration"}
            )
            if hits >= (2 if fits else 4) and hits > best:
                best, chosen = hits, entry
        return chosen

    def _find_type(self, low: str) -> Entry | None:
        """Return the type whose keywords weigh most: strong ones thrice, those in the head more than later ones."""
        size = len(self._types)
        weights: dict[int, float] = {}
        for place, part in enumerate((low[:_HEAD_LENGTH], low[_HEAD_LENGTH:])):
            for number, count in self._keywords.count(part).items():
                field, kind = divmod(number, size)
                weights[kind] = weights.get(kind, 0.0) + _FACTORS[place * len(_FIELDS) + field] * count
        best, chosen = 0.0, None
        for kind, weight in sorted(weights.items()):
            entry = self._types[kind]
            quiet = entry.get("kind") in QUIET_KINDS
            if weight > _LEAST_WEIGHT and (weight := weight / _DOUBT if quiet else weight) > best:
                best, chosen = weight, entry
        return chosen


class KeywordCounter:
    """Counts the keywords of several lists in one pass over a text's words."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._patterns = [_compile(words) for words in lists]
        self._any = _compile([word for words in lists for word in words])
        self._phrases = [
            (phrase, number) for number, words in enumerate(lists) for phrase in words if not _WORD.fullmatch(phrase)
        ]
        self._count_in_word = lru_cache(maxsize=50_000)(self._search_word)

    def count(self, low: str) -> dict[int, int]:
        """Return how often the keywords of each list stand in a text in lower case; lists without any are left out."""
        counts: dict[int, int] = {}
        for found in filter(None, map(self._count_in_word, _WORD.findall(low))):
            for number, hits in found:
                counts[number] = counts.get(number, 0) + hits
        for number in {number for phrase, number in self._phrases if phrase in low}:
            counts[number] = len(self._patterns[number].findall(low))  # "beben der stärke" is no single word
        return counts

    def _search_word(self, word: str) -> tuple[tuple[int, int], ...]:
        if len(word) > _LONGEST_WORD or self._any.search(word) is None:
            return ()
        hits = [len(pattern.findall(word)) for pattern in self._patterns]
        return tuple((number, count) for number, count in enumerate(hits) if count)


def _compile(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of the words; from four letters on they may be parts of words (Erdbebenopfer)."""
    if not words:
        return re.compile(r"(?!)")
    parts = [
        re.escape(word) if len(word) >= 4 else rf"\b{re.escape(word)}\b"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))
