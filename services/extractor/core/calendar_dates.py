"""Read dates of the calendar: days, months, seasons, years and parts of a year, and which year is meant."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.extractor.core.date_words import DateWords, YearReference, lies_ahead, low_at, read_shift, year_at
from services.extractor.core.lexicons import find_words
from services.extractor.core.periods import write_months
from services.extractor.core.tokens import Token

_YEAR_LEADS = find_words("prepositions of years")
_YEAR_NOUNS = find_words("nouns of years")
_PAST = find_words("words of the past")
_PRONOUNS = find_words("pronouns before years")
_SAME_AGAIN = find_words("same again")
_STAMP = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")
_DAY_JOINTS = frozenset(["bis", "und", "/", "-", "–", "auf"])
_SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}
_MONTHS_OF_SEASON, _MONTHS_OF_YEAR = 3, 12
_CLAUSE_MARKS = frozenset([",", ";", ":", "–"])
_CENTURY = 100
_ABBREVIATED = 4
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date at tokens[start:end] as far as it is said. `month`: 21 to 24 is a season.

    `since`: the day that "3. bis 5. Mai" begins with. `stated`: the year stands there in digits.
    `months`: how many there are from `month` on, in a part of a year.
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    since: int | None = None
    stated: bool = False
    months: int = 0

    def write(self) -> str | None:
        """Return the date as EDTF; None where its year is unknown or there is no such day."""
        if self.year is None:
            return None
        if self.month is None:
            return f"{self.year:04d}"
        if self.months:
            return write_months(self.year, self.month, self.month + self.months - 1)
        month = f"{self.year:04d}-{self.month:02d}"
        if self.day is None:
            return month
        if not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            return None
        day = f"{month}-{self.day:02d}"
        return day if self.since is None else f"{month}-{self.since:02d}/{day}"


def read_month(
    words: DateWords, tokens: Sequence[Token], index: int, month: int, published: date | None
) -> CalendarDate | None:
    """Read "28. April", "3. bis 5. Mai", "im Mai des Vorjahres" and "Jan. 2025" at the month's name."""
    end = index + 1
    if low_at(tokens, end) == "." and len(tokens[index].text) <= _ABBREVIATED and year_at(tokens, end + 1):
        end += 1
    day, start = _read_day_before(tokens, index)
    since = None
    joint = start - 1 - (low_at(tokens, start - 1) == "zum" and low_at(tokens, start - 2) == "bis")
    if day is not None and low_at(tokens, joint) in _DAY_JOINTS:
        since, first = _read_day_before(tokens, joint)
        start = start if since is None or since >= day else first
        since = since if since is not None and since < day else None
    behind = words.read_year(tokens, end, published)
    return _date(CalendarDate(start, end, None, month, day, since), behind, tokens, index, published)


