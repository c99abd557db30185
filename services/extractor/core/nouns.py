"""Find what a figure counts: the noun behind it, the words between, and what kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.phrases import with_swiss_spelling
from services.extractor.core.tokens import Token, drop_gender

_ADJECTIVE = re.compile(r"^[a-zäöüß][\w\-]*(?:e|en|er|es|em)$")
_MOST_WORDS_BETWEEN = 9
_ADVERBS = find_words("adverbs before nouns")
_JOINTS = find_words("joints of nouns") | {"&"}
_PARTICIPLES = find_words("participles of place")
_NOT_ADJECTIVES = find_words("no adjectives")
_ADJECTIVES_OF_PLACE = find_words("adjectives of places")
_ATTRIBUTE_LEADS = find_words("leads of attributes")
_PARTICIPLE_ENDINGS = ("te", "ten", "ene", "enen", "ende", "enden", "nde", "nden", "rten", "gten")
_BEFORE_WHOLES = find_words("before wholes")
_WHOLE_ARTICLES = find_words("articles of wholes")
_BEHIND_VON = find_words("wholes behind von")
_WHOLE_PRONOUNS = find_words("pronouns of wholes")
_NO_NOUNS = find_words("no nouns behind adverbs")


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """What a figure counts. Indexes are of tokens; `head` is None where no noun stands behind the figure.

    `adjectives`: the words between figure and noun. `conjunct`: the second noun of "Verletzte und Tote".
    `end`: where the noun phrase ends. `partitive`: "zehn der Opfer", "drei von ihnen", "davon".
    """

    head: int | None
    adjectives: tuple[int, ...]
    conjunct: int | None
    end: int
    partitive: bool = False


def read_counted_noun(tokens: Sequence[Token], start: int) -> CountedNoun:
    """Return the noun that the figure ending at `start` counts."""
    index, partitive = start, False
    adjectives: list[int] = []
    if index < len(tokens) and tokens[index].low in _BEFORE_WHOLES:
        skipped = _skip_partitive(tokens, index)
        if skipped is None:
            return CountedNoun(None, (), None, start, partitive=tokens[index].low == "davon")
        index, partitive = skipped, True
        if index == len(tokens) or tokens[index - 1].low in _WHOLE_PRONOUNS:
            return CountedNoun(None, (), None, index, partitive=True)
    limit = min(len(tokens), index + _MOST_WORDS_BETWEEN)
    while index < limit:
        token = tokens[index]
        if token.low == "teil" and tokens[index - 1].low == "zum":
            index += 1  # "12 zum Teil schwer Verletzte"
            continue
        if token.kind == "word" and token.capital:
            if _is_of_place(tokens, index):
                adjectives.append(index)
                index += 1
                continue
            return _close_phrase(tokens, index, adjectives, partitive=partitive)
        if token.kind == "compound" and "-" in token.text:
            if _is_compound_adjective(tokens, index):
                adjectives.append(index)
                index += 1
                continue
            return _close_phrase(tokens, index, adjectives, partitive=partitive)
        if token.text == "(":
            closing = next((i for i in range(index, limit) if tokens[i].text == ")"), None)
            if closing is None or not adjectives:
                break
            index = closing + 1
            continue
        if token.text in "„\"»«“‚'" and index + 1 < limit:
            index += 1
            continue
        if (
            token.low in {"an", "in"}
            and index + 2 < limit
            and tokens[index + 1].capital
            and tokens[index + 2].low in _PARTICIPLES
        ):
            index += 3  # "250 an Bord befindlichen Menschen"
            continue
        inside = _skip_attribute(tokens, index, limit) if not adjectives else None
        if inside is not None:
            adjectives.append(inside)
            index = inside + 1
            continue
        if not _stands_between(tokens, index, adjectives):
            break
        if _ADJECTIVE.match(token.low) and token.low not in _ADVERBS:
            adjectives.append(index)
        index += 1
    return CountedNoun(None, tuple(adjectives), None, start, partitive=partitive)


def _is_of_place(tokens: Sequence[Token], index: int) -> bool:
    """Tell the adjective of "200 Schweizer Städten", "30 Berliner Schulen" from people."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.kind != "word" or not following.capital or following.low.endswith("s"):
        return False
    return tokens[index].low in _ADJECTIVES_OF_PLACE


