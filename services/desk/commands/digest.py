"""`lagebild digest`: one hash over the ledger in Postgres."""

from __future__ import annotations

import sys

import typer

from services.desk.connections import DataOption
from services.desk.ledger_reading import read_ledger

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild digest\n
  lagebild compare --json seeds/*.txt | jq -r .digest      the same for the same articles"""


@app.command(epilog=_EXAMPLES)
def digest(data: DataOption = None) -> None:
    """Print one hash over claims, positions, relations, discrepancies and estimates.

    Two runs over the same files, in any order, with any crashes between, print the same; so does compare --json.
    """
    sys.stdout.write(read_ledger(data).digest + "\n")
