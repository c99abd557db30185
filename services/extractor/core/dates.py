"""Find the dates of a sentence and write them as EDTF; relative ones against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.tokens import Token
from shared.domain.claims import AsOfBasis

_LAST = find_words("last")
_THIS = find_words("this")
_NEXT = find_words("next")
_YEAR_NOUNS = find_words("nouns of years")
_YEAR_PARTS = find_words("parts of years")
_YEAR_LEADS = find_words("prepositions of years")
_SINCE_PARTS = find_words("between seit and date")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_STAMP = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?$")
_AHEAD = find_words("words of plans")
_SURELY_AHEAD = find_words("words of sure plans")
_PAST = find_words("words of the past")
_CLAUSE_MARKS = frozenset([",", ";", ":", "–", "(", ")"])


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at tokens[start:end] as EDTF; `basis`: stated in full, or resolved against the publication."""

    start: int
    end: int
    edtf: str
    basis: AsOfBasis


class DateFinder:
    """Finds dates with the lexicon's months, seasons and days."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words: dict[str, Entry] = {form: entry for entry in lexicon["dates"] for form in entry.forms}

    def find(self, tokens: Sequence[Token], published: date | None) -> list[DateMention]:
        """Return the dates from left to right; what would need a publication date that is unknown is left out."""
        found: list[DateMention] = []
        index = 0
        while index < len(tokens):
            mention = self._read(tokens, index, published)
            if mention is None:
                index += 1
            else:
                found.append(_open_since(tokens, mention))
                index = mention.end
        return found

    def _read(self, tokens: Sequence[Token], index: int, published: date | None) -> DateMention | None:
        token = tokens[index]
        stamp = _STAMP.match(token.text) if token.kind == "stamp" else None
        if stamp is not None:
            return _read_stamp(stamp, index, published)
        entry = self._words.get(token.low) if token.kind == "word" else None
        kind = None if entry is None else entry.get("kind")
        if entry is not None and kind == "month" and (token.capital):
            return self._read_month(tokens, index, int(entry.get("value")), published)
        if entry is not None and kind == "season" and token.capital:
            return self._read_season(tokens, index, int(entry.get("value")), published)
        if entry is not None and kind == "weekday" and token.capital:
            return _read_weekday(tokens, index, int(entry.get("value")), published)
        if entry is not None and kind == "offset" and published is not None:
            return DateMention(
                index, index + 1, (published + timedelta(days=entry.get("value"))).isoformat(), "resolved"
            )
        return _read_year(tokens, index, published)

    def _read_month(
        self, tokens: Sequence[Token], index: int, month: int, published: date | None
    ) -> DateMention | None:
        day, start = _day_before(tokens, index)
        end = index + 1
        if end < len(tokens) and tokens[end].text == "." and len(tokens[index].text) <= 4:
            end += 1
        year = _year_at(tokens, end)
        if year is not None:
            return DateMention(start, end + 1, _join(year, month, day), "stated")
        if published is None:
            return None
        lead = tokens[start - 1].low if start else ""
        if lead in _THIS:
            year = published.year
        elif _lies_ahead(tokens, index):
            year = published.year + ((month, day or 31) < (published.month, published.day))
        else:
            year = published.year if (month, day or 1) <= (published.month, published.day) else published.year - 1
        return DateMention(start, end, _join(year, month, day), "resolved")

    def _read_season(
        self, tokens: Sequence[Token], index: int, season: int, published: date | None
    ) -> DateMention | None:
        year = _year_at(tokens, index + 1)
        if year is not None:
            return DateMention(index, index + 2, f"{year}-{season}", "stated")
        lead = tokens[index - 1].low if index else ""
        if published is None or lead not in _LAST | _THIS:
            return None
        first_month = {21: 3, 22: 6, 23: 9, 24: 12}[season]
        ended = published.month > first_month + 2 if season != 24 else False
        year = published.year if lead in _THIS or ended else published.year - 1
        return DateMention(index - 1, index + 1, f"{year}-{season}", "resolved")


def _join(year: int, month: int, day: int | None) -> str:
    return f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"


def _day_before(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """Return the day of "28. April" and where it begins."""
    if index >= 2 and tokens[index - 1].text == "." and tokens[index - 2].text.isdecimal():
        day = int(tokens[index - 2].text)
        if 1 <= day <= 31:
            return day, index - 2
    return None, index


def _year_at(tokens: Sequence[Token], index: int) -> int | None:
    if index < len(tokens) and tokens[index].kind == "number" and _YEAR.fullmatch(tokens[index].text):
        return int(tokens[index].text)
    return None


def _read_stamp(stamp: re.Match[str], index: int, published: date | None) -> DateMention | None:
    day, month = int(stamp.group(1)), int(stamp.group(2))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if stamp.group(3) is not None:
        year = int(stamp.group(3))
        return DateMention(index, index + 1, _join(year if year > 99 else 2000 + year, month, day), "stated")
    if published is None:
        return None
    year = published.year if (month, day) <= (published.month, published.day) else published.year - 1
    return DateMention(index, index + 1, _join(year, month, day), "resolved")


def _read_weekday(tokens: Sequence[Token], index: int, weekday: int, published: date | None) -> DateMention | None:
    """Resolve "am Donnerstag" to the last one up to the publication; "kommenden Freitag" lies ahead."""
    if published is None:
        return None
    lead = tokens[index - 1].low if index else ""
    if lead in _NEXT:
        return None
    back = (published.isoweekday() - weekday) % 7
    if _lies_ahead(tokens, index):
        ahead = (weekday - published.isoweekday()) % 7 or 7
        return DateMention(index, index + 1, (published + timedelta(days=ahead)).isoformat(), "resolved")
    return DateMention(index, index + 1, (published - timedelta(days=back)).isoformat(), "resolved")


def _read_year(tokens: Sequence[Token], index: int, published: date | None) -> DateMention | None:
    token = tokens[index]
    if token.low in _YEAR_NOUNS and token.capital:
        year = _year_at(tokens, index + 1)
        if year is not None:
            return DateMention(index, index + 2, str(year), "stated")
        lead = tokens[index - 1].low if index else ""
        if published is not None and lead in _LAST:
            return DateMention(index - 1, index + 1, str(published.year - 1), "resolved")
        part = tokens[index - 2].low if index >= 2 else ""
        if published is not None and (lead in _THIS or lead == "heuer" or (lead == "des" and part in _YEAR_PARTS)):
            return DateMention(index - 1, index + 1, str(published.year), "resolved")
    if token.low == "heuer" and published is not None:
        return DateMention(index, index + 1, str(published.year), "resolved")
    if token.low in {"vorjahr", "vorjahres"} and published is not None:
        return DateMention(index, index + 1, str(published.year - 1), "resolved")
    year = _year_at(tokens, index)
    if year is not None and index and tokens[index - 1].low in _PAST and not tokens[index - 1].capital:
        return DateMention(index, index + 1, str(year), "stated")  # "waren 2018 bei einem Unglück fünf Menschen"
    if year is not None and index and tokens[index - 1].low in _YEAR_LEADS:
        return DateMention(index, index + 1, str(year), "stated")
    if year is not None and index == 0 and len(tokens) > 1 and tokens[1].kind == "word" and not tokens[1].capital:
        return DateMention(index, index + 1, str(year), "stated")
    return None


def _lies_ahead(tokens: Sequence[Token], index: int) -> bool:
    """Tell "am Dienstag müssen 300 Menschen …" from "am Dienstag mussten": a clause of plans, nothing past in it."""
    left = right = index
    while left > 0 and tokens[left - 1].text not in _CLAUSE_MARKS:
        left -= 1
    while right < len(tokens) and tokens[right].text not in _CLAUSE_MARKS:
        right += 1
    words = {token.low for token in tokens[left:right]}
    if not words.isdisjoint(_SURELY_AHEAD):
        return True
    return not words.isdisjoint(_AHEAD) and words.isdisjoint(_PAST)


def _open_since(tokens: Sequence[Token], mention: DateMention) -> DateMention:
    """Write "seit August 2023" as an interval without an end: 2023-08/.."""
    leads = [token.low for token in tokens[max(0, mention.start - 2) : mention.start]]
    behind = [token.low for token in tokens[mention.end : mention.end + 2]]
    if leads and leads[-1] == "seit" and behind in ([",", "als"], [";", "damals"]):
        return mention  # "das schwerste seit 2013, als 12 Menschen starben"
    if leads and (leads[-1] == "seit" or (leads[0] == "seit" and leads[-1] in _SINCE_PARTS)):
        return DateMention(mention.start - 1, mention.end, mention.edtf + "/..", mention.basis)
    return mention
