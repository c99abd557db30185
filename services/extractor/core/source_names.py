"""Name a source: read its noun phrase, resolve it by its aliases, tell what can speak from what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import Entry, Lexicon
from services.extractor.core.tokens import Token, make_slug, stem_word
from shared.domain.claims import Source

_DETERMINERS = frozenset(
    ["der", "die", "das", "dem", "den", "des", "ein", "eine", "einen", "einem", "einer", "eines", "seine", "seiner", "seinem", "ihre", "ihrer", "ihrem", "ihres", "dieser", "dieses", "diesem", "dortige", "dortigen", "deren", "dessen"]
)
_CARRY_ON = frozenset(["der", "des", "einer", "eines", "in", "im", "für", "von", "vom", "aus", "zur"])
_ARTICLES_IN_NAMES = frozenset(["der", "des", "die", "den", "dem", "das", "für", "von", "und", "in"])
_QUOTES = "„\"“”»«›‹‚‘'"
_NOT_IN_NAMES = frozenset(
    ["am", "um", "gegen", "seit", "nach", "bis", "heute", "gestern", "zunächst", "zuletzt", "inzwischen", "mittlerweile", "zudem", "auch", "bereits", "wurden"]
)
_TIMES = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag")
_MONTHS = frozenset("januar jänner februar märz april mai juni juli august september oktober november dezember".split())  # noqa: SIM905
_SMALL_NAMES = frozenset(["dpa", "sda", "epd", "afp", "apa", "kna", "dts", "tagesschau", "taz"])
_LONGEST_PHRASE = 16
_MOST_NAME_WORDS = 7
_PLAIN_KINDS = frozenset(["government"])
"""Kinds whose alias must be the whole name: in "Hilfsorganisationen in der Ukraine" Kiew does not speak."""


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase at tokens[start:end]."""

    start: int
    end: int


def read_noun_phrase(tokens: Sequence[Token], start: int) -> NounPhrase | None:
    """Return the noun phrase that begins at `start`: determiner, adjectives, nouns and names, genitives, "in Gaza", "und …"."""
    index, limit = start, min(len(tokens), start + _LONGEST_PHRASE)
    end = start
    need_noun = True
    while index < limit:
        token = tokens[index]
        if token.text in _QUOTES or (need_noun and token.low in _DETERMINERS):
            index += 1
            continue
        if token.kind in {"word", "compound"} and (
            token.low in _SMALL_NAMES or token.capital or (token.kind == "compound" and "-" in token.text)
        ):
            if _is_time(token) and not need_noun:
                break
            end, need_noun = index + 1, False
            index += 1
        elif token.text == "(" and not need_noun:
            closing = next((i for i in range(index, min(limit, index + 8)) if tokens[i].text == ")"), None)
            if closing is None or any(t.kind == "number" for t in tokens[index:closing]):
                break
            end = index = closing + 1
        elif need_noun and _may_lead(tokens, index):
            index += 1
        elif (
            not need_noun
            and token.low in _CARRY_ON
            and _leads_to_noun(tokens, index + 1)
            and not _is_adverbial(tokens, index)
        ) or (not need_noun and token.low in {"und", "sowie", "&", "wie"} and _leads_to_noun(tokens, index + 1)):
            index += 1
            need_noun = True
        else:
            break
    return None if end == start else NounPhrase(start, end)


def _is_adverbial(tokens: Sequence[Token], index: int) -> bool:
    """Tell "Aktivisten in einer Woche" from "Behörden in Gaza"."""
    return tokens[index].low in {"in", "von", "aus"} and tokens[index + 1].low in {"einer", "einem", "diesem", "dieser"}


def _is_time(token: Token) -> bool:
    return token.low.startswith(_TIMES) or token.low in _MONTHS


