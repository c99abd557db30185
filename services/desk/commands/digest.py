"""`lagebild digest`: one hash over the ledger in Postgres."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import print_json_line
from services.desk.ledger_reading import read_ledger

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild digest\n
  lagebild compare --json seeds/*.txt | jq -r .digest      the same for the same articles"""


@app.command(epilog=_EXAMPLES)
def digest(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Print one hash over claims, positions, relations, discrepancies and estimates.

    Two runs over the same files, in any order, with any crashes between, print the same; so does compare --json.
    """
    found = read_ledger(data)
    if as_json:
        print_json_line({"digest": found.digest})
    else:
        sys.stdout.write(found.digest + "\n")
