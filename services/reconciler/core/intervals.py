"""Comparison intervals: how far the literal figure may lie from what is meant."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from services.reconciler.core.policy import RELATIVE_TOLERANCE, ROUNDING_SHARE
from shared.domain.claims import Modifier, Number

LOWER_BOUNDS = frozenset({"at_least", "more_than"})
UPPER_BOUNDS = frozenset({"at_most", "less_than"})
HEDGES = frozenset({"about", "just_under", "just_over"})


class Literal(Protocol):
    """A literal figure: a claim's quantity or a position's."""

    @property
    def point(self) -> Number | None: ...  # noqa: D102
    @property
    def low(self) -> Number | None: ...  # noqa: D102
    @property
    def high(self) -> Number | None: ...  # noqa: D102
    @property
    def modifier(self) -> Modifier: ...  # noqa: D102


class Interval(NamedTuple):
    """Closed interval; an open end is infinite. Counts begin at 0."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much the interval leaves open."""
        return self.high - self.low

    @property
    def open(self) -> bool:
        """Whether it has no upper end."""
        return math.isinf(self.high)


def find_number(figure: Literal) -> Number | None:
    """Return the one number that the figure names; a range and a figure without any have none."""
    if figure.point is not None:
        return figure.point
    if figure.modifier == "range":
        return None
    return figure.high if figure.modifier in UPPER_BOUNDS else figure.low


def measure_interval(figure: Literal) -> Interval:
    """Return within which bounds a figure is compared.

    "mindestens N" and "mehr als N" both begin at N: outlets take one for the other.
    """
    number = find_number(figure)
    if figure.modifier == "range" or number is None:
        low = 0.0 if figure.low is None else figure.low
        return Interval(low, math.inf if figure.high is None else max(low, figure.high))
    if figure.modifier in LOWER_BOUNDS or figure.modifier == "vague":
        return Interval(number, math.inf)
    if figure.modifier in UPPER_BOUNDS:
        return Interval(0.0, number)
    tolerance = find_tolerance(number) if figure.modifier in HEDGES else 0.0
    below = 0.0 if figure.modifier == "just_over" else tolerance
    above = 0.0 if figure.modifier == "just_under" else tolerance
    return Interval(number - below, number + above)


@lru_cache(maxsize=65536)
def find_tolerance(number: Number) -> float:
    """Return how far "etwa N" may lie from N: half a unit of its last significant digit, at least 5 %."""
    if number == 0:
        return ROUNDING_SHARE
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    unit = 10.0 ** int(exponent)
    return max(ROUNDING_SHARE * unit, RELATIVE_TOLERANCE * abs(number))


def overlap(first: Interval, second: Interval) -> bool:
    """Tell whether one number could be meant by both."""
    return first.low <= second.high and second.low <= first.high


def add_intervals(intervals: list[Interval]) -> Interval:
    """Return within which bounds a sum lies."""
    return Interval(sum(each.low for each in intervals), sum(each.high for each in intervals))
