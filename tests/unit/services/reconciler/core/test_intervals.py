"""Comparison intervals."""

from __future__ import annotations

import math

import pytest

from services.reconciler.core.intervals import Interval, find_number, find_tolerance, measure_interval, overlap
from tests.golden.ledger_notation import read_quantity


@pytest.mark.parametrize(
    ("number", "tolerance"),
    [(300, 50), (1100, 55), (10000, 5000), (4700, 235), (8450, 422.5), (7, 0.5), (0, 0.5), (1.5, 0.075)],
)
def test_about_is_half_a_unit_of_the_last_digit_at_least_five_percent(number: float, tolerance: float) -> None:
    assert find_tolerance(number) == pytest.approx(tolerance)


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("600", 600, 600),
        ("~600", 550, 650),
        (">=600", 600, math.inf),
        (">600", 600, math.inf),
        ("<=600", 0, 600),
        ("<600", 0, 600),
        ("10..20", 10, 20),
        ("12*", 12, math.inf),
    ],
)
def test_intervals_of_modifiers(figure: str, low: float, high: float) -> None:
    assert measure_interval(read_quantity(figure, "person")) == Interval(low, high)


@pytest.mark.parametrize(("figure", "number"), [("~600", 600), ("<=600", 600), ("10..20", None), (">100", 100)])
def test_the_number_that_a_figure_names(figure: str, number: int | None) -> None:
    assert find_number(read_quantity(figure, "person")) == number


def test_intervals_that_touch_overlap() -> None:
    assert overlap(Interval(1, 2), Interval(2, 3))
    assert not overlap(Interval(1, 2), Interval(2.1, 3))
