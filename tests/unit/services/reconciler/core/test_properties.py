"""Laws of reconciling, for any set of document versions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reconciler.core.reconcile import order_versions, reconcile
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Ledger, Position, Track
from tests.unit.services.reconciler.core.document_sets import CASE, SETS, make_sets


@given(SETS, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_and_repetition_of_deliveries_change_nothing(sets: list[ClaimSet], rng: random.Random) -> None:
    delivered = sets + rng.choices(sets, k=5) if sets else []
    rng.shuffle(delivered)

    assert reconcile(delivered) == reconcile(sets)


@given(SETS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_any_cut_into_batches_comes_to_the_same_ledger(sets: list[ClaimSet], rng: random.Random) -> None:
    held: list[ClaimSet] = []
    waiting = rng.sample(sets, len(sets))
    while waiting:
        size = rng.randint(1, len(waiting))
        held = [version for versions in order_versions(held + waiting[:size]) for version in versions]
        waiting = waiting[size:]

    assert reconcile(held) == reconcile(sets)


@given(SETS.filter(lambda sets: any(each.claims for each in sets)), st.data())
@settings(max_examples=100, deadline=None)
def test_a_claim_that_a_later_extraction_drops_had_never_been(sets: list[ClaimSet], data: st.DataObject) -> None:
    index = data.draw(st.sampled_from([index for index, each in enumerate(sets) if each.claims]))
    dropped = data.draw(st.integers(0, len(sets[index].claims) - 1))
    kept = tuple(claim for place, claim in enumerate(sets[index].claims) if place != dropped)
    extracted_anew = replace(sets[index], claims=kept, ruleset="rules of later")
    never_had_it = [*sets[:index], extracted_anew, *sets[index + 1 :]]

    assert reconcile([*sets, extracted_anew]) == reconcile(never_had_it)


@given(SETS)
@settings(max_examples=100, deadline=None)
def test_no_figure_that_stands_in_no_article(sets: list[ClaimSet]) -> None:
    ledger = reconcile(sets)
    quantities = [claim.quantity for each in sets for claim in each.claims]
    said = {number for each in quantities for number in (each.point, each.low, each.high)} | {None}
    for track in _list_tracks(ledger):
        for estimate in [track.estimate, *(past.estimate for past in track.history)]:
            if estimate is not None:
                assert {estimate.low, estimate.best, estimate.high} <= said
        for position in track.positions:
            assert {position.quantity.point, position.quantity.low, position.quantity.high} <= said


@given(SETS)
@settings(max_examples=100, deadline=None)
def test_every_claim_stands_in_one_position_of_its_kind(sets: list[ClaimSet]) -> None:
    ledger = reconcile(sets)
    found: dict[str, tuple[Track, Position]] = {}
    for track in _list_tracks(ledger):
        for position in track.positions:
            for claim_id in position.claims:
                assert claim_id not in found
                found[claim_id] = (track, position)
    assert set(found) == {claim.claim_id for claim in ledger.claims}
    for claim in ledger.claims:
        track, position = found[claim.claim_id]
        assert (claim.measure, claim.quantity.unit, claim.place and claim.place.id) == (
            track.measure,
            track.unit,
            track.place and track.place.id,
        )
        assert claim.quantity.modifier == position.quantity.modifier
        assert claim.source is None or claim.source.id == position.origin.id


@given(SETS)
@settings(max_examples=100, deadline=None)
def test_relations_keep_to_their_kind(sets: list[ClaimSet]) -> None:
    ledger = reconcile(sets)
    positions = {each.position_id: (track, each) for track in _list_tracks(ledger) for each in track.positions}
    for relation in (each for dossier in ledger.dossiers for each in dossier.relations):
        to_track, to = positions[relation.to]
        assert relation.to not in relation.parts
        for track, part in (positions[each] for each in relation.parts):
            assert part.admissible or part.quantity.aspect == "increment"
            assert to.admissible
            if relation.kind in {"supersedes", "refines", "corroborates", "contradicts"}:
                assert track == to_track
                assert part.quantity.aspect == to.quantity.aspect
            if relation.kind in {"supersedes", "refines"}:
                assert part.origin.id == to.origin.id
            if relation.kind == "supersedes":
                assert not part.current
            if relation.kind in {"corroborates", "contradicts"}:
                assert part.position_id < to.position_id
                assert {part.origin.id, to.origin.id} not in [{"nis", "jcs"}, {"nis", "seoul"}, {"jcs", "seoul"}]


@given(make_sets(CASE), st.integers(1, 120))
@settings(max_examples=150, deadline=None)
def test_history_says_what_the_ledger_of_that_day_said(sets: list[ClaimSet], offset: int) -> None:
    # the past is seen with the copies known today, so there are none here
    sets = [replace(each, text_fingerprint=()) for each in sets]
    day = date.fromordinal(date(2025, 1, 1).toordinal() + offset)
    past = {track.track_id: track.estimate for track in _list_tracks(reconcile(sets, day))}
    for track in _list_tracks(reconcile(sets)):
        known = [each.estimate for each in track.history if each.known_on <= day.isoformat()]
        then = past.get(track.track_id)
        figures = None if then is None else (then.low, then.best, then.high, then.origins, then.rule)
        last = known[-1] if known and known[-1].rule != "nothing-admissible" else None

        assert (None if last is None else (last.low, last.best, last.high, last.origins, last.rule)) == figures


@given(SETS)
@settings(max_examples=50, deadline=None)
def test_rules_confidence_paths_and_arrival_are_not_in_the_digest(sets: list[ClaimSet]) -> None:
    moved = [
        replace(
            each,
            origin_file=f"elsewhere/{each.origin_file}",
            ruleset="others",
            claims=tuple(
                replace(claim, rule="other", ruleset="others", confidence=min(1.0, claim.confidence + 0.01))
                for claim in each.claims
            ),
        )
        for each in sets
    ]

    assert reconcile(moved).digest == reconcile(sets).digest


def _list_tracks(ledger: Ledger) -> Iterator[Track]:
    return (track for dossier in ledger.dossiers for track in dossier.tracks)
