"""`lagebild ledger`: the ledger in Postgres."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import open_page, print_json_line
from services.desk.days import parse_day
from services.desk.front_pages import list_closer, print_front
from services.desk.ledger_pages import print_ledger
from services.desk.ledger_reading import read_front, read_ledger, read_pages

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild ledger\n
  lagebild ledger ukraine-krieg/nordkoreanische-soldaten\n
  lagebild ledger hochwasser --no-words\n
  lagebild ledger --all\n
  lagebild ledger ukraine-krieg --known-on 2024-12-31"""


@app.command(epilog=_EXAMPLES)
def ledger(
    dossier: Annotated[str | None, typer.Argument(help="Id of a dossier, or a part of it")] = None,
    *,
    whole: Annotated[bool, typer.Option("--all", help="Every dossier with all that is said")] = False,
    words: Annotated[bool, typer.Option(help="The sentence that bears each position out")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, as compare --json")] = False,
    known_on: Annotated[str | None, typer.Option(help="As it was known on that day, 2024-12-31")] = None,
    data: DataOption = None,
) -> None:
    """Show the events with their main figures and conflicts; of one dossier who says what in which words."""
    day = parse_day(known_on)
    if dossier is None and not whole and not as_json:
        found, more = read_front(data, day)
        print_front(open_page(), found, closer=list_closer(found), more=more)
        return
    found = read_ledger(data, dossier) if as_json and day is None else read_pages(data, dossier, day)
    if as_json:
        print_json_line(found.model_dump(mode="json", by_alias=True))
    else:
        print_ledger(open_page(), found, words=words)
