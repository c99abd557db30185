"""Find the dates of a sentence and write them as EDTF; relative ones against the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.extractor.core.calendar_dates import (
    CalendarDate,
    read_feast,
    read_first_months,
    read_month,
    read_part,
    read_season,
    read_stamp,
    read_year,
)
from services.extractor.core.date_words import Clock, DateWords, low_at, read_shift
from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.relative_dates import Written, read_offset, read_unit, read_weekday
from services.extractor.core.tokens import Token
from shared.domain.claims import AsOfBasis

_SINCE = find_words("openers of a time")
_SINCE_PARTS = find_words("between seit and date")
_LONGEST_LEAD = 3
_JOINTS = frozenset(["bis", "und", "/", "-", "–"])
_NIGHT_JOINTS = frozenset(["auf", "zum"])
_ARTICLES = frozenset(["dem", "den", "zum", "anfang", "mitte", "ende", "auf"])
_DAY_LENGTH = len("2025-04-30")
_ANY_DAY = date(2024, 7, 1)
"""Stands for an unknown publication while a sentence is read; what depends on it is untold."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at tokens[start:end] as EDTF; `basis`: stated in full, or resolved against the publication.

    `edtf` is None where the date is relative and the publication unknown: a date there is, but nobody can say which.
    """

    start: int
    end: int
    edtf: str | None
    basis: AsOfBasis

    def lies_behind(self, published: date | None) -> bool:
        """Tell whether the date is later than the publication, as far as both are known."""
        return published is not None and self.edtf is not None and self.edtf.split("/")[0] > published.isoformat()


@dataclass(frozen=True, slots=True)
class _Dated:
    """A mention while it is read: always with a date."""

    start: int
    end: int
    edtf: str
    basis: AsOfBasis


@dataclass(frozen=True, slots=True)
class _Reading:
    """A mention with what it was read from: a date of the calendar, or a weekday."""

    mention: _Dated
    calendar: CalendarDate | None = None
    weekday: bool = False


class DateFinder:
    """Finds dates with the lexicon's months, seasons, days and units of time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = DateWords(lexicon)

    def find(
        self, tokens: Sequence[Token], published: date | None, before: DateMention | None = None
    ) -> list[DateMention]:
        """Return the dates from left to right; without a publication the relative ones are there, but untold.

        `before`: the last date of the sentence before, from which "am Tag darauf" and "im Vorjahr" may count.
        """
        found: list[_Reading] = []
        index = 0
        today = published or _ANY_DAY
        while index < len(tokens):
            if not self._words.may_date(tokens[index]):
                index += 1
                continue
            last = found[-1].mention if found else before
            reading = self._read(tokens, index, _wind(today, last)) or _read_second_year(tokens, index, found)
            if reading is None:
                index += 1
            else:
                found.append(reading)
                index = reading.mention.end
        mentions = [_open_since(tokens, mention) for mention in _join_ranges(tokens, found)]
        told = [published is not None or mention.basis == "stated" for mention in mentions]
        return [
            DateMention(one.start, one.end, one.edtf if known else None, one.basis)
            for one, known in zip(mentions, told, strict=True)
        ]

    def _read(self, tokens: Sequence[Token], index: int, clock: Clock) -> _Reading | None:
        token = tokens[index]
        if token.kind == "stamp":
            return _settle(read_stamp(tokens, index, clock.published))
        entry = self._words.find(token) if token.kind == "word" else None
        if entry is None:
            return _settle(read_year(tokens, index))
        if entry.get("kind") == "feast":
            return _settle(read_feast(tokens, index, *divmod(int(entry.get("value")), 100), clock.published))
        if entry.get("kind") in {"month", "season", "part"}:
            return _settle(self._read_calendar(tokens, index, entry, clock.published))
        return self._read_relative(tokens, index, entry, clock)

    def _read_calendar(
        self, tokens: Sequence[Token], index: int, entry: Entry, published: date | None
    ) -> CalendarDate | None:
        read = {"month": read_month, "season": read_season, "part": read_part}[entry.get("kind")]
        return read(self._words, tokens, index, int(entry.get("value")), published)

    def _read_relative(self, tokens: Sequence[Token], index: int, entry: Entry, clock: Clock) -> _Reading | None:
        value = entry.get("value")
        written: Written | None = None
        match entry.get("kind"):
            case "weekday":
                written = read_weekday(tokens, index, int(value), clock)
                return None if written is None else _Reading(_Dated(*written, "resolved"), weekday=True)
            case "offset":
                written = read_offset(tokens, index, entry.get("unit", "day"), int(value), clock)
            case "unit" if value == "month":
                first = read_first_months(self._words, tokens, index, clock.published)
                if first is not None:
                    return _settle(first)
                written = read_unit(self._words, tokens, index, value, clock)
            case "unit":
                year = _settle(read_year(tokens, index + 1)) if value == "year" and index + 1 < len(tokens) else None
                if year is not None:
                    return year
                written = read_unit(self._words, tokens, index, value, clock)
        return None if written is None else _Reading(_Dated(*written, "resolved"))


