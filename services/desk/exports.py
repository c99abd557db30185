"""The views of Postgres as files, for spreadsheets (CSV) and programs (JSON lines)."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterable, Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import asyncpg

VIEWS = ("ledger", "evidence", "conflicts", "timeline", "connections", "history", "review_queue")
FORMATS = ("csv", "jsonl")
_ORDER = {
    "ledger": "dossier_id, measure, place, track_id",
    "evidence": "dossier_id, measure, effective, claim_id",
    "conflicts": "dossier_id, kind, conflict_id",
    "timeline": "dossier_id, measure, track_id, day, entry, note",
    "connections": "dossier_id, kind, relation_id",
    "history": "dossier_id, measure, track_id, known_since",
    "review_queue": "dossier_id, claim_id",
}

_QUERY = """
SELECT * FROM lagebild.{view} WHERE $1::text[] IS NULL OR dossier_id = ANY($1) ORDER BY {order}"""

Row = Sequence[Any]


async def export_views(
    connection: asyncpg.Connection, folder: Path, form: str, dossier_ids: Sequence[str] | None
) -> dict[str, int]:
    """Write each view into a file of a folder that is there, of these dossiers or of all; return the numbers of rows.

    All files show one state of the database. Row by row: a ledger need not fit into memory.
    """
    counts: dict[str, int] = {}
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for view in VIEWS:
            statement = await connection.prepare(_QUERY.format(view=view, order=_ORDER[view]))
            names = [attribute.name for attribute in statement.get_attributes()]
            rows = statement.cursor(None if dossier_ids is None else list(dossier_ids), prefetch=1000)
            with (folder / f"{view}.{form}").open("w", encoding="utf-8", newline="") as file:
                counts[view] = await (_write_csv if form == "csv" else _write_json)(file, names, rows)
    return counts


async def _write_csv(file: TextIO, names: Sequence[str], rows: AsyncIterable[asyncpg.Record]) -> int:
    writer = csv.writer(file)
    writer.writerow(names)
    return await _count(rows, lambda row: writer.writerow([_print_cell(value) for value in row]))


async def _write_json(file: TextIO, names: Sequence[str], rows: AsyncIterable[asyncpg.Record]) -> int:
    def write(row: Row) -> None:
        shown = {name: _make_plain(value) for name, value in zip(names, row, strict=True)}
        file.write(json.dumps(shown, ensure_ascii=False) + "\n")

    return await _count(rows, write)


async def _count(rows: AsyncIterable[asyncpg.Record], write: Callable[[Row], object]) -> int:
    count = 0
    async for row in rows:
        write(tuple(row))
        count += 1
    return count


def _print_cell(value: Any) -> Any:
    """Return what stands in a cell: unknown is empty, arrays are JSON."""
    plain = _make_plain(value)
    if isinstance(plain, list):
        return json.dumps(plain, ensure_ascii=False)
    return str(plain).lower() if isinstance(plain, bool) else plain


def _make_plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_make_plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
