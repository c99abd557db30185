"""Find the word groups of a lexicon in a row of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.extractor.core.tokens import Token

Entry = TypeVar("Entry")
GAP = "…"
"""In a form: other words may stand between ("nahmen … fest")."""
_WIDEST_GAP = 30


def with_swiss_spelling(forms: Iterable[tuple[str, Entry]]) -> Iterator[tuple[str, Entry]]:
    """Yield each form, and as it is written where there is no ß (auf der Strasse)."""
    for form, entry in forms:
        yield form, entry
        if "ß" in form:
            yield form.replace("ß", "ss"), entry


@dataclass(frozen=True, slots=True)
class PhraseHit(Generic[Entry]):
    """An entry found at tokens[start:end]; with a gap, `head_end` is where its first part ends."""

    start: int
    end: int
    head_end: int
    entry: Entry


class PhraseBook(Generic[Entry]):
    """Forms of several words, looked up by their first word, longest first."""

    def __init__(self, forms: Iterable[tuple[str, Entry]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        for form, entry in with_swiss_spelling(forms):
            words = tuple(form.lower().split())
            self._by_first.setdefault(words[0], []).append((words, entry))
        for options in self._by_first.values():
            options.sort(key=lambda option: -len(option[0]))

    def match_at(self, tokens: Sequence[Token], index: int) -> PhraseHit[Entry] | None:
        """Return the longest entry that begins at the token, if any."""
        following = tokens[index + 1].low if index + 1 < len(tokens) else ""
        for words, entry in self._by_first.get(tokens[index].low, ()):
            if len(words) == 1:
                return PhraseHit(index, index + 1, index + 1, entry)
            if words[1] not in (following, GAP):
                continue
            end, head_end = _follow(tokens, index, words)
            if end:
                return PhraseHit(index, end, head_end, entry)
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[PhraseHit[Entry]]:
        """Yield the entries in the tokens from left to right; no two begin within each other's first part."""
        free, firsts = 0, self._by_first
        for index in [i for i, token in enumerate(tokens) if token.low in firsts]:
            if index >= free:
                hit = self.match_at(tokens, index)
                if hit is not None:
                    yield hit
                    free = hit.head_end


def _follow(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> tuple[int, int]:
    """Return where the words end and where their first part ends, (0, 0) where they do not stand there."""
    position, head_end = index, 0
    for number, word in enumerate(words):
        if word == GAP:
            head_end = position
            position = _find_word(tokens, position, words[number + 1])
            if position < 0:
                return 0, 0
        elif position < len(tokens) and tokens[position].low == word:
            position += 1
        else:
            return 0, 0
    return position, head_end or position


def _find_word(tokens: Sequence[Token], start: int, word: str) -> int:
    for position in range(start, min(len(tokens), start + _WIDEST_GAP)):
        if tokens[position].low == word:
            return position
        if tokens[position].text == ";":
            return -1
    return -1
