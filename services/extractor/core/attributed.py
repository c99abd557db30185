"""A source with what it covers in a sentence: what the attributing modules hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.extractor.core.noun_phrases import NounPhrase
from shared.domain.claims import Source

Reach = Literal["forward", "backward", "both", "inside"]
"""Which side of its words a source covers; inside: only its own subordinate clause."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source named at tokens[start:end] and what it covers; `pronoun`: the source of before is meant.

    `modality`: what the words of saying themselves say (estimated, confirmed).
    """

    start: int
    end: int
    source: Source | None
    reach: Reach
    rule: str
    modality: str | None
    phrase: NounPhrase | None
    pronoun: bool = False