def _may_lead(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the word may stand before the noun: determiner, adjective, adverb (nicht näher benannten)."""
    token = tokens[index]
    if token.kind != "word":
        return False
    return (
        token.low in _DETERMINERS
        or token.low.endswith(("e", "en", "er", "es", "em"))
        or token.low in {"nicht", "so", "von", "pro"}
    )


def _leads_to_noun(tokens: Sequence[Token], index: int) -> bool:
    for token in tokens[index : index + 5]:
        if token.kind in {"word", "compound"} and token.text[0].isupper():
            return not _is_time(token)
        if token.text in _QUOTES:
            continue
        if token.kind != "word" or not (
            token.low in _DETERMINERS
            or token.low.endswith(("e", "en", "er", "es", "em"))
            or token.low in {"nicht", "näher"}
        ):
            return False
    return False


class SourceBook:
    """Resolves names with the lexicon's sources and source heads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._aliases: dict[tuple[str, ...], Entry] = {}
        for entry in lexicon["sources"]:
            for name in (entry.get("label"), *entry.get("aliases", ())):
                self._aliases.setdefault(_make_key(name.split()), entry)
        self._heads: dict[str, str] = {
            form.lower(): entry.get("kind") for entry in lexicon["source_heads"] for form in entry.forms
        }
        self._tails = {
            length: frozenset(head for head in self._heads if len(head) == length)
            for length in sorted({len(head) for head in self._heads if len(head) >= 4}, reverse=True)
        }
        self._places = frozenset(form.lower() for entry in lexicon["places"] for form in entry.forms)
        self._never = frozenset(
            form.lower()
            for entry in lexicon["measures"]
            if entry.get("kind") in {"status", "total", "act"}
            for form in entry.forms
        )

    def resolve(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Return the source that the noun phrase names, None where it can't speak; the span is left out."""
        words = [t.text for t in tokens[phrase.start : phrase.end] if t.kind in {"word", "compound", "number"}]
        while words and words[0].lower() in _DETERMINERS | {"von", "vom", "so", "auch"}:
            words.pop(0)
        if not words or len(words) > 14:
            return None
        own = " ".join(words)
        entry = self._find_alias(words)
        if entry is not None:
            aliases = tuple(
                dict.fromkeys(name for name in (own, *entry.get("aliases", ())) if name != entry.get("label"))
            )
            return Source(entry.id, entry.get("label"), aliases, entry.get("kind"), (), tuple(entry.get("parents", ())))
        kind = self._kind_of(words)
        if kind is None:
            return None
        label = " ".join(_shorten(words))
        return Source(make_slug(label), label, () if own == label else (own,), kind)

    def _find_alias(self, words: Sequence[str]) -> Entry | None:
        """Return the entry whose alias is the whole name, else the longest alias inside it."""
        key = _make_key(words)
        if key in self._aliases:
            return self._aliases[key]
        # before a joint: "des Geheimdienstes und einer nicht genannten Quelle"
        for length in range(min(len(key), 6), 0, -1):
            for start in range(len(key) - length + 1):
                entry = self._aliases.get(key[start : start + length])
                if entry is not None and entry.get("kind") not in _PLAIN_KINDS and not (length == 1 and start > 2):
                    return entry
        return None

    def _kind_of(self, words: Sequence[str]) -> str | None:
        """Return the kind of what the words name: by a head that can speak, or person or organisation for a name."""
        for word in words[:_MOST_NAME_WORDS]:
            if word[0].isupper():
                kind = self.kind_of_head(word)
                if kind is not None:
                    return kind
        nouns = [word for word in words if word[0].isupper()]
        if not nouns or any(word.lower() in self._never for word in nouns):
            return None
        if len(words) == len(nouns) <= 4 and self._looks_like_name(nouns):
            return "organisation" if nouns[0].isupper() or len(nouns) == 1 else "person"
        return None

    def kind_of_head(self, word: str) -> str | None:
        """Return the kind of a noun that can speak, whole or by its ending (Verteidigungsministerium)."""
        low = word.lower()
        if low in self._heads:
            return self._heads[low]
        for length, heads in self._tails.items():
            if length < len(low) and low[-length:] in heads:
                return self._heads[low[-length:]]
        return None

    def _looks_like_name(self, nouns: Sequence[str]) -> bool:
        """Tell "Müller", "Donald Muster", "ZDF" from common nouns: nothing a lexicon holds, no German noun's ending."""
        if any(noun.lower() in self._places for noun in nouns) and len(nouns) == 1:
            return True  # "Wien meldet": the government there
        return not any(noun.lower().endswith(_COMMON_ENDINGS) or noun.lower() in _COMMON for noun in nouns)


_COMMON_ENDINGS = (
    "ung", "ungen", "heit", "keit", "schaft", "tion", "tionen", "ismus", "menschen", "soldaten", "tote", "toten", "zahl", "zahlen",
    "krieg", "brand", "unfall", "angriff", "haus", "häuser", "wasser", "land", "woche", "jahr", "tag", "abend", "morgen",
)  # fmt: skip
_COMMON = frozenset(
    ["dabei", "insgesamt", "damit", "zudem", "zuvor", "mehr", "menschen", "anfang", "ende", "mitte", "grund", "folge", "opfer", "feuer", "damals", "bisher", "laut", "nach", "rund", "etwa", "mindestens", "bereits", "allein", "dort", "hier", "heute", "gestern", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "er", "sie", "es", "wir", "ihr", "ich", "man", "darunter", "außerdem", "auch", "im", "in", "am", "bei", "das", "der", "die", "es", "leben"]
)


def _make_key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        stem_word(word.strip('()„“"»«'))
        for word in words
        if word.lower() not in _ARTICLES_IN_NAMES and word not in {"(", ")"}
    )


def _shorten(words: Sequence[str]) -> Sequence[str]:
    """Return the label's words: not more than a name holds."""
    return words if len(words) <= _MOST_NAME_WORDS else words[:_MOST_NAME_WORDS]
