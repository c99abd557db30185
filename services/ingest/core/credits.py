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
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[/,+&]\s*|\s+und\s+", re.IGNORECASE)
_HEAD, _TAIL = 600, 300
_LONGEST_CREDIT = 80


def find_agency(text: str) -> str | None:
    """Return the agencies of a credit (`Berlin (dpa) –`, `Quelle: dpa/AFP`), joined by `/`, or None."""
    head, tail = text[:_HEAD], text[-_TAIL:]
    found = _BRACKETS.search(head) if "(" in head else None
    if found is not None:
        return name_agencies(found[1])
    for part in (head, tail):
        for line in part.splitlines():
            credit = _LINE.match(line) if 2 <= len(line) <= _LONGEST_CREDIT else None
            if credit is not None:
                return name_agencies(credit[1] or "dpa")
    last = None
    for last in _BRACKETS.finditer(tail) if "(" in tail else ():  # noqa: B007  (the last counts)
        pass
    return None if last is None else name_agencies(last[1])


def name_agencies(credit: str | None) -> str | None:
    """Return the agencies that a credit names, as they write themselves, or None: `DPA, afp` is `dpa/AFP`."""
    found = dict.fromkeys(_find_name(part) for part in _SPLIT.split((credit or "").strip()))
    return "/".join(name for name in found if name) or None


def _find_name(part: str) -> str | None:
    folded = part.strip(" .©").casefold()
    return _AGENCIES.get(folded) or _AGENCIES.get(re.split(r"[\s/-]", folded)[0])
