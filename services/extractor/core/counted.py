"""A figure with what it measures: what the measuring modules hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.nouns import CountedNoun, NounBook, NounKind
from services.extractor.core.quantities import Figure
from services.extractor.core.triggers import Trigger, TriggerFinder


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its measure. `noun_index`: the counted noun's token, None where it stands in another sentence."""

    figure: Figure
    noun: CountedNoun
    kind: NounKind | None
    measure: str
    unit: str
    rule: str
    confidence: float
    trigger: Trigger | None = None
    noun_index: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that is no claim, with the reason."""

    figure: Figure
    reason: str


_DRILLS = find_words("words of drills")
QUIET_KINDS = frozenset(["sport", "weather", "leisure"])


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """What the article is about: its event's kind, and whether that is an event at all (`eventful`).

    `drills`: a word of drills stands somewhere in it.
    """

    kind: str | None = None
    eventful: bool = True
    drills: bool = False

    @property
    def quiet(self) -> bool:
        """Whether no figure of the article is a claim: it is about a match, where shots and injuries are the game's."""
        return self.kind == "sport"

    @property
    def epidemic(self) -> bool:
        """Whether "Fälle" are of a disease."""
        return self.kind == "epidemic"

    @property
    def military(self) -> bool:
        """Whether "Verluste" are of people."""
        return self.kind in {"war", "conflict"}


def names_drill(low: str) -> bool:
    """Tell whether a text or word in lower case holds a word of drills (Katastrophenschutzübung)."""
    return any(word in low for word in _DRILLS)


class MeasureBooks:
    """The lexicon's nouns and triggers, indexed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.nouns = NounBook(lexicon)
        self.place_names = frozenset(
            form.lower() for entry in lexicon["places"] for form in entry.forms if " " not in form
        )
        self.triggers = TriggerFinder(lexicon)
