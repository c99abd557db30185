"""`lagebild explain-rules`: the rules by which claims are found, each with a German example."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from services.desk.consoles import open_page, print_json_line
from services.desk.errors import DeskError
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.rules import list_rules

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild explain-rules\n
  lagebild explain-rules quantity\n
  lagebild explain-rules source.laut"""


@app.command(epilog=_EXAMPLES)
def explain_rules(
    part: Annotated[
        str, typer.Argument(help="A part of a rule's id: quantity, measure.tote, source; without it all")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per rule")] = False,  # noqa: FBT002
) -> None:
    """List the rules whose ids claims carry: what each reads, with an example."""
    rules = [rule for rule in list_rules(load_lexicon()) if part in rule.id]
    if not rules:
        raise DeskError(f"no rule's id contains {part!r}; all of them: lagebild explain-rules")
    if as_json:
        for rule in rules:
            print_json_line({"id": rule.id, "description": rule.description, "example": rule.example})
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="quiet")
    for name in ("rule", "what it reads", "example"):
        table.add_column(name, overflow="fold")
    for rule in rules:
        table.add_row(rule.id, rule.description, f"„{rule.example}“")
    open_page().print(table)
