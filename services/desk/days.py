"""Days that a person types."""

from __future__ import annotations

from datetime import date

from services.desk.errors import DeskError


def parse_day(known_on: str | None) -> date | None:
    """Return the day of `--known-on`; a DeskError says how to write one."""
    if known_on is None:
        return None
    try:
        return date.fromisoformat(known_on)
    except ValueError as error:
        raise DeskError(f"--known-on {known_on}: not a day; write it as 2024-12-31") from error
