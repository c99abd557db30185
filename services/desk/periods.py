"""As-of dates the way people write them: "autumn 2024" for `2024-23`, "since 2023-08" for `2023-08/..`."""

from __future__ import annotations

import re

_SEASONS = ("spring", "summer", "autumn", "winter")
_PARTS = {str(21 + number): name for number, name in enumerate(_SEASONS)}
_PARTS |= {str(25 + number): name for number, name in enumerate(_SEASONS)}  # northern seasons, what German news mean
_PARTS |= {str(33 + number): f"{name} quarter of" for number, name in enumerate(("first", "second", "third", "fourth"))}
_PARTS |= {str(37 + number): f"{name} third of" for number, name in enumerate(("first", "second", "last"))}
_PARTS |= {str(40 + number): f"{name} half of" for number, name in enumerate(("first", "second"))}
_HEDGES = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
_PART_OF_YEAR = re.compile(r"(\d{4})-(\d\d)")
_DECADE = re.compile(r"\d{3}X")
_UNKNOWN = re.compile(r"(?:-XX)+")
_OPEN = ("", "..")


def describe_period(as_of: str) -> str:
    """Return an EDTF date, season or interval in words; years, months and days stay as they are (`2024-10`)."""
    if "/" not in as_of:
        return _describe_date(as_of)
    start, end = as_of.split("/", 1)
    if start in _OPEN:
        return "at any time" if end in _OPEN else f"until {_describe_date(end)}"
    return f"since {_describe_date(start)}" if end in _OPEN else f"{_describe_date(start)} to {_describe_date(end)}"


def describe_periods(as_of: tuple[str, ...]) -> str:
    """Return all dates that a position is given, with commas between."""
    return ", ".join(describe_period(one) for one in as_of)


def _describe_date(text: str) -> str:
    hedge = _HEDGES.get(text[-1:], "")
    plain = _UNKNOWN.sub("", text[:-1] if hedge else text)
    found = _PART_OF_YEAR.fullmatch(plain)
    if found and found[2] in _PARTS:
        plain = f"{_PARTS[found[2]]} {found[1]}"
    elif _DECADE.fullmatch(plain):
        plain = f"{plain[:-1]}0s"
    return hedge + plain
