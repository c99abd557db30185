"""What changes in one origin's figures: replaced, made more precise, fallen, or repeated though replaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from services.reconciler.core.facts import DossierFacts, Finding
from services.reconciler.core.policy import LATEST_MENTIONS, RUNNING_MEASURES
from services.reconciler.core.positions import Saying
from services.reconciler.core.sentences import name_change
from services.reconciler.core.successions import Step, Succession
from services.reconciler.core.tallies import Mention, order_mentions
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
    why = f"{narrower.origin.label} says {narrower.name}, which is narrower than its {wider.name} of {wider.day}."
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
    """Yield articles that repeat a replaced figure as if it held, after the new one was out: the latest of them."""
    latest: dict[str, int] = {}
    for index, step in enumerate(succession.steps):
        latest.update({company: index for saying in step.sayings for company in saying.companies})
    for index, (step, newer) in enumerate(pairwise(succession.steps)):
        since = min((saying.first_said for saying in newer.sayings if saying.first_said is not None), default=None)
        for saying in step.sayings:
            stale: dict[str, Mention] = {}
            for mention in _list_latest(saying):
                # an article that has a newer figure as well knows what it does
                if latest.get(mention.company) == index and _is_stale(mention, since):
                    stale.setdefault(mention.document_id, mention)
            for mention in stale.values():
                yield _object_to_stale(facts, saying, newer.head, mention)


def _list_latest(saying: Saying) -> list[Mention]:
    """Return the latest mentions in order; "im Januar 300" says itself that it is history."""
    plain = (tally for tally in saying.tellings if tally.gist.as_of is None)
    return order_mentions(mention for tally in plain for mention in tally.last)[-LATEST_MENTIONS:]


def _is_stale(mention: Mention, since: str | None) -> bool:
    return not mention.known or (since is not None and mention.known > since)


def _object_to_stale(facts: DossierFacts, saying: Saying, newer: Saying, mention: Mention) -> Discrepancy:
    when = f"An article of {mention.known}" if mention.known else "An undated article"
    why = (
        f"{when} repeats {saying.origin.label}'s {saying.name_dated()}, "
        f"which {newer.origin.label} had replaced by {newer.name_dated()}."
    )
    claims = (mention.claim_id, *newer.cite())
    return facts.object_to("stale_figure", "minor", [saying], why, document_id=mention.document_id, claims=claims)
