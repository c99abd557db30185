"""`lagebild timeline`: how a dossier's figures rose and fell."""

from __future__ import annotations

from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import open_notes, open_page, print_json_line
from services.desk.ledger_index import LedgerIndex
from services.desk.ledger_reading import read_horizon, read_pages
from services.desk.timeline_pages import print_timeline, timeline_to_json

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild timeline ukraine-krieg/nordkoreanische-soldaten\n
  lagebild timeline hochwasser"""


@app.command(epilog=_EXAMPLES)
def timeline(
    dossier: Annotated[str, typer.Argument(help="Id of a dossier, or a part of it")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per dossier")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Show day by day what was newly said, and low, best and high as they were known then."""
    found, horizon = read_pages(data, dossier), read_horizon(data)
    page, index = open_page(), LedgerIndex(found)
    for one in found.dossiers:
        if as_json:
            print_json_line(timeline_to_json(one))
        else:
            print_timeline(page, one, index)
    if horizon is not None:
        open_notes().print(
            f"Earlier versions of articles were pruned: days before {horizon} show what today's articles bear out.",
            soft_wrap=True,
        )
