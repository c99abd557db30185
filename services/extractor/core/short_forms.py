"""Resolve short forms: "das Ministerium", "die Organisation" is the source of that kind named before in the article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from services.extractor.core.lexicons import find_words
from services.extractor.core.noun_phrases import NounPhrase
from services.extractor.core.source_names import SourceBook
from services.extractor.core.tokens import split_tokens
from shared.domain.articles import Article
from shared.domain.claims import Claim, Source

_SHORT = find_words("short forms of sources")
_SPOKESPEOPLE = find_words("bare spokespeople")
_SPOKEN_FOR = frozenset(
    ["police", "authority", "government", "military", "company", "ngo", "un", "intelligence", "organisers"]
)
_FARTHEST_BACK = 4000
"""Code points before a short form in which its long form is looked for."""


class ShortFormResolver:
    """Resolves the bare common nouns that claims have for sources, with the sources of one article."""

    def __init__(self, names: SourceBook) -> None:
        self._names = names

    def resolve(self, claims: Iterable[Claim], article: Article) -> list[Claim]:
        """Return the claims, of which those whose source is a bare common noun have the one named before instead.

        "Ministerium" is the Innenministerium named before, "die Behörde" the Katastrophenschutzbehörde, "die
        Organisation" the Hilfsorganisation Alarm Phone. Without one before it the short form stays.
        """
        named: list[Source] = []
        resolved = []
        for claim in claims:
            source = claim.source
            if source is not None:
                own = source.aliases[0] if source.aliases else source.label
                short = own.lower() in _SHORT | _SPOKESPEOPLE
                known = self._find_long_form(own, source, named, article.text) if short else None
                if known is not None:
                    via = (*source.via, own) if own.lower() in _SPOKESPEOPLE else source.via
                    aliases = tuple(dict.fromkeys((*known.aliases, own)))
                    source = replace(known, span=source.span, via=via, aliases=aliases)
                    claim = replace(claim, source=source)  # noqa: PLW2901 - the same claim with its source's full name
                elif not short:
                    named.append(source)
            resolved.append(claim)
        return resolved

    def _find_long_form(self, short: str, source: Source, named: list[Source], text: str) -> Source | None:
        low = short.lower()
        if low in _SPOKESPEOPLE:
            return next((one for one in reversed(named) if one.kind in _SPOKEN_FOR), None)
        told = self._find_in_text(low, text, source.span.start) if source.span is not None else None
        return told or _find_among(low, named)

    def _find_in_text(self, short: str, text: str, end: int) -> Source | None:
        """Return the last source before `end` whose name ends in the short form or goes on behind it."""
        hits = list(_find_pattern(short).finditer(text, max(0, end - _FARTHEST_BACK), end))
        for hit in reversed(hits):
            tokens = split_tokens(hit.group())
            source = self._names.resolve(tokens, NounPhrase(0, len(tokens)))
            if source is not None:
                return source
        return None


@lru_cache(maxsize=200)
def _find_pattern(short: str) -> re.Pattern[str]:
    """Return a pattern of "Katastrophenschutzbehörde", "Hilfsorganisation Alarm Phone", "Organisation IOM"."""
    word = rf"{short[0].upper()}{short[1:]}(?:s|es|en|n)?"
    compound = rf"[A-ZÄÖÜ][\w-]{{2,40}}{short}(?:s|es|en|n)?"
    name = r"(?: [A-ZÄÖÜ][\w-]{1,30}){1,3}"
    return re.compile(rf"\b(?:{compound}(?:{name})?|{word}{name})(?!\w)")


def _find_among(low: str, named: list[Source]) -> Source | None:
    for source in reversed(named):
        words = [word for name in (source.label, *source.aliases) for word in name.split()]
        if any(word.lower().endswith(low) for word in words):
            return source
    if low in {"organisation", "hilfsorganisation", "behörde"}:
        kinds = {"ngo", "un", "organisation"} if low != "behörde" else {"authority", "police", "un"}
        return next((source for source in reversed(named) if source.kind in kinds), None)
    return None
