"""Days that a person types."""

from __future__ import annotations

from datetime import date

from services.desk.errors import DeskError


def parse_day(given: str | None, option: str = "--known-on") -> date | None:
    """Return the day that an option names; a DeskError says how to write one."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise DeskError(f"{option} {given}: not a day; write it as 2024-12-31") from error
