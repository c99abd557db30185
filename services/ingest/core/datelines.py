"""Find what a text says about its own date: a dateline, `Stand:`, `Update vom …`. All of it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.ingest.core.facts import Facts, place_moment

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan jän",
            "februar feber feb",
            "märz mrz mär",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE = r"(?P<day>\d{1,2})\.\s?(?:(?P<number>\d{1,2})\.\s?|(?P<month>[A-Za-zäÄ]{3,9})\.?\s)(?P<year>(?:19|20)\d\d)\b"
_TIME = (
    r"(?:\s*(?:[,–|-]|um|/)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:\s*Uhr)?"
    r"|\s*,?\s*(?:um\s)?(?P<full>\d{1,2})\s*Uhr)?"
)
_WEEKDAY = r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So|[A-Z][a-z]+tag|Mittwoch|Sonnabend)[.,]?\s*,?\s*)?"

Kind = Literal["published", "updated"]
_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "updated",
        re.compile(
            r"\b(?:Update(?:\s+vom)?|(?:Zuletzt\s+)?[Aa]ktualisiert(?:\s+am)?|Letzte Aktualisierung|Stand)\s*:?\s*"
            r"(?:am\s|vom\s)?" + _WEEKDAY + _DATE + _TIME
        ),
    ),
    (
        "published",
        re.compile(
            r"\b(?:Veröffentlicht|Erstellt|Erschienen|Publiziert|Datum|(?:Erstmeldung|Meldung|Mitteilung) vom)\s*:?\s*"
            r"(?:am\s|vom\s)?" + _WEEKDAY + _DATE + _TIME
        ),
    ),
    (  # "Berlin, 28. April 2025 (dpa) – …", "Wien/Graz (APA), 3.5.2025:"
        "published",
        re.compile(
            # not "Am Montag, 28. April 2025 kamen", which is when it happened
            r"^(?!(?:Am|Bis|Seit|Im|Vom|Noch|Erst|Schon|Ab|Der|Die|Das)\s)[A-ZÄÖÜ][\w.\-/ ]{1,40}"
            r"(?:\s\([\w/ -]{2,20}\))?,\s"
            r"(?:den\s)?" + _WEEKDAY + _DATE + _TIME + r"(?=\s*(?:[(–—:.-]|$))",
            re.MULTILINE,
        ),
    ),
    # "Montag, 28. April 2025, 16:40 Uhr" alone in its line
    ("published", re.compile(r"^\s*" + _WEEKDAY + _DATE + _TIME + r"\s*$", re.MULTILINE)),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEAD, _TAIL = 1_500, 600
"""Characters: where pages put dates of their own; those between are what the article tells of."""


@dataclass(frozen=True, slots=True)
class _Sighting:
    kind: Kind
    value: str
    day: date


def find_own_dates(text: str, latest: date) -> Facts:
    """Return `published` and `updated` as the text gives them away; nothing later than `latest`, the day of arrival."""
    parts = (text[:_HEAD], text[-_TAIL:]) if len(text) > _HEAD + _TAIL else (text[:_HEAD],)
    found = [sighting for part in parts for sighting in _find(part) if sighting.day <= latest]
    published = next((one.value for one in found if one.kind == "published"), None)
    updated = next((one.value for one in found if one.kind == "updated"), None)
    if published is None:
        return Facts(published=updated)  # "Stand: 28.04.2025" alone dates the text
    return Facts(published=published, updated=updated if updated and updated[:10] >= published[:10] else None)


def _find(part: str) -> Iterator[_Sighting]:
    if _YEAR.search(part) is None:
        return
    for kind, rule in _RULES:
        for match in rule.finditer(part):
            sighting = _read(kind, match)
            if sighting is not None:
                yield sighting


def _read(kind: Kind, match: re.Match[str]) -> _Sighting | None:
    month = match["number"] or _MONTHS.get((match["month"] or "").lower())
    if month is None:
        return None
    try:
        day = date(int(match["year"]), int(month), int(match["day"]))
        hour = match["hour"] or match["full"]
        if hour is None:
            return _Sighting(kind, day.isoformat(), day)
        moment = datetime(day.year, day.month, day.day, int(hour), int(match["minute"] or 0))  # noqa: DTZ001  (placed below)
        return _Sighting(kind, place_moment(moment), day)
    except ValueError:  # "31.02.2025", "25 Uhr"
        return None
