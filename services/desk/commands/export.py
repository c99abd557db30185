"""`lagebild export`: the ledger as files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_postgres, open_database
from services.desk.consoles import open_page
from services.desk.errors import DeskError
from services.desk.exports import FORMATS, export_views
from services.desk.ledger_reading import find_dossiers

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild export ledger-today\n
  lagebild export kursk --dossier ukraine-krieg --format jsonl"""


@app.command(epilog=_EXAMPLES)
def export(
    folder: Annotated[Path, typer.Argument(help="Directory to write into; made where there is none")],
    form: Annotated[str, typer.Option("--format", help="csv, or jsonl: one JSON object a line")] = "csv",
    dossier: Annotated[str | None, typer.Option(help="Id of a dossier, or a part of it; without: all")] = None,
    data: DataOption = None,
) -> None:
    """Write ledger, evidence, conflicts, timeline and the other views as CSV or JSON lines, a file each."""
    if form not in FORMATS:
        raise DeskError(f"--format {form}: choose one of {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    counts = asyncio.run(_export(find_postgres(data), folder, form, dossier))
    page = open_page()
    for view, count in counts.items():
        page.print(f"{folder / view}.{form}: {count:,} rows", soft_wrap=True)


async def _export(dsn: str, folder: Path, form: str, dossier: str | None) -> dict[str, int]:
    async with open_database(dsn) as connection:
        dossiers = None if dossier is None else await find_dossiers(connection, dossier)
        return await export_views(connection, folder, form, dossiers)
