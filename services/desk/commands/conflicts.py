"""`lagebild conflicts`: what cannot all be right."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.conflict_pages import print_conflicts
from services.desk.connections import DataOption
from services.desk.consoles import open_page
from services.desk.ledger_reading import read_ledger

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild conflicts\n
  lagebild conflicts ukraine-krieg"""


@app.command(epilog=_EXAMPLES)
def conflicts(
    dossier: Annotated[str | None, typer.Argument(help="Id of a dossier, or a part of it")] = None,
    data: DataOption = None,
) -> None:
    """Show which sources contradict each other and which headlines and boxes their own article."""
    print_conflicts(open_page(), read_ledger(data, dossier))
