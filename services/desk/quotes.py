"""The words that bear claims out, with the figures marked, each sentence once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.text import Text

from shared.contracts.claims import ClaimV1
from shared.domain.claims import Claim

_LINE_BREAK_IN_WORD = re.compile(r"(?<=\w)-\n+(?=\w)")

AnyClaim = Claim | ClaimV1


class Sentences:
    """Numbers the sentences of a page in the order in which they are first asked for, from 1 on."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}

    def number(self, claim: AnyClaim) -> tuple[int, bool]:
        """Return the number of the sentence that bears the claim out, and whether it is new to the page."""
        key = identify_sentence(claim)
        known = key in self._numbers
        return self._numbers.setdefault(key, len(self._numbers) + 1), not known


def identify_sentence(claim: AnyClaim) -> tuple[str, int, int]:
    """Return what claims of one sentence share."""
    return claim.document_id, claim.evidence.start, claim.evidence.end


def quote_claim(claim: AnyClaim) -> Text:
    """Return the evidence sentence between » and «, with the line ends of a PDF taken out and the figure in bold."""
    return quote_claims([claim])


def quote_claims(claims: Sequence[AnyClaim]) -> Text:
    """Return the one sentence that bears the claims out, with all their figures in bold."""
    exact, offset = claims[0].evidence.exact, claims[0].evidence.start
    quote, position = Text("»", style="quote"), 0
    for start, end in _join_spans((claim.figure.start - offset, claim.figure.end - offset) for claim in claims):
        quote.append(_flatten(exact[position:start]), style="quote").append(_flatten(exact[start:end]), style="bold")
        position = end
    return quote.append(_flatten(exact[position:]) + "«", style="quote")


def _join_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _flatten(words: str) -> str:
    """Return the words with each run of white space as one space, those at either end too; broken words are joined."""
    return " ".join(("x" + _LINE_BREAK_IN_WORD.sub("-", words) + "x").split())[1:-1]
