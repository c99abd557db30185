"""`lagebild dossiers`: what the ledger is about."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_postgres, open_database
from services.desk.consoles import open_page, print_json_line
from services.desk.dossier_lists import ListedDossier, list_dossiers, print_dossiers
from services.desk.ledger_reading import find_dossiers

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild dossiers\n
  lagebild dossiers hochwasser"""


@app.command(epilog=_EXAMPLES)
def dossiers(
    dossier: Annotated[str | None, typer.Argument(help="A part of ids or labels; without: all")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per dossier")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """List the dossiers, an event and a counted group each: those with most serious conflicts first."""
    listed = asyncio.run(_list(find_postgres(data), dossier))
    if not as_json:
        print_dossiers(open_page(), listed)
        return
    for each in listed:
        days = {name: day and day.isoformat() for name in ("first_said", "last_said") for day in [getattr(each, name)]}
        print_json_line(asdict(each) | days)


async def _list(dsn: str, wanted: str | None) -> list[ListedDossier]:
    async with open_database(dsn) as connection:
        return await list_dossiers(connection, None if wanted is None else await find_dossiers(connection, wanted))
