"""What follows what: tellings, steps, refinements, bounded comparisons."""

from __future__ import annotations

from typing import Any

from services.reconciler.core.policy import CITED_CLAIMS, COMPARED_NEIGHBOURS, LATEST_MENTIONS
from services.reconciler.core.reconcile import reconcile
from shared.domain.ledger import Dossier
from tests.unit.services.reconciler.core.examples import make_set


def _reconcile(*documents: tuple[str | None, list[dict[str, Any]]]) -> Dossier:
    sets = [make_set(claims, doc=f"d{i}", published=day) for i, (day, claims) in enumerate(documents)]
    (dossier,) = reconcile(sets).dossiers
    return dossier


def _list_kinds(dossier: Dossier) -> list[str]:
    return sorted([each.kind for each in dossier.relations] + [each.kind for each in dossier.discrepancies])


def test_a_higher_lower_bound_of_the_same_day_refines() -> None:
    dossier = _reconcile(("2025-01-10", [{"killed": ">=100", "by": "NIS"}, {"killed": ">150", "by": "NIS"}]))

    assert [(each.kind, each.why) for each in dossier.relations] == [
        ("refines", "NIS says more than 150 killed, which is narrower than its at least 100 killed of 2025-01-10.")
    ]


def test_an_upper_bound_never_refines_a_lower_one() -> None:
    assert (
        _list_kinds(_reconcile(("2025-01-10", [{"killed": ">=100", "by": "NIS"}, {"killed": "<=150", "by": "NIS"}])))
        == []
    )


def test_two_figures_of_one_origin_and_day_that_exclude_each_other_both_stand() -> None:
    told = [("2025-01-10", [{"killed": figure, "by": "NIS"}]) for figure in ("100", "150")]
    dossier = _reconcile(*told)
    estimate = dossier.tracks[0].estimate

    assert _list_kinds(dossier) == []
    assert estimate is not None
    assert (estimate.low, estimate.high) == (100, 150)


def test_supersedes_names_both_figures_and_the_difference() -> None:
    dossier = _reconcile(
        ("2025-01-10", [{"killed": "~300", "by": "NIS"}]), ("2025-01-20", [{"killed": "~600", "by": "NIS"}])
    )

    assert [(each.kind, each.delta, each.why) for each in dossier.relations] == [
        ("supersedes", 300, "NIS says about 600 killed (2025-01-20) after about 300 killed (2025-01-10): 300 more.")
    ]


def test_deployed_troops_may_fall_in_number() -> None:
    falling = [("2025-01-10", [{"deployed": "900", "by": "NIS"}]), ("2025-01-20", [{"deployed": "600", "by": "NIS"}])]

    assert _list_kinds(_reconcile(*falling)) == ["supersedes"]


def test_what_was_replaced_when_the_other_spoke_is_not_compared() -> None:
    dossier = _reconcile(
        ("2025-01-10", [{"killed": "300", "by": "NIS"}]),
        ("2025-01-12", [{"killed": "600", "by": "NIS"}]),
        ("2025-01-14", [{"killed": "600", "by": "HUR"}]),
    )

    assert _list_kinds(dossier) == ["corroborates", "supersedes"]


def test_figures_beyond_the_window_are_not_compared() -> None:
    near = [("2025-01-10", [{"killed": "300", "by": "NIS"}]), ("2025-02-10", [{"killed": "600", "by": "HUR"}])]
    far = [near[0], ("2025-02-11", near[1][1])]

    assert _list_kinds(_reconcile(*near)) == ["contradiction", "contradicts"]
    assert _list_kinds(_reconcile(*far)) == []


def test_relations_do_not_grow_with_the_square_of_positions() -> None:
    many = 60
    dossier = _reconcile(("2025-01-10", [{"killed": str(100 + i), "by": f"Quelle {i}"} for i in range(many)]))

    assert len(dossier.relations) <= many * COMPARED_NEIGHBOURS


def test_findings_and_positions_name_few_claims_and_count_all() -> None:
    told = [("2025-01-10", [{"killed": "300", "by": "NIS"}])] * 50
    dossier = _reconcile(*told, ("2025-01-10", [{"killed": "900", "by": "HUR"}]))
    (contradiction,) = dossier.discrepancies

    assert len(contradiction.claims) == CITED_CLAIMS + 1
    often = max(dossier.tracks[0].positions, key=lambda position: position.claim_count)
    assert (often.claim_count, often.document_count, dossier.tracks[0].document_count) == (50, 50, 51)
    assert len(often.claims) == len(often.documents) == CITED_CLAIMS


def test_only_the_latest_articles_are_told_that_they_are_stale() -> None:
    days = [f"2025-02-{day:02}" for day in range(1, 21)]
    dossier = _reconcile(
        ("2025-01-10", [{"killed": "300", "by": "NIS"}]),
        ("2025-01-12", [{"killed": "600", "by": "NIS"}]),
        *((day, [{"killed": "300", "by": "NIS"}]) for day in days),
    )

    stale = sorted(each.why.split()[3] for each in dossier.discrepancies)
    assert stale == days[-LATEST_MENTIONS:]


def test_an_as_of_before_publication_without_a_publication_still_orders() -> None:
    dossier = _reconcile(
        (None, [{"killed": "300", "by": "NIS", "as_of": "2025-01"}]), ("2025-04-30", [{"killed": "600", "by": "NIS"}])
    )

    assert _list_kinds(dossier) == ["supersedes"]
    assert [past.known_on for past in dossier.tracks[0].history] == ["2025-04-30"]