def _is_compound_adjective(tokens: Sequence[Token], index: int) -> bool:
    """Tell "ein 33-jähriger Rumäne" from "zwei 17-Jährige"."""
    small = tokens[index].text.rpartition("-")[2][:1].islower()
    return small and index + 1 < len(tokens) and tokens[index + 1].kind == "word" and tokens[index + 1].capital


def _skip_attribute(tokens: Sequence[Token], index: int, limit: int) -> int | None:
    """Return the participle of "1.271 aus der Ukraine geflüchteten Personen", which stands right before the noun."""
    if tokens[index].low not in _ATTRIBUTE_LEADS or tokens[index].capital:
        return None
    for end in range(index + 2, min(limit, len(tokens) - 1)):
        token = tokens[end]
        if token.kind not in {"word", "compound"}:
            return None
        if token.low.endswith(_PARTICIPLE_ENDINGS) and not token.capital and tokens[end + 1].capital:
            return end if token.low not in _NOT_ADJECTIVES else None
    return None


def _skip_partitive(tokens: Sequence[Token], index: int) -> int | None:
    """Return where the noun of "zehn der Opfer", "drei von ihnen" begins; None where no part is named."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].low in _WHOLE_ARTICLES:
        return index + 1 if following is not None else None
    if tokens[index].low == "von" and following is not None and following.low in _BEHIND_VON:
        return index + 2
    return None


def _stands_between(tokens: Sequence[Token], index: int, adjectives: Sequence[int]) -> bool:
    """Tell whether the word can stand between a figure and its noun."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.low in _ADVERBS:
        return following is not None and following.kind == "word" and following.low not in _NO_NOUNS
    if token.low in _JOINTS or token.text == ",":
        # "verletzten oder getöteten Soldaten", "jungen, bewaffneten Männer"
        return (
            bool(adjectives)
            and following is not None
            and (_ADJECTIVE.match(following.low) is not None or (following.low in _ADVERBS))
            and following.low not in _NOT_ADJECTIVES
            and _noun_follows(tokens, index + 1)
        )
    if token.kind != "word" or token.low in _NOT_ADJECTIVES:
        return False
    if _ADJECTIVE.match(token.low) is not None:
        return _noun_follows(tokens, index)
    # "20 bundesweit durchsuchten Objekten"
    if following is None or token.capital or following.capital or index + 2 >= len(tokens):
        return False
    return following.low.endswith(_PARTICIPLE_ENDINGS) and tokens[index + 2].capital


