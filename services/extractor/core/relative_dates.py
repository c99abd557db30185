"""Dates told from the publication or from a day just named: vor zwei Wochen, im Vorjahr, am Tag darauf, am Montag."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services.extractor.core.date_words import Clock, DateWords, lies_ahead, low_at, read_shift
from services.extractor.core.lexicons import find_words
from services.extractor.core.periods import write_month, write_week, write_weekend
from services.extractor.core.tokens import Token

_EARLIER = find_words("before a day just named")
_LATER = find_words("after a day just named")
_PARTS = find_words("parts of years")
_WITHIN = find_words("within a time")
_HEDGES = find_words("hedges of times")
_PLURALS = frozenset(["tage", "tagen", "wochen", "monate", "monaten", "jahre", "jahren"])
"""Without a count nobody can say how many: in den vergangenen Wochen."""
_WEEK = timedelta(weeks=1)
_HOURS_OF_DAY = 24
_MOST_HEDGES = 3

Written = tuple[int, int, str]
"""Start, end and EDTF of a date."""


def read_weekday(tokens: Sequence[Token], index: int, weekday: int, clock: Clock) -> Written | None:
    """Resolve "am Donnerstag" to the last one up to the publication; one in a clause of plans lies ahead."""
    published = clock.published
    if published is None:
        return None
    lead, behind = low_at(tokens, index - 1), low_at(tokens, index + 1)
    if behind in _EARLIER:
        return None if clock.day is None else (index, index + 2, _step_back(clock.day, weekday, 1).isoformat())
    if [token.low for token in tokens[index + 1 : index + 4]] == ["vor", "einer", "woche"]:
        return index, index + 4, (_step_back(published, weekday, 0) - _WEEK).isoformat()
    week = _read_week_behind(tokens, index + 1)
    if week is not None:
        monday = published - timedelta(days=published.weekday()) + week[0] * _WEEK
        return index, week[1], (monday + timedelta(days=weekday - 1)).isoformat()
    if read_shift(lead) == 1 or lies_ahead(tokens, index):
        return index, index + 1, (_step_back(published, weekday, 0) + _WEEK).isoformat()
    if lead.startswith("jede"):
        return None
    return index, index + 1, _step_back(published, weekday, int(read_shift(lead) == -1)).isoformat()


def _step_back(day: date, weekday: int, least: int) -> date:
    """Return the last such weekday, at least so many days back."""
    return day - timedelta(days=(day.isoweekday() - weekday - least) % 7 + least)


def _read_week_behind(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Read "vergangener Woche", "der vergangenen Woche" behind a weekday: how many weeks away, and the end."""
    index += low_at(tokens, index) == "der"
    shift = read_shift(low_at(tokens, index))
    return None if shift is None or low_at(tokens, index + 1) != "woche" else (shift, index + 2)


def read_offset(tokens: Sequence[Token], index: int, unit: str, value: int, clock: Clock) -> Written | None:
    """Resolve a word that holds its distance: heute, Vorjahr, Monatsende, Wochenende."""
    if clock.published is None or _is_morning(tokens, index):
        return None
    if unit == "weekend":
        weeks = _count_weekends(clock.published, read_shift(low_at(tokens, index - 1)), ahead=lies_ahead(tokens, index))
        return index, index + 1, write_weekend(clock.published, weeks)
    if unit == "year" and value < 0 and clock.year is not None:
        return index, index + 1, str(clock.year + value)
    start = clock.published
    if value and unit == "day" and tokens[index].capital and index and clock.day is not None:
        start = clock.day  # "am Vortag" of the day just named; "gestern" is always the publication's
    return index, index + 1, _shift(start, unit, value)


def _is_morning(tokens: Sequence[Token], index: int) -> bool:
    """Tell "am Morgen", "heute morgen" and "Montag morgen" from "morgen"."""
    lead = low_at(tokens, index - 1)
    return tokens[index].low == "morgen" and (tokens[index].capital or lead in _DAYS or lead.endswith("tag"))


_DAYS = frozenset(["heute", "gestern", "vorgestern"])
_SATURDAY = 6


def _count_weekends(published: date, shift: int | None, *, ahead: bool) -> int:
    """Return how many weeks the weekend is from the last that has begun."""
    begun = published.isoweekday() >= _SATURDAY
    if shift == 1 or ahead or (shift == 0 and not begun):
        return 1
    return -1 if shift == -1 and begun else 0


