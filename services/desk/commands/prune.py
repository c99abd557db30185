"""`lagebild prune`: what is over goes, so that Postgres does not grow for ever."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn

from services.desk.connections import DataOption, find_operator, open_database
from services.desk.consoles import open_notes, open_page, print_json_line
from services.desk.days import parse_day
from services.desk.errors import DeskError
from services.desk.prunings import Pruning, count_prunable, prune

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild prune --before 2025-01-01 --dry-run\n
  lagebild prune --before 2025-01-01\n
  lagebild prune --before 2024-01-01 --texts"""


@app.command("prune", epilog=_EXAMPLES)
def prune_command(
    before: Annotated[str, typer.Option(help="What was over on that day goes, 2025-01-01")],
    texts: Annotated[bool, typer.Option("--texts", help="Also the archived text of live articles of before")] = False,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="The numbers as one JSON document")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Delete earlier versions of articles that were replaced before a day, with their claims and texts.

    Today's ledger and its digest stay as they are. What was known before that day can't be asked any more.
    """
    day = parse_day(before, "--before")
    assert day is not None
    if day > datetime.now(UTC).date():
        raise DeskError(f"--before {before}: that day is still to come")
    found = asyncio.run(_prune(data, day, texts=texts, dry_run=dry_run))
    if as_json:
        print_json_line({"before": day.isoformat(), "dry_run": dry_run, **asdict(found)})
        return
    page = open_page()
    for line in describe_pruning(found, day, texts=texts, dry_run=dry_run):
        page.print(line, soft_wrap=True)


async def _prune(data: Path | None, day: date, *, texts: bool, dry_run: bool) -> Pruning:
    async with open_database(find_operator(data), read_only=dry_run) as connection:
        found = await count_prunable(connection, day, texts=texts)
        if dry_run:
            return found
        columns = TextColumn("pruning"), MofNCompleteColumn(), TextColumn("versions")
        with Progress(*columns, console=open_notes(), transient=True) as progress:
            task = progress.add_task("", total=found.versions)
            try:
                return await prune(connection, day, texts=texts, report=lambda n: progress.advance(task, n))
            except asyncpg.InsufficientPrivilegeError as error:
                raise DeskError(
                    f"{error}: prune as lagebild_operator, whose DSN LAGEBILD_OPERATOR_DSN names (docs/operations.md)"
                ) from error


def describe_pruning(found: Pruning, day: date, *, texts: bool, dry_run: bool) -> list[str]:
    """Return what goes or went in sentences, and what can't be answered then."""
    goes, answers = ("would go", "would answer") if dry_run else ("gone", "answers")
    theirs = f"{found.claims:,} claims and {found.texts:,} archived texts of theirs"
    lines = [
        f"{found.versions:,} versions of articles were replaced until {day}: {theirs} {goes}",
        f"{found.refused:,} messages that Kafka had refused for good: {goes}",
    ]
    if texts:
        lines.append(f"{found.live_texts:,} archived texts of live articles: {goes}; they can't be extracted anew")
    lines.append(f"The ledger of today and its digest stay as they are; known_on {answers} from {day} on.")
    return lines
