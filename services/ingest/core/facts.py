"""What is known about an article beside its text, and where two accounts of it meet."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an account says of an article; None is unknown. Dates are ISO 8601, a day or a moment with its offset."""

    published: str | None = None
    updated: str | None = None
    outlet: str | None = None
    url: str | None = None
    id: str | None = None
    title: str | None = None
    agency: str | None = None
    language: str | None = None


_NAMES = tuple(each.name for each in fields(Facts))
NOTHING = Facts()
"""An account that is silent on all."""


def complete_facts(first: Facts, second: Facts) -> Facts:
    """Return what the first account says, and where it is silent what the second says."""
    if second is NOTHING or second == NOTHING:
        return first
    if first is NOTHING or first == NOTHING:
        return second
    return Facts(*(getattr(first, name) or getattr(second, name) for name in _NAMES))


def keep_shareable(facts: Facts) -> Facts:
    """Return what may be said of several articles alike: not which document one is, nor what stands above it."""
    if facts.id is None and facts.url is None and facts.title is None:
        return facts
    return replace(facts, id=None, url=None, title=None)


def read_moment(value: str) -> str:
    """Return a day as it is and a moment with its offset; a moment without one is taken for German time.

    Raises:
        ValueError: This is no date in ISO 8601.
    """
    if len(value) <= len("2025-04-28"):
        return date.fromisoformat(value).isoformat()
    return place_moment(datetime.fromisoformat(value))


def place_moment(moment: datetime) -> str:
    """Return the moment with its offset; one without is taken for German time. ValueError where there is none such."""
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=_BERLIN)
    try:
        local.astimezone(UTC)  # year 1 minus two hours is no moment
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return local.isoformat()


def try_moment(value: str | None) -> str | None:
    """Return the date as ISO 8601, or None where there is none or none that can be read."""
    try:
        return read_moment(value.strip()) if value else None
    except ValueError:
        return None


def fold_space(value: str | None) -> str | None:
    """Return the words in one line, or None where there is none."""
    return (" ".join(value.split()) or None) if value else None


def is_storable(value: str) -> bool:
    """Tell whether UTF-8 and Postgres can hold the text: no NUL, no half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value
