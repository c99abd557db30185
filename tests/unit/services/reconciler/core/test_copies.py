"""Copies of one text are one voice."""

from __future__ import annotations

import pytest

from services.reconciler.core.audit import audit_document, describe_document
from services.reconciler.core.copies import find_speakers, join_copies, measure_share
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

    speakers = find_speakers(documents)

    assert {name: each.document_id for (name, _), each in speakers.items()} == {"a": "b"}


def test_only_the_own_voice_is_joined() -> None:
    sets = [
        make_set([{"killed": "5"}, {"killed": "7", "by": "NIS"}], doc=name, outlet=name * 3, print=(1, 2, 3, 4))
        for name in ("a", "b")
    ]
    joined = join_copies([each for claim_set in sets for each in audit_document(claim_set).statements])

    assert [each.origin.id for each in joined] == ["aaa", "nis", "aaa", "nis"]
