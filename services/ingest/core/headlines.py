"""Write a headline in one line."""

from __future__ import annotations

import re

from shared.domain.headlines import find_headline

_BROKEN_WORD = re.compile(r"([-\u00ad])[^\S\n]*\n\s*([^\W\d_]*)")
_COORDINATORS = frozenset({"und", "oder", "bis", "sowie", "beziehungsweise", "bzw", "noch"})


def read_headline(text: str) -> str | None:
    """Return the headline above the text in one line, or None where there is none."""
    span = find_headline(text)
    return None if span is None else fold_headline(text[span.start : span.end]) or None


def fold_headline(raw: str) -> str:
    r"""Return the headline with words joined that a line break parted, and all white space as single spaces.

    `Ukraine-\nKrieg` keeps its hyphen, `Sol-\ndaten` loses it, `Ost-\nund Westeuropa` gets its space back.
    """
    joined = _BROKEN_WORD.sub(_join_word, raw)
    return " ".join(joined.replace("\u00ad", "").split())


def _join_word(found: re.Match[str]) -> str:
    hyphen, right = found.groups()
    if hyphen == "\u00ad":
        return right
    if right.casefold() in _COORDINATORS:
        return f"- {right}"
    # "US-⏎amerikanisch", "3-⏎jährig", "Ukraine-⏎Krieg": only lower case that goes on in lower case was hyphenated
    was_hyphenated = found.string[max(found.start() - 1, 0) : found.start()].islower() and right[:1].islower()
    return right if was_hyphenated else f"-{right}"
