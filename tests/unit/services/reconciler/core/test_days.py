"""Days, moments and EDTF."""

from __future__ import annotations

import pytest

from services.reconciler.core.days import Period, count_days, find_day, find_instant, read_period


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-04-28", "2025-04-28"),
        ("2025-04-28T23:30:00Z", "2025-04-29"),
        ("2025-01-28T22:30:00+00:00", "2025-01-28"),
        ("2025-04-28T23:30:00", "2025-04-28"),
        (None, None),
    ],
)
def test_days_are_those_of_berlin(moment: str | None, day: str | None) -> None:
    assert find_day(moment) == day


def test_instants_sort_whatever_their_offset() -> None:
    assert find_instant("2025-04-28") is None
    earlier, later = find_instant("2025-04-28T10:00:00+02:00"), find_instant("2025-04-28T08:30:00Z")
    assert earlier is not None
    assert later is not None
    assert earlier < later


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-10", "2024-10-01", "2024-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-10-31", "2024-10-31", "2024-10-31"),
        ("2024-23", "2024-09-01", "2024-11-30"),
        ("2024-24", "2024-12-01", "2025-02-28"),
        ("2024-10~", "2024-10-01", "2024-10-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2024-XX", "2024-01-01", "2024-12-31"),
        ("2024-10-31T18:00", "2024-10-31", "2024-10-31"),
        ("2023-08/..", "2023-08-01", None),
        ("../2024-10", None, "2024-10-31"),
        ("2024-10/2024-12", "2024-10-01", "2024-12-31"),
    ],
)
def test_edtf_names_a_period(as_of: str, start: str | None, end: str | None) -> None:
    assert read_period(as_of) == Period(start, end)


@pytest.mark.parametrize("as_of", ["gestern", "2024-13", "24-10", "2024-10-32", "2024/gestern"])
def test_what_is_no_edtf_is_refused(as_of: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|month|day"):
        read_period(as_of)


def test_days_between() -> None:
    assert count_days("2024-12-31", "2024-12-23") == count_days("2024-12-23", "2024-12-31") == 8
