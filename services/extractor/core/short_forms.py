"""Resolve short forms: "das Ministerium", "die Organisation" is the source of that kind named before in the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from services.extractor.core.lexicons import find_words
from shared.domain.claims import Claim, Source

_SHORT = find_words("short forms of sources")
_SPOKESPEOPLE = find_words("bare spokespeople")
_SPOKEN_FOR = frozenset(
    ["police", "authority", "government", "military", "company", "ngo", "un", "intelligence", "organisers"]
)


def resolve_short_forms(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims, of which those whose source is a bare common noun have the one named before instead.

    "Ministerium" is the Innenministerium named before, "die Behörde" the Katastrophenschutzbehörde, "die Organisation"
    the last organisation of any name. Without one before it the short form stays.
    """
    named: list[Source] = []
    resolved = []
    for claim in claims:
        source = claim.source
        if source is not None:
            own = source.aliases[0] if source.aliases else source.label
            known = _find_long_form(own, named) if own.lower() in _SHORT | _SPOKESPEOPLE else None
            if known is not None:
                via = (*source.via, own) if own.lower() in _SPOKESPEOPLE else source.via
                source = replace(known, span=source.span, via=via, aliases=tuple(dict.fromkeys((*known.aliases, own))))
                claim = replace(claim, source=source)  # noqa: PLW2901 - the same claim with its source's full name
            elif own.lower() not in _SHORT | _SPOKESPEOPLE:
                named.append(source)
        resolved.append(claim)
    return resolved


def _find_long_form(short: str, named: list[Source]) -> Source | None:
    low = short.lower()
    if low in _SPOKESPEOPLE:
        return next((source for source in reversed(named) if source.kind in _SPOKEN_FOR), None)
    for source in reversed(named):
        words = [word for name in (source.label, *source.aliases) for word in name.split()]
        if any(word.lower().endswith(low) for word in words):
            return source
    if low in {"organisation", "hilfsorganisation", "behörde"}:
        kinds = {"ngo", "un", "organisation"} if low != "behörde" else {"authority", "police", "un"}
        return next((source for source in reversed(named) if source.kind in kinds), None)
    return None