def _read_day_before(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """Return the day of "28. April" and where it begins."""
    if index >= 2 and tokens[index - 1].text == "." and re.fullmatch(r"[0-3]?\d", tokens[index - 2].text):
        return int(tokens[index - 2].text), index - 2
    return None, index


def read_season(
    words: DateWords, tokens: Sequence[Token], index: int, season: int, published: date | None
) -> CalendarDate | None:
    """Read "Herbst 2024", "im vergangenen Herbst", "im Herbst des Vorjahres"; a bare season is nobody's date."""
    behind = words.read_year(tokens, index + 1, published)
    shift = read_shift(low_at(tokens, index - 1))
    if behind is None and shift is None:
        return None
    if behind is None and published is not None and shift is not None:
        ended = season != 24 and published.month >= _SEASON_STARTS[season] + _MONTHS_OF_SEASON
        over = published.year + (shift == 1 and published.month >= _SEASON_STARTS[season])
        year = published.year - (not ended) if shift < 0 else over
        return CalendarDate(index - 1, index + 1, year, season)
    return _date(CalendarDate(index, index + 1, None, season), behind, tokens, index, published)


def read_part(
    words: DateWords, tokens: Sequence[Token], index: int, months: int, published: date | None
) -> CalendarDate | None:
    """Read "im dritten Quartal", "im ersten Halbjahr 2024", "in der zweiten Jahreshälfte des Vorjahres"."""
    ordinal = words.read_ordinal(tokens, index)
    if ordinal is None:
        return _read_last_part(tokens, index, months, published)
    number, start = ordinal
    if not 1 <= number <= _MONTHS_OF_YEAR // months:
        return None
    behind = words.read_year(tokens, index + 1, published)
    found = CalendarDate(start, index + 1, None, (number - 1) * months + 1, months=months)
    return _date(found, behind, tokens, index, published)


def _read_last_part(tokens: Sequence[Token], index: int, months: int, published: date | None) -> CalendarDate | None:
    """Read "im vergangenen Quartal", "im laufenden Halbjahr"."""
    shift = read_shift(low_at(tokens, index - 1))
    if published is None or shift is None:
        return None
    parts = _MONTHS_OF_YEAR // months
    number = published.year * parts + (published.month - 1) // months + shift
    return CalendarDate(index - 1, index + 1, number // parts, number % parts * months + 1, months=months)


def read_feast(
    tokens: Sequence[Token], index: int, month: int, day: int, published: date | None
) -> CalendarDate | None:
    """Read "in der Silvesternacht", "an Heiligabend 2023": a day that has a name."""
    behind = year_at(tokens, index + 1)
    reference = None if behind is None else YearReference(behind, index + 2, stated=True)
    return _date(CalendarDate(index, index + 1, None, month, day), reference, tokens, index, published)


def read_first_months(
    words: DateWords, tokens: Sequence[Token], index: int, published: date | None
) -> CalendarDate | None:
    """Read "in den ersten drei Monaten 2024" and "der ersten neun Monate des Jahres" at the noun."""
    count = words.count(tokens[index - 1]) if index else None
    if count is None or not 1 < count <= _MONTHS_OF_YEAR or low_at(tokens, index - 2) != "ersten":
        return None
    behind = words.read_year(tokens, index + 1, published)
    if behind is None and published is not None and count > published.month:
        return None  # "in den ersten zehn Monaten" of a war
    found = CalendarDate(index - 2, index + 1, None, 1, months=count)
    return _date(found, behind, tokens, index, published)


def read_stamp(tokens: Sequence[Token], index: int, published: date | None) -> CalendarDate | None:
    """Read "28.04.2025", "7.11.24" and "28.4."."""
    stamp = _STAMP.fullmatch(tokens[index].text)
    if stamp is None or not 1 <= int(stamp.group(2)) <= _MONTHS_OF_YEAR:
        return None
    day, month = int(stamp.group(1)), int(stamp.group(2))
    found = CalendarDate(index, index + 1, None, month, day)
    if stamp.group(3) is None:
        behind = year_at(tokens, index + 1)
        reference = None if behind is None else YearReference(behind, index + 2, stated=True)
        return _date(found, reference, tokens, index, published)
    year = int(stamp.group(3))
    full = YearReference(year if year >= _CENTURY else 2000 + year, index + 1, stated=True)
    return _date(found, full, tokens, index, published)


def read_year(tokens: Sequence[Token], index: int) -> CalendarDate | None:
    """Read digits where they are a year: Ende 2023, "waren 2018 bei einem Unglück", at a beginning."""
    year = year_at(tokens, index)
    if year is None:
        return None
    lead = low_at(tokens, index - 1)
    named = lead.endswith(tuple(_YEAR_NOUNS)) and tokens[index - 1].capital if index else False
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    counted = behind is not None and behind.capital
    told = lead in _PRONOUNS and not counted and low_at(tokens, index - 2) not in _SAME_AGAIN  # "waren es 2023"
    past = index > 0 and (lead in _PAST or told) and not tokens[index - 1].capital
    verb = behind is not None and behind.kind == "word" and not behind.capital
    first = verb and (index == 0 or (lead in _CLAUSE_MARKS and behind is not None and behind.low in _PAST))
    label = lead in {"", "("} and behind is not None and behind.text == ":"  # "(2023: 30'223)"
    if not (named or past or first or label or lead in _YEAR_LEADS or (lead == "für" and not counted)):
        return None
    return CalendarDate(index - named, index + 1, year, stated=True)


def _date(
    found: CalendarDate, behind: YearReference | None, tokens: Sequence[Token], index: int, published: date | None
) -> CalendarDate | None:
    """Return the date with its year: the one behind it, else the last or next one of the publication."""
    start, end, stated = found.start, found.end, False
    if behind is not None:
        year, end, stated = behind.year, behind.end, behind.stated
    elif published is None:
        return None
    else:
        year = _settle_year(found, published, read_shift(low_at(tokens, start - 1)), ahead=lies_ahead(tokens, index))
    dated = CalendarDate(start, end, year, found.month, found.day, found.since, stated, found.months)
    return dated if dated.write() is not None else None


def _settle_year(found: CalendarDate, published: date, shift: int | None, *, ahead: bool) -> int:
    """Return the year: the last time up to the publication, or the next where it lies ahead ("Ende Juni sollen …")."""
    month, day = found.month or 1, found.day
    if found.months:
        return (
            published.year
            + (ahead and month + found.months - 1 < published.month)
            - (not ahead and month > published.month)
        )
    if shift == 0:
        return published.year
    if ahead or shift == 1:
        return published.year + ((month, day or _LONGEST_MONTH) < (published.month, published.day))
    return published.year - ((month, day or 1) > (published.month, published.day))
