"""Claims in the context that reconciling needs: the document, the origin, and whether they may count."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.claims import Claim, Label
from shared.domain.ledger import Discrepancy


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """One version of a document, without its text.

    `published`, `updated` and `received` are ISO 8601 days or moments, as in the claim set; `path`: where the file lay.
    `known_until`: the day (ISO 8601) from which a later version of the document stands in its place; None: it is live.
    A version that has ended counts in the history of estimates alone.
    """

    document_id: str
    version: str
    outlet: str | None
    published: str | None
    updated: str | None
    url: str | None
    path: str
    received: str
    text_fingerprint: tuple[int, ...]
    known_until: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, who it goes back to, and whether it may be compared and counted.

    `origin` is the source cited in the end, else the outlet, else the document itself; `origin_parents` are the ids of
    who the origin belongs to. `reason` says why an inadmissible statement is one ("denied", "headline_category", …).
    """

    claim: Claim
    document: DocumentFacts
    origin: Label
    origin_parents: tuple[str, ...]
    admissible: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Audit:
    """One document version: its statements, and where its headline or box contradicts its body."""

    statements: tuple[Statement, ...]
    discrepancies: tuple[Discrepancy, ...]
