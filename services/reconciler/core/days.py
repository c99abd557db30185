"""Days in Europe/Berlin and periods out of EDTF, as ISO 8601 strings, which sort as time does."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_BERLIN = ZoneInfo("Europe/Berlin")
_DAY_LENGTH = len("2025-04-28")
_FEBRUARY = 2
_DECEMBER = 12
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 14)}
_SEASON_MONTHS |= {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 37: (1, 4), 38: (5, 8), 39: (9, 12)}
_SEASON_MONTHS |= {40: (1, 6), 41: (7, 12)}
_EDTF = re.compile(r"(\d{2}(?:\d{2}|\dX|XX))(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T[0-9:.+Z-]+)?[?~%]?")


class Period(NamedTuple):
    """From one day to another, both included; None is open."""

    start: str | None
    end: str | None


@lru_cache(maxsize=65536)
def find_day(moment: str | None) -> str | None:
    """Return the day in Europe/Berlin of an ISO 8601 day or moment; one without offset is taken as Berlin's own.

    Raises ValueError where it is neither.
    """
    if moment is None:
        return None
    if len(moment) == _DAY_LENGTH:
        return date.fromisoformat(moment).isoformat()
    read = datetime.fromisoformat(moment)
    return (read if read.tzinfo is None else read.astimezone(_BERLIN)).date().isoformat()


@lru_cache(maxsize=65536)
def find_instant(moment: str | None) -> str | None:
    """Return the moment in UTC where a time of day is given, in a form that sorts; else None."""
    if moment is None or len(moment) == _DAY_LENGTH:
        return None
    read = datetime.fromisoformat(moment)
    aware = read.replace(tzinfo=_BERLIN) if read.tzinfo is None else read
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


@lru_cache(maxsize=65536)
def count_days(first: str, second: str) -> int:
    """Return how many days lie between two days, whichever is earlier."""
    return abs(date.fromisoformat(first).toordinal() - date.fromisoformat(second).toordinal())


@lru_cache(maxsize=65536)
def read_period(as_of: str) -> Period:
    """Return the first and last day of an EDTF date, season or interval: `2024-23` is 2024-09-01 to 2024-11-30.

    Raises ValueError where it is no EDTF of level 0 or 1.
    """
    if "/" not in as_of:
        return _read_date(as_of)
    start, end = as_of.split("/", 1)
    return Period(
        None if start in {"", ".."} else _read_date(start).start, None if end in {"", ".."} else _read_date(end).end
    )


def _read_date(text: str) -> Period:
    match = _EDTF.fullmatch(text)
    if match is None:
        raise ValueError(f"as_of {text!r} is not EDTF (2024, 2024-10, 2024-10-31, 2024-23, 2024-10/2024-12)")
    year, month, day = match.groups()
    if "X" in year:
        return Period(f"{year.replace('X', '0')}-01-01", f"{year.replace('X', '9')}-12-31")
    if month is None or month == "XX":
        return Period(f"{year}-01-01", f"{year}-12-31")
    if int(month) in _SEASON_MONTHS:
        first, last = _SEASON_MONTHS[int(month)]
        return Period(_first_of(int(year), first), _last_of(int(year), last))
    if day is None or day == "XX":
        return Period(_first_of(int(year), int(month)), _last_of(int(year), int(month)))
    single = date(int(year), int(month), int(day)).isoformat()
    return Period(single, single)


def _first_of(year: int, month: int) -> str:
    return date(year, month, 1).isoformat()


def _last_of(year: int, month: int) -> str:
    # "im Winter 2024" begins in December 2024 and ends in February 2025: month 14
    year, month = (year + 1, _FEBRUARY) if month > _DECEMBER else (year, month)
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
