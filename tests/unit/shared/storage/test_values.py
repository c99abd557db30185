"""Values of the domain survive Postgres."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.claims import Number
from shared.storage.values import read_day, read_number, write_day, write_number


@given(st.none() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False))
def test_a_number_comes_back_equal(number: Number | None) -> None:
    assert read_number(write_number(number)) == number


@pytest.mark.parametrize(
    ("stored", "read"), [("10000", "10000"), ("10000.00", "10000"), ("1E+4", "10000"), ("1.7", "1.7")]
)
def test_an_integral_number_prints_without_a_point(stored: str, read: str) -> None:
    assert repr(read_number(Decimal(stored))) == read


@given(st.none() | st.dates())
def test_a_day_comes_back_equal(day: date | None) -> None:
    assert write_day(read_day(day)) == day
