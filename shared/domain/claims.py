"""A claim: one figure that somebody claims about an event, with the words that bear it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.domain.articles import hash_parts

Number = int | float
"""A literal figure: int where it is integral, so that 10.000 prints as 10000."""

Modifier = Literal[
    "exact", "about", "just_under", "just_over", "at_least", "more_than", "at_most", "less_than", "range", "vague"
]
Aspect = Literal["total", "increment", "current", "subset"]
Modality = Literal["denied", "possible", "planned", "reported", "estimated", "confirmed", "stated"]
Section = Literal["headline", "subheading", "lead", "body", "infobox"]
AsOfBasis = Literal["stated", "resolved"]

MEASURES = (
    "deployed",
    "killed",
    "wounded",
    "casualties",
    "captured",
    "missing",
    "displaced",
    "evacuated",
    "participants",
    "infected",
    "weapons",
    "money",
    "area",
)
"""The closed measures; beside them `other:<Nomen>` with the counted noun's singular lemma (`other:Gebäude`)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in `Article.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """Something with a stable id and a name for people."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `within` names the ids of the places that contain it, nearest first (Kursk: RU)."""

    id: str
    label: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A named event (`ukraine-krieg`) or a type and country (`erdbeben@MM`).

    `kind` is the event type's id (war, erdbeben, …): what decides how far apart two dates may lie to be compared.
    `named` is False where the id is type and country: the reconciler may split those into episodes.
    """

    id: str
    label: str
    kind: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Quantity:
    """The literal figure. How wide "etwa" is belongs to comparing, not here.

    about N: point, low and high are N. at_least and more_than: point and low. at_most and less_than: point and high.
    range: low and high. vague: low alone (Dutzende 12, Hunderte 100, Tausende 1000).
    `unit`: person, EUR, USD, CHF, km2, or the noun's lemma. `text` is what stands in the article, hedge included.
    """

    point: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    unit: str
    aspect: Aspect
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Who is said to have said it. `via`: media or spokespeople between. `parents`: ids of who it belongs to."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    via: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verbatim sentence, with 32 characters of text on either side (W3C text quote selector)."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure claimed by one document version. Unknown is None, never a default."""

    claim_id: str
    document_id: str
    dossier_id: str
    measure: str
    subject: Label
    event: Event | None
    place: Place | None
    quantity: Quantity
    figure: Span
    source: Source | None
    as_of: str | None
    as_of_basis: AsOfBasis | None
    as_of_span: Span | None
    modality: Modality
    section: Section
    evidence: Evidence
    rule: str
    confidence: float
    ruleset: str


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """Everything that one document version claims, perhaps nothing; replaces what the version before claimed."""

    document_id: str
    version: str
    headline: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    url: str | None
    language: str
    origin_file: str
    received: str
    ruleset: str
    text_fingerprint: tuple[int, ...]
    """MinHash of the text's word shingles; equal share of equal slots estimates how much text two articles share."""
    claims: tuple[Claim, ...]


def identify_claim(document_id: str, text: str, figure: Span, measure: str, subject_id: str) -> str:
    """Return the claim's id: of document, version text, figure span, measure and subject, not of the rules."""
    return hash_parts("claim", document_id, _hash_text(text), figure.start, figure.end, measure, subject_id)


@lru_cache(maxsize=1)
def _hash_text(text: str) -> str:
    """Return the hash of an article's text, once for all its claims."""
    return hash_parts(text)
