"""As of when a figure holds, told several times."""

from __future__ import annotations

import pytest

from services.reconciler.core.audit import describe_document
from services.reconciler.core.datings import Dating, Effective, date_claim, find_effective, reduce_datings
from tests.unit.services.reconciler.core.examples import make_set


def _publish(day: str, instant: str | None = None) -> Dating:
    return Dating(day, None, day, day, explicit=False, instant=instant)


def _date(known: str, start: str, end: str) -> Dating:
    return Dating(known, None, start, end, explicit=True, instant=None)


@pytest.mark.parametrize(
    ("as_of", "published", "start", "end"),
    [
        (None, "2025-04-30", "2025-04-30", "2025-04-30"),
        ("2025-01", "2025-04-30", "2025-01-01", "2025-01-31"),
        ("2025-04", "2025-04-10", "2025-04-01", "2025-04-10"),
        ("2023-08/..", "2024-12-15", "2023-08-01", "2024-12-15"),
        ("2025-09", "2025-04-10", "2025-04-10", "2025-04-10"),
        ("2025-01", None, "2025-01-01", "2025-01-31"),
        ("2023-08/..", None, None, None),
        (None, None, None, None),
    ],
)
def test_an_as_of_ends_with_the_publication(
    as_of: str | None, published: str | None, start: str | None, end: str | None
) -> None:
    claim_set = make_set([{"killed": "600", "as_of": as_of} if as_of else {"killed": "600"}], published=published)
    dating = date_claim(claim_set.claims[0], describe_document(claim_set))

    assert (dating.known, dating.start, dating.end) == (published, start, end)


def test_a_version_is_known_since_its_update() -> None:
    claim_set = make_set([{"killed": "600"}], published="2025-04-28", updated="2025-04-30")

    assert date_claim(claim_set.claims[0], describe_document(claim_set)).known == "2025-04-30"


def test_a_repetition_does_not_move_a_figure() -> None:
    assert find_effective([_publish("2025-05-10"), _publish("2025-04-30")]) == Effective("2025-04-30", None)


def test_a_later_as_of_does() -> None:
    assert find_effective([_publish("2025-05-01"), _date("2025-05-06", "2025-05-05", "2025-05-05")]) == Effective(
        "2025-05-05", None
    )


def test_a_month_that_had_begun_does_not() -> None:
    assert find_effective([_publish("2025-01-13"), _date("2025-04-30", "2025-01-01", "2025-01-31")]) == Effective(
        "2025-01-13", None
    )


def test_hours_count_only_where_every_first_telling_has_one() -> None:
    hour = "2025-05-01T08:00:00.000000"
    assert find_effective([_publish("2025-05-01", hour)]) == Effective("2025-05-01", hour)
    assert find_effective([_date("2025-05-01", "2025-05-01", "2025-05-01"), _publish("2025-05-01", hour)]) == Effective(
        "2025-05-01", None
    )


def test_without_a_date_there_is_none() -> None:
    assert find_effective([Dating(None, None, None, None, explicit=False, instant=None)]) is None


def test_repetitions_are_dropped_and_what_decides_is_kept() -> None:
    dated = _date("2025-05-06", "2025-05-05", "2025-05-05")
    ended = Dating("2025-05-01", "2025-05-03", "2025-05-01", "2025-05-01", explicit=False, instant=None)
    kept = reduce_datings([_publish("2025-05-04"), _publish("2025-05-02"), dated, ended, _publish("2025-05-02")])

    assert set(kept) == {_publish("2025-05-02"), dated, ended}
