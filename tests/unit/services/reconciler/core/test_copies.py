"""Copies of one text are one voice."""

from __future__ import annotations

import pytest

from services.reconciler.core.audit import audit_document, describe_document
from services.reconciler.core.copies import choose_leader, group_copies, join_copies, measure_share
from tests.unit.services.reconciler.core.examples import make_set


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 4), 1.0),
        ((1, 2, 3, 4), (1, 2, 3, 9), 0.75),
        ((1, 2, 3, 4, 0, 0, 0, 0), (1, 2, 8, 9, 0, 0, 0, 0), 0.5),
        ((1, 0, 0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0, 0, 0), 0.0),
        ((1, 2, 3, 4), (1, 2, 3, 4, 5), 0.0),
        ((), (), 0.0),
    ],
)
def test_share_of_filled_slots(first: tuple[int, ...], second: tuple[int, ...], share: float) -> None:
    assert measure_share(first, second) == share


def test_the_earliest_speaks_for_its_copies_also_by_a_third() -> None:
    prints = {"a": range(10), "b": [*range(8), 18, 19], "c": [*range(2, 8), 18, 19, 0, 1], "d": range(20, 30)}
    documents = [
        describe_document(make_set([], doc=name, published=f"2025-01-0{9 - index}", print=tuple(each)))
        for index, (name, each) in enumerate(prints.items())
    ]

    groups = [group for group in group_copies(documents) if len(group) > 1]

    assert [sorted(each.document_id for each in group) for group in groups] == [["a", "b"]]
    assert choose_leader(groups[0]).document_id == "b"


def test_only_the_own_voice_is_joined() -> None:
    sets = [
        make_set([{"killed": "5"}, {"killed": "7", "by": "NIS"}], doc=name, outlet=name * 3, print=(1, 2, 3, 4))
        for name in ("a", "b")
    ]
    joined = join_copies([each for claim_set in sets for each in audit_document(claim_set).statements])

    assert [each.origin.id for each in joined] == ["aaa", "nis", "aaa", "nis"]


def test_a_changed_figure_is_the_later_outlets_own_and_that_of_whoever_copies_it() -> None:
    told = [("a", "50", "01"), ("b", ">50", "02"), ("c", "58", "03"), ("d", "58", "04")]
    sets = [
        make_set([{"killed": figure}], doc=name, outlet=name * 3, print=(1, 2, 3, 4), published=f"2025-01-{day}")
        for name, figure, day in told
    ]
    joined = join_copies([each for claim_set in sets for each in audit_document(claim_set).statements])

    assert [each.origin.id for each in joined] == ["aaa", "aaa", "ccc", "ccc"]


def test_a_figure_that_only_the_copy_gives_is_its_own() -> None:
    sets = [
        make_set(claims, doc=name, outlet=name * 3, print=(1, 2, 3, 4), published=f"2025-01-0{day}")
        for name, claims, day in (("a", [{"killed": "5"}], 1), ("b", [{"killed": "5"}, {"wounded": "5"}], 2))
    ]
    joined = join_copies([each for claim_set in sets for each in audit_document(claim_set).statements])

    assert [each.origin.id for each in joined] == ["aaa", "aaa", "bbb"]
