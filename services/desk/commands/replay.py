"""`lagebild replay`: what the archive holds, read again by the present rules."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import progress as bars

from services.desk.archived_articles import Selection, count_stale
from services.desk.connections import DataOption, find_kafka, find_postgres, open_database, open_publisher
from services.desk.consoles import open_notes, open_page
from services.desk.errors import DeskError
from services.desk.kafka_lags import Lag, read_kafka_status
from services.desk.rereadings import Progress, Reread, Rereading
from services.extractor.core.lexicons import load_lexicon

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild replay --all                       after an update of rules or words; interrupted, just run it again\n
  lagebild replay --since 2025-06-01          only what ingest has taken since\n
  lagebild replay --document 7d7da627ce758fd68376e571a8e4f45c --force"""


@app.command(epilog=_EXAMPLES)
def replay(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every article of the archive")] = False,
    since: Annotated[
        str | None, typer.Option(help="Only what ingest has taken since this day or moment, ISO 8601 in UTC")
    ] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document; may be repeated")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also what the present rules have read already")] = False,
    window: Annotated[
        int, typer.Option(min=1, help="Most articles that wait for the services: new ones wait behind them")
    ] = 500,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many articles it would be")] = False,
    data: DataOption = None,
) -> None:
    """Have archived articles read by the present rules: old claims are replaced, the ledger follows.

    It runs beside the services, which do the work; each article's claims change in one step.
    """
    if everything + (since is not None) + bool(document) != 1:
        raise DeskError("say which articles: --all, --since DAY or --document ID")
    ruleset = None if force else load_lexicon().ruleset
    selection = Selection(_check_moment(since), tuple(document) if document else None, ruleset)
    if dry_run:
        count = asyncio.run(_count(find_postgres(data), selection))
        open_page().print(f"{count:,} articles would be read again")
        return
    with _show_progress() as report:
        done = asyncio.run(_replay(data, selection, report, window))
    open_page().print(f"{done.sent:,} articles were read again")
    if done.left:
        open_notes().print(
            f"lagebild: {done.left:,} articles are still read by other rules. Did the extractor refuse them "
            "(`lagebild dead-letters list`)? Does another version of it run?"
        )
        sys.exit(1)


async def _count(postgres: str, selection: Selection) -> int:
    async with open_database(postgres) as connection:
        return await count_stale(connection, selection)


async def _replay(data: Path | None, selection: Selection, report: Callable[[Progress], None], window: int) -> Reread:
    kafka = find_kafka(data)

    async def read_lags() -> Sequence[Lag]:
        return (await read_kafka_status(kafka)).lags

    async with open_database(find_postgres(data)) as connection, open_publisher(kafka, data) as publisher:
        try:
            return await Rereading(connection, publisher.publish, read_lags, report, window).run(selection)
        except TimeoutError as error:
            raise DeskError(f"{error}. Do the services run (`lagebild status`)? Then run this again") from error


@contextmanager
def _show_progress() -> Iterator[Callable[[Progress], None]]:
    columns = (
        bars.TextColumn("articles sent"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[behind]:,} messages wait for the services"),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=open_notes()) as bar:
        task = bar.add_task("", total=None, behind=0)
        yield lambda told: bar.update(task, completed=told.sent, total=told.total, behind=told.behind)


def _check_moment(since: str | None) -> str | None:
    if since is not None:
        try:
            datetime.fromisoformat(since)
        except ValueError as error:
            raise DeskError(f"--since {since}: neither a day nor a moment; write it as 2025-06-01") from error
    return since
