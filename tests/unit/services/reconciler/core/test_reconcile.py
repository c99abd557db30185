"""Versions, days of knowledge, digests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.reconciler.core.reconcile import audit_versions, choose_live, list_dossiers, reconcile, reduce_audit
from tests.unit.services.reconciler.core.examples import make_set

_FIRST = make_set([{"killed": "10"}], version="1", published="2025-01-01")
_SECOND = make_set([{"killed": "12"}], version="2", published="2025-01-01", updated="2025-01-03")


def test_the_later_update_is_live() -> None:
    assert choose_live([_SECOND, _FIRST]) == (_SECOND,)


def test_of_equal_dates_the_later_arrival_is_live() -> None:
    late = replace(_FIRST, version="0", received="2026-02-02T00:00:00Z")

    assert choose_live([late, _FIRST]) == (late,)


def test_a_dated_version_goes_before_an_undated_one() -> None:
    undated = replace(_FIRST, version="9", published=None, received="2026-02-02T00:00:00Z")

    assert choose_live([undated, _FIRST]) == (_FIRST,)


def test_the_same_moment_in_another_notation_is_no_later() -> None:
    first = replace(_FIRST, published="2025-01-01T12:00:00+01:00", version="1")
    same = replace(_FIRST, published="2025-01-01T11:00:00Z", version="2", received="2025-12-01T00:00:00Z")

    assert choose_live([same, first]) == (first,)


def test_a_version_ends_when_the_next_begins() -> None:
    assert [each.statements[0].document.known_until for each in audit_versions([_SECOND, _FIRST])] == [
        "2025-01-03",
        None,
    ]


def test_a_version_replaced_on_its_own_day_is_in_no_view_of_the_past() -> None:
    corrected = replace(_SECOND, updated="2025-01-01")

    assert len(audit_versions([_FIRST, corrected])) == 1


def test_known_on_takes_what_was_published_by_then() -> None:
    figures = {
        day: [claim.quantity.point for claim in reconcile([_FIRST, _SECOND], date(2025, 1, day)).claims]
        for day in (1, 2, 3)
    }

    assert figures == {1: [10], 2: [10], 3: [12]}
    assert reconcile([replace(_FIRST, published=None)], date(2025, 1, 1)).dossiers == ()


def test_a_document_without_claims_is_in_the_ledger() -> None:
    ledger = reconcile([make_set([], doc="empty", published="2025-01-01")])

    assert [each.document_id for each in ledger.documents] == ["empty"]
    assert ledger.dossiers == ()


def test_an_audit_is_reduced_to_a_dossier() -> None:
    elsewhere = make_set([{"killed": "3"}], doc="b")
    other = replace(elsewhere.claims[0], claim_id="other", dossier_id="flut/menschen")
    (audit,) = audit_versions([replace(elsewhere, claims=(other, *elsewhere.claims))])

    assert list_dossiers(audit) == ("flut/menschen", "ukraine-krieg/soldaten")
    assert [each.claim for each in reduce_audit(audit, "flut/menschen").statements] == [other]


def test_the_digest_sees_every_figure_and_no_path() -> None:
    digest = reconcile([_FIRST]).digest

    assert digest.startswith("sha256:")
    assert reconcile([_FIRST, _SECOND]).digest != digest
    assert reconcile([replace(_FIRST, origin_file="elsewhere.txt", received="2027-01-01T00:00:00Z")]).digest == digest
    number = replace(_FIRST.claims[0].quantity, point=10.0, low=10.0, high=10.0)
    as_floats = replace(_FIRST, claims=(replace(_FIRST.claims[0], quantity=number),))
    assert reconcile([as_floats]).digest == digest
