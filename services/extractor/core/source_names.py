"""Name a source: resolve its noun phrase by its aliases, tell what can speak from what cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from services.extractor.core.lemmas import is_written_small
from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.noun_phrases import DETERMINERS, PARTICIPLE_ENDINGS, NounPhrase
from services.extractor.core.tokens import Token, drop_gender, make_slug, stem_word
from shared.domain.claims import Source

_DROPPED = DETERMINERS | find_words("dropped before names")
_NUMBERS = _DROPPED | find_words("numbers of speakers")
_UNSPOKEN = find_words("unspoken in names")
_COMMON_ENDINGS = tuple(find_words("common endings"))
_COMMON = find_words("common words")
_WORDS = frozenset(["word", "compound", "number"])
_PLAIN_KINDS = frozenset(["government"])
"""Kinds whose alias must be the whole name: in "Hilfsorganisationen in der Ukraine" Kiew does not speak."""
_MOST_WORDS, _MOST_NAME_WORDS, _MOST_ALIAS_WORDS = 14, 7, 6
_LEAST_TAIL, _SHORTEST_EVENT = 3, 6
_PASTIMES = frozenset(["sport", "weather", "leisure"])
_ATTRIBUTE_LEADS = find_words("leads of attributes")
_GENITIVES = frozenset(["des", "eines"])
_LONGEST_ACRONYM = 5
_ARTICLE_AND_NAME, _SHORTEST_GENITIVE = 2, 4
_SPEECHLESS = tuple(find_words("speechless endings"))
_SPOKESPEOPLE = find_words("spokespeople")
_OF = find_words("of whom")
_OF_DOCUMENTS = find_words("of whose document")
_DOCUMENTS_OF = tuple(find_words("documents of somebody"))
_NEUTERS = tuple(find_words("neuter endings"))
_FEMININES_AND_PLURALS = tuple(find_words("feminine endings"))


def name_nominative(words: Sequence[str], is_head: Callable[[str], bool]) -> str:
    """Return the words as a name: "slowenischen Zivilschutzes" → "slowenischer Zivilschutz".

    `is_head` knows the nouns' nominatives; the adjective's ending follows the noun's likely gender.
    """
    head = next((place for place, word in enumerate(words) if word[:1].isupper()), None)
    if head is None:
        return " ".join(words)
    noun = words[head]
    genitives = (noun.removesuffix(end) for end in ("es", "s"))
    noun = next((form for form in genitives if form != noun and is_head(form)), noun)
    if not is_head(noun) and is_head(noun.removesuffix("n")):
        noun = noun.removesuffix("n")
    adjectives = [_decline(word, noun) if word.endswith(("en", "em")) else word for word in words[:head]]
    return " ".join([*adjectives, noun, *words[head + 1 :]])


def _decline(adjective: str, noun: str) -> str:
    stem = adjective[:-2]
    low = noun.lower()
    if low.endswith(_NEUTERS):
        return stem + "es"
    return stem + ("e" if low.endswith(_FEMININES_AND_PLURALS) else "er")


class SourceBook:
    """Resolves names with the lexicon's sources and source heads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._aliases: dict[tuple[str, ...], Entry] = {}
        self._acronyms: dict[tuple[str, ...], set[str]] = {}
        self._spelt: set[tuple[str, ...]] = set()
        for entry in lexicon["sources"]:
            for name in (entry.get("label"), *entry.get("aliases", ())):
                self._aliases.setdefault(_make_key(name.split()), entry)
                if name.isupper() and name.isalpha() and len(name) <= _LONGEST_ACRONYM:
                    self._acronyms.setdefault(_make_key([name]), set()).add(name)
                elif " " not in name:
                    self._spelt.add(_make_key([name]))
        self._heads: dict[str, str] = {
            form.lower(): entry.get("kind") for entry in lexicon["source_heads"] for form in entry.forms
        }
        self._tails = {
            length: frozenset(head for head in self._heads if len(head) == length)
            for length in sorted({len(head) for head in self._heads if len(head) >= _LEAST_TAIL}, reverse=True)
        }
        self._places = frozenset(form.lower() for entry in lexicon["places"] for form in entry.forms)
        self._event_nouns = tuple(
            word
            for entry in lexicon["events"]
            if entry.get("kind") not in _PASTIMES  # Netflix speaks
            for word in entry.get("strong", ())
            if len(word) >= _SHORTEST_EVENT
        )
        self._never = frozenset(
            form.lower()
            for entry in lexicon["measures"]
            if entry.get("kind") in {"status", "total", "act", "verb"}  # "Getötet wurden, wie berichtet, 20 Menschen"
            for form in entry.forms
        )

    def resolve(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Return the source that the noun phrase names, None where it can't speak; the span is left out."""
        spoken = [t.text for t in tokens[phrase.start : phrase.end] if t.kind in _WORDS]
        words = _drop_first(spoken, _DROPPED)
        if _make_key(words) not in self._aliases:  # "Vier Pfoten" is a name, "vier Ärzte" are Ärzte
            words = _drop_first(_drop_attribute(spoken), _NUMBERS)
        if not words or len(words) > _MOST_WORDS:
            return None
        own = " ".join(words)
        behind = self._resolve_behind_spokesperson(words, own) or self._resolve_behind_document(words)
        if behind is not None:
            return behind
        entry = self._find_alias(words)
        if entry is not None:
            aliases = tuple(
                dict.fromkeys(name for name in (own, *entry.get("aliases", ())) if name != entry.get("label"))
            )
            return Source(entry.id, entry.get("label"), aliases, entry.get("kind"), (), tuple(entry.get("parents", ())))
        if phrase.end - phrase.start == _ARTICLE_AND_NAME and tokens[phrase.start].low in _GENITIVES:
            words = [words[0] if self.kind_of_head(words[0]) is not None else _drop_genitive(words[0])]
        kind = self._kind_of(words)
        if kind is None:
            return None
        label = name_nominative([drop_gender(word) for word in words[:_MOST_NAME_WORDS]], self._is_head)
        return Source(make_slug(label), label, () if own == label else (own,), kind)

    def _resolve_behind_spokesperson(self, words: list[str], own: str) -> Source | None:
        """Resolve "Sprecherin des Innenministeriums" to the ministry, the spokesperson between."""
        if len(words) < 3 or words[0].lower() not in _SPOKESPEOPLE or words[1].lower() not in _OF:
            return None
        rest = list(words[2:])
        while rest and rest[0].lower() in _DROPPED:
            rest.pop(0)
        tokens = [Token(word, 0, len(word), "word") for word in rest]
        source = self.resolve(tokens, NounPhrase(0, len(tokens))) if tokens else None
        if source is None:
            return None
        return replace(source, aliases=(*source.aliases, own), via=(*source.via, words[0]))

    def resolve_author(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Return whose document the phrase names ("dem Zwischenbericht der Caritas"), None where nobody's."""
        spoken = [t.text for t in tokens[phrase.start : phrase.end] if t.kind in _WORDS]
        return self._resolve_behind_document(_drop_first(spoken, _DROPPED))

    def _resolve_behind_document(self, words: list[str]) -> Source | None:
        """Resolve "vertrauliches Papier des Finanzministeriums" to the ministry, "Bericht des Senders ORF" to the ORF.

        A bare name behind the document is too little to be somebody: "Bericht von Montag".
        """
        noun = next((place for place, word in enumerate(words) if word[:1].isupper()), len(words))
        if noun + 2 >= len(words) or words[noun + 1].lower() not in _OF_DOCUMENTS:
            return None
        if not words[noun].lower().endswith(_DOCUMENTS_OF):
            return None
        tokens = [Token(word, 0, len(word), "word") for word in words[noun + 2 :]]
        source = self.resolve(tokens, NounPhrase(0, len(tokens)))
        is_guess = source is not None and source.kind == "organisation" and not source.parents
        return None if is_guess and self._find_alias(words[noun + 2 :]) is None else source

    def _is_head(self, word: str) -> bool:
        return self._kind_of_form(word.lower()) is not None

    def _find_alias(self, words: Sequence[str]) -> Entry | None:
        """Return the entry whose alias is the whole name, else the longest alias inside it."""
        key = _make_key(words)
        if key in self._aliases and not self._is_misread(key, words):
            return self._aliases[key]
        # before a joint: "des Geheimdienstes und einer nicht genannten Quelle"
        for length in range(min(len(key), _MOST_ALIAS_WORDS), 0, -1):
            for start in range(len(key) - length + 1):
                part = key[start : start + length]
                entry = self._aliases.get(part)
                if entry is not None and self._is_misread(part, words):
                    continue  # "Ihr Vermögen" is not IHR's
                if entry is not None and entry.get("kind") not in _PLAIN_KINDS and not (length == 1 and start > 2):
                    return entry
        return None

    def _is_misread(self, key: tuple[str, ...], words: Sequence[str]) -> bool:
        """Tell a word that only looks like an acronym: those are written in capitals."""
        acronyms = self._acronyms.get(key)
        return acronyms is not None and key not in self._spelt and acronyms.isdisjoint(words)

    def _kind_of(self, words: Sequence[str]) -> str | None:
        """Return the kind of what the words name: by a head that can speak, or person or organisation for a name."""
        for place, word in enumerate(words[:_MOST_NAME_WORDS]):
            if word == "von" and any(before[0].isupper() for before in words[:place]):
                break  # "Bergsturz von Blatten" is no Blatt
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
        low = drop_gender(word).lower()
        for form in (low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("n"), low.removesuffix("en")):
            kind = self._kind_of_form(form)
            if kind is not None:
                return kind
        return None

    def _kind_of_form(self, low: str) -> str | None:
        if low in self._heads:
            return self._heads[low]
        if low.endswith(_SPEECHLESS):
            return None
        for length, heads in self._tails.items():
            if length < len(low) and low[-length:] in heads:
                return self._heads[low[-length:]]
        return None

    def _looks_like_name(self, nouns: Sequence[str]) -> bool:
        """Tell "Müller", "Donald Muster", "ZDF" from common nouns: nothing a lexicon holds, no German noun's ending."""
        if any(noun.lower() in self._places for noun in nouns) and len(nouns) == 1:
            return True  # "Wien meldet": the government there
        if any(noun.lower().endswith(_COMMON_ENDINGS) or noun.lower() in _COMMON for noun in nouns):
            return False
        # "Verlaufen die Arbeiten": no name; "Junge Union" is one, and "Grüne"
        infinitive = len(nouns) == 1 and nouns[0].lower().endswith("n") and is_written_small(nouns[0])
        return not infinitive and not any(map(self._names_event, nouns))

    def _names_event(self, noun: str) -> bool:
        """Tell "Zugunglück", "Großrazzia": what articles are about is nobody's name."""
        return noun.lower().endswith(self._event_nouns)

    def is_guess(self, tokens: Sequence[Token], phrase: NounPhrase) -> bool:
        """Tell whether the phrase is taken for a name only because it looks like one: no word of it can speak."""
        words = [token.text for token in tokens[phrase.start : phrase.end] if token.kind in _WORDS]
        return self._find_alias(words) is None and not any(map(self.kind_of_head, words))


def _drop_attribute(words: list[str]) -> list[str]:
    """Return the name without what stands before its participle: "die zum Konzern gehörende Firma" → "Firma"."""
    inside = next((place for place, word in enumerate(words[:2]) if word.lower() in _ATTRIBUTE_LEADS), None)
    if inside is None or any(word[0].isupper() for word in words[1:inside]):
        return words
    participles = [
        place
        for place, word in enumerate(words[:-1])
        if word.endswith(PARTICIPLE_ENDINGS) and word[0].islower() and words[place + 1][0].isupper()
    ]
    return words[participles[-1] + 1 :] if participles else words


def _drop_first(words: Sequence[str], dropped: AbstractSet[str]) -> list[str]:
    first = next((place for place, word in enumerate(words) if word.lower() not in dropped), len(words))
    return list(words[first:])


def _drop_genitive(word: str) -> str:
    """Return the nominative of a name in the genitive (des Tagesanzeigers)."""
    return word[:-1] if len(word) > _SHORTEST_GENITIVE and word.endswith("s") and not word.endswith("ss") else word


def _make_key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        stem_word(drop_gender(word.strip('()„“"»«')))
        for word in words
        if word.lower() not in _UNSPOKEN and word not in {"(", ")"}
    )
