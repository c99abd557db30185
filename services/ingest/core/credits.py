"""Find the news agency that a text is credited to."""

from __future__ import annotations

import re

_AGENCIES = {
    "dpa": "dpa",
    "dpa-afx": "dpa-AFX",
    "afp": "AFP",
    "reuters": "Reuters",
    "rtr": "Reuters",
    "ap": "AP",
    "sda": "sda",
    "keystone-sda": "sda",
    "apa": "APA",
    "kna": "KNA",
    "epd": "epd",
    "sid": "SID",
    "dts": "dts",
    "tass": "TASS",
    "ansa": "ANSA",
}
_NAME = rf"(?:{'|'.join(sorted(_AGENCIES, key=len, reverse=True))})(?:-[a-z]+|/[a-z]{{2,3}}\b(?!\s*/))?"
_LIST = rf"{_NAME}(?:\s*[/,+&]\s*{_NAME}|\s+und\s+{_NAME})*"
_BRACKETS = re.compile(rf"\(({_LIST})(?:[/,]\s*[\w.-]+)*\)", re.IGNORECASE)
_LINE = re.compile(
    r"^\W*(?:(?:Quellen?|Mit Material von|Von|Material)\s*:?\s*)?©?\s*"
    rf"(?:dpa-infocom|({_LIST}))\s*(?:,\s*dpa:.*)?[.|]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_SPLIT = re.compile(r"\s*[/,+&]\s*|\s+und\s+", re.IGNORECASE)
_HEAD, _TAIL = 600, 300


def find_agency(text: str) -> str | None:
    """Return the agencies of a credit (`Berlin (dpa) –`, `Quelle: dpa/AFP`), joined by `/`, or None."""
    head = _BRACKETS.search(text[:_HEAD])
    if head is not None:
        return name_agencies(head[1])
    parts = (text[:_HEAD], text[-_TAIL:])
    for part in parts:
        line = _LINE.search(part)
        if line is not None:
            return name_agencies(line[1] or "dpa")
    tail = None
    for tail in _BRACKETS.finditer(text[-_TAIL:]):  # noqa: B007  (the last counts)
        pass
    return None if tail is None else name_agencies(tail[1])


def name_agencies(credit: str | None) -> str | None:
    """Return the agencies that a credit names, as they write themselves, or None: `DPA, afp` is `dpa/AFP`."""
    found = dict.fromkeys(_find_name(part) for part in _SPLIT.split((credit or "").strip()))
    return "/".join(name for name in found if name) or None


def _find_name(part: str) -> str | None:
    folded = part.strip(" .©").casefold()
    return _AGENCIES.get(folded) or _AGENCIES.get(re.split(r"[\s/-]", folded)[0])
