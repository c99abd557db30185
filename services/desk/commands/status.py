"""`lagebild status`: is everything that came in also in the ledger?"""

from __future__ import annotations

import asyncio
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_kafka, find_postgres, open_database
from services.desk.consoles import open_page, print_json_line
from services.desk.database_counts import count_outbox, count_rows
from services.desk.inboxes import count_inbox, find_inbox
from services.desk.kafka_lags import read_kafka_status, sum_partitions
from services.desk.status_pages import Status, print_status, status_to_json

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild status\n
  lagebild status --partitions\n
  lagebild status --json | jq .complete"""


@app.command(epilog=_EXAMPLES)
def status(
    partitions: Annotated[bool, typer.Option("--partitions", help="Lag of every partition")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="All numbers as one JSON document")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Show how far each service is behind, what Postgres holds, and what waits or was refused."""
    found = asyncio.run(_read_status(data))
    if as_json:
        print_json_line(status_to_json(found))
    else:
        print_status(open_page(), found, found.kafka.lags if partitions else sum_partitions(found.kafka.lags))


async def _read_status(data: Path | None) -> Status:
    kafka = await read_kafka_status(find_kafka(data))
    async with open_database(find_postgres(data)) as connection:
        counts, (unsent, refused) = await count_rows(connection), await count_outbox(connection)
    inbox = count_inbox(find_inbox(data), datetime.now(UTC).date().isoformat())
    option = "" if data is None else f" --data {shlex.quote(str(data))}"
    return Status(kafka, counts, unsent, refused, inbox, option)