def _settle(found: CalendarDate | None) -> _Reading | None:
    edtf = None if found is None else found.write()
    if found is None or edtf is None:
        return None
    return _Reading(_Dated(found.start, found.end, edtf, "stated" if found.stated else "resolved"), found)


def _wind(published: date, last: DateMention | _Dated | None) -> Clock:
    """Return what relative dates count from: the last date named, by its day or, where that was said, its year."""
    if last is None or last.edtf is None or "/" in last.edtf:
        return Clock(published)
    day = date.fromisoformat(last.edtf) if len(last.edtf) == _DAY_LENGTH else None
    told = last.basis == "stated" or len(last.edtf) == len("2025")
    return Clock(published, day, int(last.edtf[:4]) if told else None)


def _read_second_year(tokens: Sequence[Token], index: int, found: Sequence[_Reading]) -> _Reading | None:
    """Read the second year of "2014 und 2015", "2014-2016" and "2014/15", right behind the first."""
    last = found[-1].calendar if found else None
    joined = last is not None and last.stated and last.month is None and last.end == index - 1
    token = tokens[index]
    if last is None or not joined or token.kind != "number" or low_at(tokens, index - 1) not in _JOINTS:
        return None
    if last.year is None or not token.text.isdecimal() or len(token.text) not in {2, 4}:
        return None
    short = len(token.text) == len("15")
    if short and low_at(tokens, index - 1) != "/":
        return None
    year = last.year // 100 * 100 + int(token.text) if short else int(token.text)
    return _settle(CalendarDate(index, index + 1, year, stated=True)) if last.year < year < last.year + 200 else None


def _join_ranges(tokens: Sequence[Token], found: Sequence[_Reading]) -> list[_Dated]:
    """Make one interval of "zwischen März und Juni 2023", "2014 und 2015", "von Montag bis Mittwoch"."""
    joined: list[_Dated] = []
    previous: _Reading | None = None
    for reading in found:
        whole = None if previous is None else _join(tokens, previous, reading)
        if whole is None:
            joined.append(reading.mention)
            previous = reading
        else:
            joined[-1] = whole
            previous = None
    return joined


def _join(tokens: Sequence[Token], first: _Reading, second: _Reading) -> _Dated | None:
    between = [token.low for token in tokens[first.mention.end : second.mention.start]]
    if not between or not _are_alike(first, second):
        return None
    start, end = first.mention.start, second.mention.end
    if between[0] in _NIGHT_JOINTS and first.weekday and set(between) <= _ARTICLES:
        return _Dated(start, end, second.mention.edtf, second.mention.basis)  # "von Montag auf Dienstag"
    if between[0] not in _JOINTS or not set(between[1:]) <= _ARTICLES:
        return None
    left = _align(first, second).split("/")[0]
    right = second.mention.edtf.split("/")[-1]
    basis = "stated" if second.mention.basis == "stated" else first.mention.basis
    return _Dated(start, end, f"{left}/{right}", basis) if left < right else None


def _are_alike(first: _Reading, second: _Reading) -> bool:
    if first.calendar is None or second.calendar is None:
        return first.weekday and second.weekday
    one, other = first.calendar, second.calendar
    return (one.month is None, one.day is None, one.months) == (other.month is None, other.day is None, other.months)


def _align(first: _Reading, second: _Reading) -> str:
    """Return the first date before the second: "Freitag bis Sonntag" is one weekend, "März und Juni 2023" one year."""
    one, other = first.calendar, second.calendar
    if one is None or other is None or other.year is None:
        day, last = (date.fromisoformat(reading.mention.edtf) for reading in (first, second))
        return (last - timedelta(days=(last - day).days % 7)).isoformat()
    if one.stated or one.month is None:
        return first.mention.edtf
    later = (one.month, one.day or 1) > (other.month or 1, other.day or 1)
    return replace(one, year=other.year - later).write() or first.mention.edtf


def _open_since(tokens: Sequence[Token], mention: _Dated) -> _Dated:
    """Write "seit August 2023" and "ab dem 1. Juli" as an interval without an end: 2023-08/.."""
    if mention.edtf.endswith(".."):
        return mention
    lead = mention.start - 1
    while lead > mention.start - _LONGEST_LEAD and (
        low_at(tokens, lead) in _SINCE_PARTS or read_shift(low_at(tokens, lead)) is not None
    ):
        lead -= 1
    if low_at(tokens, lead) not in _SINCE:
        return mention
    behind = [token.low for token in tokens[mention.end : mention.end + 2]]
    if behind in ([",", "als"], [";", "damals"]):
        return mention  # "das schwerste seit 2013, als 12 Menschen starben"
    return replace(mention, start=lead, edtf=mention.edtf.split("/")[0] + "/..")
