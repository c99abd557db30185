"""Text as people read it, with the way back to the text as it was read."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.claims import Span

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPOTS = re.compile(
    r"""
    (?P<soft>\u00ad\s*)                                              # soft hyphen, with a line break behind it
  | (?P<kept>(?<=[^\W\d_])[-‐‑][^\S\n]*\n\s*(?=[A-ZÄÖÜ0-9]))         # Ukraine-⏎Krieg keeps its hyphen
  | (?P<open>(?<=[^\W\d_])[-‐‑][^\S\n]*\n\s*(?=(?:und|oder|bzw|sowie|bis)\b))   # Artillerie-⏎und Raketengeschosse
  | (?P<broken>(?<=[^\W\d_])[-‐‑][^\S\n]*\n\s*(?=[a-zäöüß]))         # Sol-⏎daten loses it
  | (?P<digits>(?<=\d\.)[^\S\n]*\n\s*(?=\d{3}(?!\d)))                # 10.⏎000
  | (?P<stray>(?<=\d\.)[ ](?=000(?!\d)))                              # 1. 000 of careless typing
  | (?P<ligature>[ﬀ-ﬆ])
  | (?P<space>[^\S ]\s*|[ ]\s+)                                      # all but a single blank
    """,
    re.VERBOSE,
)


_MAY_BE_SPOT = re.compile(r"[^\S ]|[ ]\s|\.[ ]000|[\u00adﬀ-ﬆ]")
"""Where this matches nothing, the text is clean: every spot but the stray blank holds white space that is no blank."""

_INK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class CleanedText:
    """`text` is clean; `origins[i]` is the place in the text as read of its i-th code point."""

    text: str
    origins: Sequence[int]

    def trace(self, start: int, end: int) -> Span:
        """Return where text[start:end] stands in the text as read; `start` < `end`."""
        return Span(self.origins[start], self.origins[end - 1] + 1)


def clean_text(raw: str, start: int, end: int, cuts: tuple[Span, ...] = ()) -> CleanedText:
    """Return raw[start:end] without `cuts` (in order, apart): words joined, blanks folded, ligatures spelt out."""
    if not cuts and _MAY_BE_SPOT.search(raw, start, end) is None:
        return _trim(raw[start:end], range(start, end))
    parts: list[str] = []
    origins = array("l")
    _clean_stretch(_blank_out(raw, start, end, cuts), start, parts, origins)
    return _trim("".join(parts), origins)


def _blank_out(raw: str, start: int, end: int, cuts: tuple[Span, ...]) -> str:
    """Return raw[start:end] with white space in the place of the cuts, so that words join across them."""
    parts: list[str] = []
    position = start
    for cut in cuts:
        parts.append(raw[position : cut.start])
        parts.append(_INK.sub(" ", raw[cut.start : cut.end]))
        position = cut.end
    parts.append(raw[position:end])
    return "".join(parts)


def _trim(text: str, origins: Sequence[int]) -> CleanedText:
    left = len(text) - len(text.lstrip())
    right = len(text.rstrip())
    return CleanedText(text[left:right], origins[left:right])


def _clean_stretch(stretch: str, offset: int, parts: list[str], origins: array[int]) -> None:
    position = 0
    for spot in _SPOTS.finditer(stretch):
        parts.append(stretch[position : spot.start()])
        origins.extend(range(offset + position, offset + spot.start()))
        replacement = _replace_spot(spot)
        parts.append(replacement)
        origins.extend([offset + spot.start()] * len(replacement))
        position = spot.end()
    parts.append(stretch[position:])
    origins.extend(range(offset + position, offset + len(stretch)))


def _replace_spot(spot: re.Match[str]) -> str:
    match spot.lastgroup:
        case "space":
            return " "
        case "kept":
            return "-"
        case "open":
            return "- "
        case "ligature":
            return _LIGATURES[spot.group()]
        case _:
            return ""
