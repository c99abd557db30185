"""Between values of the domain and values of Postgres."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from shared.domain.claims import Number


def write_number(number: Number | None) -> Decimal | None:
    """Return the number as it prints: 1.7 is 1.7, not the nearest binary fraction; 1e22 is that integer."""
    if number is None:
        return None
    return Decimal(int(number)) if isinstance(number, float) and number.is_integer() else Decimal(repr(number))


def read_number(stored: Decimal | None) -> Number | None:
    """Return an int where the number is integral, so that 10000 prints as 10000."""
    if stored is None:
        return None
    if not stored.is_finite():
        return float(stored)
    return int(stored) if stored == stored.to_integral_value() else float(stored)


def write_day(day: str | None) -> date | None:
    """Return the day of an ISO 8601 date."""
    return None if day is None else date.fromisoformat(day)


def read_day(stored: date | None) -> str | None:
    """Return the day in ISO 8601."""
    return None if stored is None else stored.isoformat()


def read_texts(stored: Iterable[str] | None) -> tuple[str, ...]:
    """Return the texts of an array; none for null."""
    return tuple(stored or ())
