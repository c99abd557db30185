"""Name the speaker in a noun phrase: by the lexicon, by a compound that holds him, or by the words as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.noun_phrases import NounPhrase
from services.extractor.core.source_names import SourceBook
from services.extractor.core.tokens import Token, make_slug, stem_word
from shared.domain.claims import Source

_THING_ARTICLES = find_words("articles of things")
_NOBODYS = tuple(find_words("adjectives of nobody"))
_OF_COUNTRIES = ("isch",)
_TIMES = find_words("months") | find_words("parts of years")
_WEEKDAYS = tuple(find_words("weekdays"))
_MOST_LABEL_WORDS = 7
_WORDS = frozenset(["word", "compound"])


class SpeakerBook:
    """Names speakers with the lexicon's sources and the nouns that hold one (Polizeiangaben)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.names = SourceBook(lexicon)
        self._known = frozenset(entry.id for entry in lexicon["sources"])
        self.compound_tails = tuple(f for e in lexicon["speech"] if e.get("kind") == "compound" for f in e.forms)

    def resolve(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Return the source that the phrase names or holds."""
        author = self.names.resolve_author(tokens, phrase)
        return author or self.resolve_compound(tokens, phrase) or self.names.resolve(tokens, phrase)

    def resolve_compound(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Resolve "Polizeiangaben", "US-Angaben", "Behördenangaben", "offiziellen Angaben", "Medienberichten"."""
        words = [t for t in tokens[phrase.start : phrase.end] if t.kind in _WORDS]
        if not words:
            return None
        head = next((t for t in words if t.capital), words[-1])
        tail = next((t for t in self.compound_tails if head.low.endswith(t)), None)
        if tail is None:
            return None
        stem = head.text[: len(head.text) - len(tail)].rstrip("-")
        whole = self._resolve_words([head.text])
        if whole is not None and whole.id == "berichte":
            return whole
        if not stem:
            adjectives = [t.text for t in words if not t.capital and t.low.endswith(("n", "r", "e", "m"))]
            return self._resolve_adjective(adjectives[-1], head.text) if adjectives else None
        guessed = None
        for name in (stem, stem.removesuffix("s"), stem.removesuffix("n"), stem.removesuffix("en")):
            source = self._resolve_words([name])
            if source is not None and source.kind != "organisation":
                return replace(source, aliases=(*source.aliases, head.text))
            if "-" in head.text or self.names.kind_of_head(name) is not None:
                guessed = source or guessed  # "Zwischenbericht" is no report of somebody called Zwisch
        return whole if guessed is None else replace(guessed, aliases=(*guessed.aliases, head.text))

    def _resolve_adjective(self, adjective: str, noun: str) -> Source | None:
        """Resolve "offiziellen Angaben", "palästinensischen Angaben"; "ersten Schätzungen" are nobody's."""
        if stem_word(adjective).startswith(_NOBODYS):
            return None
        known = self._resolve_words([adjective, noun])
        if known is not None and known.kind not in {"experts", "media", "organisation"}:
            return known
        if not stem_word(adjective).endswith(_OF_COUNTRIES) and "isch" not in adjective:
            return known
        label = f"{adjective.lower().removesuffix('n').removesuffix('r').removesuffix('m')} {noun}"
        return Source(make_slug(label), label, (), "government")

    def _resolve_words(self, words: Sequence[str]) -> Source | None:
        tokens = [Token(word, 0, len(word), "word") for word in words]
        return self.names.resolve(tokens, NounPhrase(0, len(tokens)))

    def is_unknown_thing(self, tokens: Sequence[Token], phrase: NounPhrase, source: Source) -> bool:
        """Tell "der Fund gibt" from "Eurostat registrierte": a lone unknown noun behind an article is no speaker."""
        if source.kind != "organisation" or source.id in self._known:
            return False
        words = [t for t in tokens[phrase.start : phrase.end] if t.capital and t.low not in _THING_ARTICLES]
        named = len(words) > 1 or any(token.text.isupper() for token in words)
        first, before = tokens[phrase.start], tokens[phrase.start - 1].low if phrase.start else ""
        article = not first.capital or first.low in _THING_ARTICLES or before == "vom"
        return article and not named


def name_anyone(tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
    """Return whoever stands behind "laut", known or not: only who can speak stands there."""
    words = [t.text for t in tokens[phrase.start : phrase.end] if t.kind in _WORDS]
    while words and not words[0][0].isupper():
        words.pop(0)
    if words and (words[0].lower() in _TIMES or words[0].lower().startswith(_WEEKDAYS)):
        return None  # "laut einem Bericht von Ende Januar", "laut Mitteilung vom Freitag"
    label = " ".join(words[:_MOST_LABEL_WORDS])
    return Source(make_slug(label), label) if label else None
