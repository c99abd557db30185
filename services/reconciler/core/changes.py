"""What changes in one origin's figures: replaced, made more precise, fallen, or repeated though replaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from services.reconciler.core.datings import date_statement
from services.reconciler.core.facts import DossierFacts, Finding
from services.reconciler.core.policy import RUNNING_MEASURES
from services.reconciler.core.positions import Saying
from services.reconciler.core.sentences import name_change
from services.reconciler.core.statements import Statement
from services.reconciler.core.successions import Step, Succession
from shared.domain.claims import Number
from shared.domain.ledger import Discrepancy, Relation


def find_changes(facts: DossierFacts) -> Iterator[Finding]:
    """Yield what supersedes and refines, totals that fall, and stale figures."""
    for succession in facts.successions:
        for older, newer in pairwise(succession.steps):
            for saying in older.sayings:
                yield _supersede(facts, saying, newer.head)
            if _falls(older, newer):
                yield _object_to_fall(facts, older.head, newer.head)
        for step in succession.steps:
            for wider, narrower in step.find_refinements():
                yield _refine(facts, wider, narrower)
        yield from _find_stale(facts, succession)


def list_replaced(facts: DossierFacts) -> dict[str, str]:
    """Return the positions that a later one of the same origin replaces, by id, each with the day as of which."""
    return {
        saying.position_id: newer.effective.day
        for succession in facts.successions
        for older, newer in pairwise(succession.steps)
        for saying in older.sayings
    }


def _supersede(facts: DossierFacts, older: Saying, newer: Saying) -> Relation:
    delta: Number | None = None
    change = ""
    if older.number is not None and newer.number is not None:
        delta = newer.number - older.number
        change = f": {name_change(delta)}"
    why = f"{newer.origin.label} says {newer.name_dated()} after {older.name_dated()}{change}."
    return facts.relate("supersedes", [older], newer, why, delta)


def _refine(facts: DossierFacts, wider: Saying, narrower: Saying) -> Relation:
    why = f"{narrower.origin.label} says {narrower.name()}, which is narrower than its {wider.name()} of {wider.day}."
    return facts.relate("refines", [wider], narrower, why)


def _falls(older: Step, newer: Step) -> bool:
    running = older.head.key.track.measure in RUNNING_MEASURES
    return running and newer.head.interval.high < older.head.interval.low


def _object_to_fall(facts: DossierFacts, older: Saying, newer: Saying) -> Discrepancy:
    why = (
        f"{newer.origin.label} says {newer.name_dated()} after {older.name_dated()}: "
        f"a running toll cannot fall, one of the two must be wrong."
    )
    return facts.object_to("total_falls", "major", [older, newer], why)


def _find_stale(facts: DossierFacts, succession: Succession) -> Iterator[Discrepancy]:
    """Yield each article that repeats a replaced figure as if it held, after the new one was out."""
    latest: dict[str, int] = {}
    for index, step in enumerate(succession.steps):
        latest.update({document: index for saying in step.sayings for document in saying.documents})
    for index, (step, newer) in enumerate(pairwise(succession.steps)):
        since = min((saying.first_said for saying in newer.sayings if saying.first_said is not None), default=None)
        for saying in step.sayings:
            stale: dict[str, Statement] = {}
            for statement in saying.tellings:
                # an article that has a newer figure as well knows what it does
                if latest[statement.document.document_id] == index and _is_stale(statement, since):
                    stale.setdefault(statement.document.document_id, statement)
            for document_id, statement in stale.items():
                yield _object_to_stale(facts, saying, newer.head, document_id, statement)


def _is_stale(statement: Statement, since: str | None) -> bool:
    """Tell whether a statement comes too late; "im Januar 300" says itself that it is history."""
    if statement.claim.as_of is not None:
        return False
    known = date_statement(statement).known
    return known is None or (since is not None and known > since)


def _object_to_stale(
    facts: DossierFacts, saying: Saying, newer: Saying, document_id: str, statement: Statement
) -> Discrepancy:
    said = date_statement(statement).known
    when = "An undated article" if said is None else f"An article of {said}"
    why = (
        f"{when} repeats {saying.origin.label}'s {saying.name_dated()}, "
        f"which {newer.origin.label} had replaced by {newer.name_dated()}."
    )
    claims = (statement.claim.claim_id, *newer.cite())
    return facts.object_to("stale_figure", "minor", [saying], why, document_id=document_id, claims=claims)
