"""Read the sidecar `NAME.txt.meta.json`: what its text does not say about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

from services.ingest.core.facts import Facts, is_storable, keep_shareable, read_moment
from services.ingest.core.rejections import Rejection

MAX_SIDECAR_BYTES = 100_000
EXAMPLE = '{"published": "2025-04-28", "outlet": "Beispielblatt", "url": "https://beispiel.example/artikel"}'

_EXAMPLES = {
    "published": '"2025-04-28" or "2025-04-28T14:30:00+02:00"',
    "updated": '"2025-04-29" or "2025-04-29T08:15:00+02:00"',
    "outlet": '"Beispielblatt"',
    "url": '"https://beispiel.example/artikel"',
    "id": '"artikel-4711"',
    "title": '"Zwölf Verletzte bei Brand in Lagerhalle"',
}
_DATES = ("published", "updated")


class _FaultyKeyError(ValueError):
    def __init__(self, key: str, fault: str) -> None:
        super().__init__(fault)
        self.key = key


def read_sidecar(data: bytes) -> Facts | Rejection:
    """Return what the sidecar says, or why it can't be used. Unknown keys are ignored; null and "" mean unknown."""
    if len(data) > MAX_SIDECAR_BYTES:
        return refuse_sidecar(f"it has more than {MAX_SIDECAR_BYTES:,} bytes")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return refuse_sidecar(f"it is not UTF-8 (byte {error.start + 1:,})")
    except json.JSONDecodeError as error:
        return refuse_sidecar(f"it is not JSON: {error.msg} in line {error.lineno}, column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; brackets nested without end
        return refuse_sidecar(f"it is not JSON that can be read: {error}")
    if not isinstance(document, dict):
        return refuse_sidecar("it must be one JSON object, in curly brackets")
    try:
        return Facts(**{key: _read_value(document, key) for key in _EXAMPLES})
    except _FaultyKeyError as error:
        return refuse_sidecar(f'"{error.key}" {error}', f'Right would be: "{error.key}": {_EXAMPLES[error.key]}')


def fit_sidecar(described: Facts, *, several: bool) -> Facts | Rejection:
    """Return what the sidecar says of a file that may hold `several` articles, or why it can't be meant so."""
    if not several or keep_shareable(described) == described:
        return described
    return refuse_sidecar(
        '"id", "url" and "title" belong to one article, and this file may hold several',
        "Leave outlet and dates in the sidecar, and put the others into the file itself",
    )


def _read_value(document: Mapping[str, object], key: str) -> str | None:
    value = document.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _FaultyKeyError(key, f"must be a text in quotes or null, and is {_describe(value)}")
    folded = value if key == "title" else " ".join(value.split())  # a title's broken words need its line breaks
    if not is_storable(folded):
        raise _FaultyKeyError(key, "holds NUL or half of a surrogate pair")
    if not folded.strip():
        return None
    return _read_date(key, folded) if key in _DATES else folded


def _read_date(key: str, value: str) -> str:
    try:
        return read_moment(value)
    except ValueError as error:
        said = (
            "" if "isoformat" in str(error) else f" ({error})"
        )  # "day is out of range for month" helps, that does not
        raise _FaultyKeyError(key, f"is no date: {_shorten(json.dumps(value, ensure_ascii=False))}{said}") from error


def refuse_sidecar(fault: str, advice: str | None = None) -> Rejection:
    """Return the refusal of a file for its sidecar's sake. `fault`: what is wrong with the sidecar."""
    example = advice or f"A right sidecar looks like this: {EXAMPLE}"
    return Rejection(
        "broken_sidecar",
        f"the sidecar (NAME.txt.meta.json) can't be used: {fault}",
        f"{example}. Correct it and drop both files again, or drop the text without a sidecar.",
    )


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "an object in curly brackets"
    if isinstance(value, list):
        return "a list in square brackets"
    return "a number that is too long" if isinstance(value, int) and abs(value) > 10**30 else json.dumps(value)


def _shorten(shown: str) -> str:
    return shown if len(shown) <= 60 else shown[:57] + "…"
