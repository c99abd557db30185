"""The words that bear a claim out, with the figure marked."""

from __future__ import annotations

import re

from rich.text import Text

from shared.contracts.claims import ClaimV1
from shared.domain.claims import Claim

_LINE_BREAK_IN_WORD = re.compile(r"(?<=\w)-\n+(?=\w)")


def quote_claim(claim: Claim | ClaimV1) -> Text:
    """Return the evidence sentence between » and «, with the line ends of a PDF taken out and the figure in bold."""
    exact, offset = claim.evidence.exact, claim.evidence.start
    start, end = claim.figure.start - offset, claim.figure.end - offset
    parts = ((exact[:start], "quote"), (exact[start:end], "bold"), (exact[end:], "quote"))
    return Text.assemble(("»", "quote"), *((_flatten(part), style) for part, style in parts), ("«", "quote"))


def _flatten(words: str) -> str:
    """Return the words with each run of white space as one space, those at either end too; broken words are joined."""
    return " ".join(("x" + _LINE_BREAK_IN_WORD.sub("-", words) + "x").split())[1:-1]
