"""Read `manifest.csv`: one row for each file beside it, for archives that have no sidecars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.ingest.core.encodings import decode_text
from services.ingest.core.facts import NOTHING, Facts, fold_space, is_storable, read_moment
from services.ingest.core.rejections import Rejection

MAX_MANIFEST_BYTES = 50_000_000
_COLUMNS = ("published", "updated", "outlet", "url", "id", "title")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_ADVICE = (
    "Correct manifest.csv, its first line names the columns (name, published, outlet, url), then: lagebild retry. "
    "A date is 2025-04-28 or 2025-04-28T14:30:00+02:00."
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says of each file, by name; `fault`: why it can't be used at all."""

    rows: Mapping[str, Facts | Rejection] = field(default_factory=dict)
    fault: Rejection | None = None

    def find(self, name: str) -> Facts | Rejection:
        """Return what is said of the file of that name; nothing where it has no row."""
        return self.fault or self.rows.get(name, NOTHING)


def read_manifest(data: bytes) -> Manifest:
    """Return what the manifest says; a row that is faulty fails only its own file."""
    if len(data) > MAX_MANIFEST_BYTES:
        return Manifest(fault=refuse_manifest(f"it has more than {MAX_MANIFEST_BYTES:,} bytes"))
    decoded = decode_text(data)  # Excel writes Windows-1252
    if isinstance(decoded, Rejection):
        return Manifest(fault=refuse_manifest(decoded.reason))
    first = decoded.text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(decoded.text, newline=""), delimiter=delimiter)
    try:
        reader.fieldnames = [(column or "").strip().lower() for column in reader.fieldnames or ()]
        if "name" not in reader.fieldnames:
            return Manifest(fault=refuse_manifest('its first line names no column "name"'))
        return Manifest({(row["name"] or "").strip(): _read_row(row, reader.line_num) for row in reader})
    except csv.Error as error:
        return Manifest(fault=refuse_manifest(f"line {reader.line_num}: {error}"))


def _read_row(row: Mapping[str, str | None], line: int) -> Facts | Rejection:
    values = {column: fold_space(row.get(column)) for column in _COLUMNS}
    for column, value in values.items():
        if value is not None and not is_storable(value):
            return refuse_manifest(f"line {line}, {column}: it holds NUL or half of a surrogate pair")
        if value is not None and column in {"published", "updated"}:
            try:
                values[column] = read_moment(_GERMAN_DAY.sub(_turn_day, value))
            except ValueError as error:
                return refuse_manifest(f"line {line}, {column}: {value[:60]!r} is no date ({error})")
    return Facts(**values)


def _turn_day(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def refuse_manifest(fault: str) -> Rejection:
    """Return the refusal of a file for its manifest's sake."""
    return Rejection("broken_manifest", f"manifest.csv beside it can't be used: {fault}", _ADVICE)
