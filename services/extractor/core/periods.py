"""Periods of the calendar as EDTF: months, weeks and weekends some way from a day, quarters and halves of a year."""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS_OF_YEAR = 12
_SATURDAY = 5


def add_months(day: date, months: int) -> tuple[int, int]:
    """Return year and month that many months from a day."""
    count = day.year * _MONTHS_OF_YEAR + day.month - 1 + months
    return count // _MONTHS_OF_YEAR, count % _MONTHS_OF_YEAR + 1


def write_month(day: date, months: int = 0) -> str:
    """Return the month that many months from a day as EDTF."""
    year, month = add_months(day, months)
    return f"{year:04d}-{month:02d}"


def write_week(day: date, weeks: int = 0) -> str:
    """Return the week that many weeks from a day's as EDTF, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def write_weekend(day: date, weeks: int = 0) -> str:
    """Return the last weekend that has begun on a day, or one that many weeks from it, as EDTF."""
    saturday = day - timedelta(days=(day.weekday() - _SATURDAY) % 7) + timedelta(weeks=weeks)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def write_months(year: int, first: int, last: int) -> str:
    """Return the months of a year as EDTF: quarters and halves as intervals, which every reader of EDTF knows."""
    return f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
