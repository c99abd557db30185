"""`lagebild explain`: everything about one id."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import open_page
from services.desk.explanations import explain_id
from services.desk.ledger_reading import read_ledger

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild explain 3f9a21c0      the first digits of any id that Kafka, Postgres or --json shows"""


@app.command(epilog=_EXAMPLES)
def explain(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a claim, position, track, discrepancy or document")
    ],
    data: DataOption = None,
) -> None:
    """Show what an id stands for, the words that bear it out, and what it replaces or contradicts."""
    explain_id(open_page(), read_ledger(data), wanted)
