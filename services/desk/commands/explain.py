"""`lagebild explain`: everything about one id."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_postgres, open_database
from services.desk.consoles import open_page
from services.desk.explanations import explain_proof
from services.desk.proofs import Proof, find_proof

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
    explain_proof(open_page(), asyncio.run(_find(find_postgres(data), wanted)))


async def _find(dsn: str, wanted: str) -> Proof:
    async with open_database(dsn) as connection:
        return await find_proof(connection, wanted)