def _noun_follows(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether, past further adjectives and adverbs, a noun follows: a verb form has none."""
    for token in tokens[index : index + 6]:
        if token.kind == "word" and token.capital:
            return True
        if token.kind == "word" and (token.low in _ADVERBS or token.low in _JOINTS):
            continue
        if token.text in {",", "(", ")"} or token.text in '„"»«':
            continue
        if token.kind != "word" or _ADJECTIVE.match(token.low) is None or token.low in _NOT_ADJECTIVES:
            return False
    return False


_QUOTES = frozenset("„“”»«\"‚‘'")
_SHORTEST_STEM = 4
_CLASSIFIERS = find_words("classifiers")
"""Nouns between a figure and what it counts: "22.105 Stück Granaten"."""


def _find_quoted_compound(tokens: Sequence[Token], head: int) -> int | None:
    """Return the noun of "500 „Stinger“-Raketen" behind its quoted name."""
    behind = tokens[head + 1 : head + 4]
    if len(behind) < 3 or behind[0].text not in _QUOTES or behind[1].text not in {"-", "‑"}:
        return None
    return head + 3 if behind[2].kind == "word" and behind[2].capital else None


def _close_phrase(tokens: Sequence[Token], head: int, adjectives: list[int], *, partitive: bool) -> CountedNoun:
    end, conjunct = head + 1, None
    quoted = _find_quoted_compound(tokens, head)
    if quoted is not None:
        head, end = quoted, quoted + 1
    if tokens[head].low in _CLASSIFIERS and end < len(tokens) and tokens[end].kind == "word" and tokens[end].capital:
        return _close_phrase(tokens, end, adjectives, partitive=partitive)
    if (
        tokens[head].text.endswith("-")
        and end + 1 < len(tokens)
        and tokens[end].low in _JOINTS
        and tokens[end + 1].capital
    ):
        # "Artillerie- und Raketengeschosse": the second noun is the head
        return CountedNoun(end + 1, tuple(adjectives), None, end + 2, partitive)
    if (
        end + 1 < len(tokens)
        and tokens[end].low in _JOINTS
        and tokens[end + 1].kind == "word"
        and tokens[end + 1].capital
    ):
        conjunct = end + 1
        end += 2
        if tokens[head].low.endswith("innen"):
            head, conjunct = conjunct, None  # "Kolleginnen und Kollegen" are one group
    return CountedNoun(head, tuple(adjectives), conjunct, end, partitive)


@dataclass(frozen=True, slots=True)
class NounKind:
    """What the lexicon knows of a noun: `kind` person, force, job, weapon, thing, mass, idle, status, money, area."""

    kind: str
    entry: Entry

    @property
    def counts_people(self) -> bool:
        """Whether it names people."""
        return self.kind in {"person", "force"} and not self.entry.get("thing")

    def name_counted(self, word: str) -> str:
        """Return the lemma under which the noun is counted: its own, but Jobs and Arbeitsplätze are Stellen."""
        return str(self.entry.get("lemma")) if self.kind == "job" else find_lemma(word)


class NounBook:
    """Looks nouns up: whole, then by what they end in (Bundeswehrsoldaten: Soldaten)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._whole: dict[str, NounKind] = {}
        for entry in lexicon["counted_nouns"]:
            for form in entry.forms:
                self._whole.setdefault(form, NounKind(entry.get("kind"), entry))
        for entry in lexicon["measures"]:
            if entry.get("kind") == "status":
                for form in entry.forms:
                    self._whole[form] = NounKind("status", entry)
        for entry in lexicon["units"]:
            for form in entry.forms:
                self._whole[form] = NounKind(entry.get("measure"), entry)
        for form, kind in [*with_swiss_spelling(self._whole.items())]:
            self._whole.setdefault(form, kind)
        self._tails: dict[int, dict[str, NounKind]] = {}
        for form, kind in self._whole.items():
            if len(form) >= 5 or (len(form) == 4 and kind.kind == "status"):
                self._tails.setdefault(len(form), {})[form.lower()] = kind
        self._lengths = sorted(self._tails, reverse=True)
        self._cache: dict[str, NounKind | None] = {}

    def look_up(self, word: str) -> NounKind | None:
        """Return what the lexicon knows of the noun, by its longest known ending."""
        if word not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            bare = drop_gender(word)
            if bare != word:
                self._cache[word] = self.look_up(bare + "innen")
                return self._cache[word]
            shouted = word.capitalize() if word.isupper() and len(word) > 3 else word  # 100 TOTE
            self._cache[word] = self._whole.get(shouted) or self._by_tail(word.lower()) or self._by_masculine(word)
        return self._cache[word]

    def _by_masculine(self, word: str) -> NounKind | None:
        """Return what the lexicon knows of "Beifahrer" for "Beifahrerinnen", else that they are people."""
        stem = word.removesuffix("innen")
        if stem == word or len(stem) < _SHORTEST_STEM:
            return None
        return self.look_up(stem) or self.look_up(stem + "en") or self._whole.get("Menschen")

    def _by_tail(self, word: str) -> NounKind | None:
        for length in self._lengths:
            if length < len(word) - 1:
                kind = self._tails[length].get(word[-length:])
                if kind is not None:
                    return kind
        return None