def read_unit(words: DateWords, tokens: Sequence[Token], index: int, unit: str, clock: Clock) -> Written | None:
    """Resolve a unit of time by the words around it: vergangene Woche, Ende des Monats, vor drei Tagen."""
    lead = low_at(tokens, index - 1)
    published = clock.published
    if published is None:
        return None
    shift = read_shift(lead)
    if shift is not None and unit != "hour" and tokens[index].low not in _PLURALS:
        return index - 1, index + 1, _shift(published, unit, shift)
    if lead in {"des", "der"} and low_at(tokens, index - 2) in _PARTS and unit != "hour":
        return index - 1, index + 1, _shift(published, unit, 0)
    count = words.count(tokens[index - 1]) if index else None
    told = _read_from_day(tokens, index, unit, count, clock)
    if told is not None or count is None:
        return told
    return _read_distance(tokens, index, unit, count, published)


def _read_from_day(tokens: Sequence[Token], index: int, unit: str, count: int | None, clock: Clock) -> Written | None:
    """Read "zwei Tage zuvor", "im Jahr zuvor", "am Tag darauf" from the day that the text has just named."""
    behind = low_at(tokens, index + 1)
    sign = -1 if behind in _EARLIER else 1 if behind in _LATER else 0
    if not sign or unit == "hour":
        return None
    start = index - (count is not None)
    if unit == "year" and clock.year is not None:
        return start, index + 2, str(clock.year + sign * (count or 1))
    day = clock.day or (clock.published if unit == "day" and count is None and sign < 0 else None)
    if day is None:
        return None
    if unit == "week":
        return start, index + 2, (day + sign * (count or 1) * _WEEK).isoformat()
    return start, index + 2, _shift(day, unit, sign * (count or 1))


def _read_distance(tokens: Sequence[Token], index: int, unit: str, count: int, published: date) -> Written | None:
    """Read "vor gut zwei Jahren", "seit einer Woche", "binnen 24 Stunden", "in den vergangenen drei Monaten"."""
    at = index - 2
    while at >= 0 and index - 2 - at < _MOST_HEDGES and tokens[at].low in _HEDGES:
        at -= 1
    lead = low_at(tokens, at)
    ahead = lies_ahead(tokens, index)
    if lead == "vor":
        written = _ago(published, unit, count)
        return None if written is None else (at, index + 1, written)
    if lead == "seit":
        written = _ago(published, unit, count)
        return None if written is None else (at, index + 1, f"{written}/..")
    if lead in _WITHIN or read_shift(lead) in {-1, 1}:
        written = _within(published, unit, count, ahead=read_shift(lead) == 1 or (lead in _WITHIN and ahead))
        return None if written is None else (at, index + 1, written)
    return None


def _shift(start: date, unit: str, value: int) -> str:
    if unit == "year":
        return str(start.year + value)
    if unit == "month":
        return write_month(start, value)
    return write_week(start, value) if unit == "week" else (start + timedelta(days=value)).isoformat()


def _ago(published: date, unit: str, count: int) -> str | None:
    """Return the day as EDTF; "vor drei Wochen" and "vor einem Jahr" are about then (~), years are coarse anyway."""
    if unit == "day":
        return (published - timedelta(days=count)).isoformat()
    if unit == "week":
        return (published - count * _WEEK).isoformat() + "~"
    if unit == "month" or (unit == "year" and count == 1):
        return write_month(published, -count * (12 if unit == "year" else 1)) + "~"
    return str(published.year - count) if unit == "year" else None


def _within(published: date, unit: str, count: int, *, ahead: bool) -> str | None:
    """Return the time up to the publication, or from it on, as an interval."""
    sign = 1 if ahead else -1
    if unit in {"day", "week"} or (unit == "hour" and count >= _HOURS_OF_DAY):
        days = count // _HOURS_OF_DAY if unit == "hour" else count * (7 if unit == "week" else 1)
        ends = [published.isoformat(), (published + timedelta(days=sign * days)).isoformat()]
    elif unit == "month":
        ends = [write_month(published), write_month(published, sign * count)]
    elif unit == "year":
        ends = [str(published.year), str(published.year + sign * count)]
    else:
        return None
    return "/".join(sorted(ends))
