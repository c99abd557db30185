"""`lagebild ledger`: the ledger in Postgres."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import open_page, print_json_line
from services.desk.days import parse_day
from services.desk.ledger_pages import print_ledger
from services.desk.ledger_reading import read_ledger, read_pages

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild ledger\n
  lagebild ledger ukraine-krieg/nordkoreanische-soldaten\n
  lagebild ledger hochwasser --no-words\n
  lagebild ledger ukraine-krieg --known-on 2024-12-31"""


@app.command(epilog=_EXAMPLES)
def ledger(
    dossier: Annotated[str | None, typer.Argument(help="Id of a dossier, or a part of it")] = None,
    words: Annotated[bool, typer.Option(help="The sentence that bears each position out")] = True,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, as compare --json")] = False,  # noqa: FBT002
    known_on: Annotated[str | None, typer.Option(help="As it was known on that day, 2024-12-31")] = None,
    data: DataOption = None,
) -> None:
    """Show each dossier's tracks with low, best and high, who says what, and how figures relate."""
    day = parse_day(known_on)
    found = read_ledger(data, dossier) if as_json and day is None else read_pages(data, dossier, day)
    if as_json:
        print_json_line(found.model_dump(mode="json", by_alias=True))
    else:
        print_ledger(open_page(), found, words=words)
