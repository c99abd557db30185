from __future__ import annotations

from typing import Any

import pytest

from services.desk.figures import format_estimate, format_figure, format_number
from shared.contracts.ledger import EstimateV1, FigureV1


def figure(**given: Any) -> FigureV1:
    blank = {"point": None, "low": None, "high": None, "modifier": "exact", "unit": "person", "aspect": "total"}
    return FigureV1.model_validate({**blank, **given})


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (600, "600"),
        (14000, "14,000"),
        (1_500_000, "1,500,000"),
        (50_000_000, "50 m"),
        (1_700_000_000, "1.7 bn"),
        (1_234_567_891, "1,234,567,891"),
        (2.5, "2.5"),
        (-3, "-3"),
    ],
)
def test_numbers_are_short_only_where_nothing_is_lost(number: float, written: str) -> None:
    assert format_number(number) == written


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"point": 600, "low": 600, "high": 600, "modifier": "about"}, "≈600"),
        ({"point": 3000, "low": 3000, "modifier": "more_than"}, ">3,000"),
        ({"point": 14000, "high": 14000, "modifier": "at_most"}, "≤14,000"),
        ({"high": 14000, "modifier": "at_most"}, "≤14,000"),
        ({"low": 18000, "high": 21000, "modifier": "range"}, "18,000–21,000"),
        ({"low": 1_700_000_000, "high": 5_500_000_000, "modifier": "range", "unit": "USD"}, "1.7 bn–5.5 bn USD"),
        ({"low": 1000, "modifier": "vague"}, "vague, ≥1,000"),
        ({"modifier": "vague"}, "vague"),
        ({"point": 3000, "low": 3000, "high": 3000, "aspect": "increment"}, "+3,000"),
        ({"point": 2, "low": 2, "high": 2, "aspect": "subset"}, "2 among them"),
        ({"point": 37, "low": 37, "high": 37, "unit": "Brücke"}, "37 Brücke"),
    ],
)
def test_figures_keep_their_bounds_and_hedges(given: dict[str, object], written: str) -> None:
    assert format_figure(figure(**given)) == written


def test_an_open_bound_is_called_open() -> None:
    estimate = EstimateV1(low=100, best=None, high=None, origins=1, rule="r", claims=(), why="w")
    assert format_estimate(estimate) == "low 100 · best open · high open"
