"""`lagebild status`: is everything that came in also in the ledger?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.desk.connections import DataOption, find_kafka, find_postgres, open_database
from services.desk.consoles import open_page
from services.desk.database_counts import count_outbox, count_rows
from services.desk.kafka_lags import KafkaStatus, Lag, read_kafka_status, sum_partitions

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild status\n
  lagebild status --partitions"""


@app.command(epilog=_EXAMPLES)
def status(
    partitions: Annotated[bool, typer.Option("--partitions", help="Lag of every partition")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Show how far each service is behind, what Postgres holds, and how many messages became dead letters."""
    asyncio.run(_show_status(data, partitions=partitions))


async def _show_status(data: Path | None, *, partitions: bool) -> None:
    found = await read_kafka_status(find_kafka(data))
    async with open_database(find_postgres(data)) as connection:
        counts, (waiting, refused) = await count_rows(connection), await count_outbox(connection)
    page = open_page()
    page.print(_list_lags(found.lags if partitions else sum_partitions(found.lags)))
    page.print()
    page.print(_list_counts([*counts, ("messages waiting for the output topics", waiting)]))
    page.print()
    _print_verdict(page, found, waiting, refused)


def _list_lags(lags: Sequence[Lag]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for name in ("service's group", "topic", "partition"):
        table.add_column(name)
    for name in ("done", "of", "behind"):
        table.add_column(name, justify="right")
    for lag in lags:
        partition = "all" if lag.partition is None else str(lag.partition)
        behind = Text(f"{lag.behind:,}", style="warn" if lag.behind else "good")
        table.add_row(lag.group, lag.topic, partition, f"{lag.done:,}", f"{lag.end:,}", behind)
    return table


def _list_counts(counts: Sequence[tuple[str, int]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("count", justify="right")
    table.add_column("of what")
    for name, number in counts:
        table.add_row(f"{number:,}", name)
    return table


def _print_verdict(page: Console, found: KafkaStatus, waiting: int, refused: int) -> None:
    if found.behind or waiting:
        page.print(f"{found.behind:,} messages wait for a service, {waiting:,} for the relay.", style="warn")
    else:
        page.print("Everything that came in is in the ledger and in the output topics.", style="good")
    if found.dead_letters:
        page.print(
            f"{found.dead_letters:,} dead letters; why: lagebild tail dead-letters --from-beginning", style="bad"
        )
    if refused:
        page.print(f"{refused:,} messages were refused by Kafka; why: lagebild.outbox, column refused", style="bad")
