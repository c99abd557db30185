"""`lagebild conflicts`: what cannot all be right."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.conflict_pages import conflicts_to_json, print_conflicts
from services.desk.connections import DataOption
from services.desk.consoles import open_page, print_json_line
from services.desk.ledger_reading import read_pages

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild conflicts\n
  lagebild conflicts ukraine-krieg\n
  lagebild conflicts --json | jq '.discrepancies[] | .why'"""


@app.command(epilog=_EXAMPLES)
def conflicts(
    dossier: Annotated[str | None, typer.Argument(help="Id of a dossier, or a part of it")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Show which sources contradict each other and which headlines and boxes their own article."""
    found = read_pages(data, dossier)
    if as_json:
        print_json_line(conflicts_to_json(found))
    else:
        print_conflicts(open_page(), found)
