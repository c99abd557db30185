"""Find the words of a sentence that say what happened to those who are counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.phrases import PhraseBook
from services.extractor.core.tokens import ADJECTIVE_ENDINGS, Token

_ENDINGS = ("", *ADJECTIVE_ENDINGS)
_JOINED = find_words("joints of fates") | {"/"}
_BETWEEN = find_words("between fates") | {"."}
_PEOPLE = frozenset(["person", "force"])
_WORD = re.compile(r"[^\W_]+")
CASUALTY = frozenset(["killed", "wounded", "casualties"])


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words at tokens[start:end] that say `measure` of nouns of the kinds `of`; `kind` as in measures.yaml."""

    start: int
    end: int
    measure: str
    kind: str
    entry: Entry
    of: frozenset[str]

    @property
    def weak(self) -> bool:
        """Whether it counts only where nothing stronger stands."""
        return bool(self.entry.get("weak"))


class TriggerFinder:
    """Finds triggers with the lexicon's verbs, acts and totals."""

    def __init__(self, lexicon: Lexicon) -> None:
        rows = lexicon["measures"]
        self._fates = [entry for entry in rows if entry.get("kind") != "adjective"]
        self._of = {entry.id: frozenset(entry.get("of", ["person"])) for entry in rows}
        self._verbs = PhraseBook[Entry](
            (form, entry) for entry in rows if entry.get("kind") == "verb" for form in entry.forms
        )
        self._several: dict[str, list[Entry]] = {}
        for entry in rows:
            if entry.get("kind") == "verb":
                for form in entry.forms:
                    self._several.setdefault(form, []).append(entry)
        self._adjectives: dict[str, Entry] = {
            form + ending: entry
            for entry in rows
            if entry.get("kind") == "adjective"
            for form in entry.forms
            for ending in _ENDINGS
        }
        self._nouns: dict[str, Entry] = {
            form.lower(): entry for entry in rows if entry.get("kind") in {"act", "total"} for form in entry.forms
        }

    def find(self, tokens: Sequence[Token]) -> list[Trigger]:
        """Return the triggers from left to right, "getötet oder verletzt" as one of casualties."""
        found = [
            self._make_trigger(hit.start, hit.end, entry)
            for hit in self._verbs.find(tokens)
            for entry in self._entries(tokens, hit.start, hit.end, hit.entry)
            if not (tokens[hit.start].capital and hit.start and entry.get("measure") == "deployed")
        ]  # "in heftigen Kämpfen" nobody is deployed: all words of duty are verbs
        for index in [i for i, token in enumerate(tokens) if token.capital and token.kind == "word"]:
            low = tokens[index].low
            entry = self._nouns.get(low) or (self._noun_by_tail(low) if "-" in low else None)
            if entry is not None:
                found.append(self._make_trigger(index, index + 1, entry))
        if not found:
            return found
        found.sort(key=lambda trigger: (trigger.start, trigger.end))
        people = [trigger for trigger in found if not trigger.of.isdisjoint(_PEOPLE)]
        things = [trigger for trigger in found if trigger.of.isdisjoint(_PEOPLE)]
        return sorted(_merge_casualties(tokens, people) + things, key=lambda trigger: (trigger.start, trigger.end))

    def list_words_of_fates(self) -> frozenset[str]:
        """Return a word, in lower case, of each form that says what befalls people; without one there is no fate."""
        longest = (max(_WORD.findall(form.lower()), key=len) for entry in self._fates for form in entry.forms)
        return frozenset(longest) | frozenset(self._adjectives)

    def _make_trigger(self, start: int, end: int, entry: Entry) -> Trigger:
        return Trigger(start, end, entry.get("measure"), entry.get("kind"), entry, self._of[entry.id])

    def read_adjective(self, token: Token) -> Entry | None:
        """Return the measure's entry of a participle before a noun (getötete, schwerverletzten)."""
        return self._adjectives.get(token.low)

    def _entries(self, tokens: Sequence[Token], start: int, end: int, entry: Entry) -> list[Entry]:
        form = " ".join(token.low for token in tokens[start:end])
        return self._several.get(form, [entry])

    def _noun_by_tail(self, word: str) -> Entry | None:
        """Look up compounds: "Truppenentsendung", "Corona-Todeszahl"."""
        return self._nouns.get(word.rpartition("-")[2])


def _merge_casualties(tokens: Sequence[Token], triggers: list[Trigger]) -> list[Trigger]:
    merged: list[Trigger] = []
    for trigger in triggers:
        last = merged[-1] if merged else None
        if last is not None and _is_pair(tokens, last, trigger):
            wider = last if "person" in last.of else trigger
            merged[-1] = Trigger(last.start, trigger.end, "casualties", last.kind, wider.entry, wider.of)
        else:
            merged.append(trigger)
    return merged


def _is_pair(tokens: Sequence[Token], left: Trigger, right: Trigger) -> bool:
    if left.measure == right.measure or not {left.measure, right.measure} <= CASUALTY | {"captured"}:
        return False
    if "captured" in {left.measure, right.measure} and "killed" not in {left.measure, right.measure}:
        return False
    between = [token.low for token in tokens[left.end : right.start]]
    return (
        bool(between)
        and any(word in _JOINED for word in between)
        and all(word in _JOINED or word in _BETWEEN for word in between)
    )


_TOTAL = find_words("nouns of totals")


def find_total_phrase(tokens: Sequence[Token], before: int) -> int | None:
    """Return the index of "Zahl" in "die Zahl der X", read leftwards from the figure; None where there is none."""
    for index in range(before - 1, -1, -1):
        if tokens[index].low in _TOTAL:
            return index
        if tokens[index].text == ";":
            return None
    return None
