"""`lagebild demo`: the seeds through all services, and the ledger that comes of them."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.local.errors import StackError
from infra.local.stack import LocalStack
from services.desk import arrivals
from services.desk.connections import DEFAULT_DATA
from services.desk.consoles import open_notes, open_page
from services.desk.environments import write_environment
from services.desk.errors import DeskError
from services.desk.front_pages import print_front
from services.desk.interruptions import interrupt_on_signals
from services.desk.invitations import describe_servers, print_continuation
from services.desk.ledger_reading import fetch_ledger
from services.desk.seeds import drop_files, identify_seeds, list_seeds
from shared.contracts.ledger import LedgerV1

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild demo\n
  lagebild demo --data /tmp/first-look"""
_WITHIN_S = 180.0


@app.command(epilog=_EXAMPLES)
def demo(
    data: Annotated[Path, typer.Option(help="Directory that keeps everything; made where it lacks")] = DEFAULT_DATA,
) -> None:
    """Start the stack, send the sample articles through the three services, print the ledger, and stop.

    The data is kept: what is printed last says how to go on with it. A second run changes nothing in the ledger.
    """
    interrupt_on_signals()
    page, notes, started = open_page(), open_notes(), time.monotonic()
    try:
        with LocalStack(data) as stack:
            notes.print(f"starting Kafka and Postgres in {stack.data}")
            stack.start_servers()
            notes.print(f"starting the services; logs are in {stack.logs}")
            stack.start_services()
            write_environment(stack.data, describe_servers(stack))
            ledger = _send_seeds(stack, notes)
            print_front(page, ledger)
            took = time.monotonic() - started
            counts = (
                f"{len(ledger.documents)} articles, {len(ledger.claims)} claims, {len(ledger.discrepancies)} conflicts"
            )
            page.print(f"{counts}, in {took:.0f} s", style="good")
            page.print(f"digest {ledger.digest}", style="quiet")
    except StackError as error:
        raise DeskError(str(error)) from error
    print_continuation(page, data)


def _send_seeds(stack: LocalStack, notes: Console) -> LedgerV1:
    """Drop the seeds, wait until they went the whole way, and return the ledger."""
    seeds = list_seeds()
    drop_files(seeds, stack.inbox)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes) as bar:
        task = bar.add_task("articles in the ledger", total=len(seeds))

        def report(progress: arrivals.Progress) -> None:
            for service in stack.services.values():
                service.require_alive()
            bar.update(task, completed=progress.arrived)

        return asyncio.run(_wait_and_read(stack, seeds, report))


async def _wait_and_read(stack: LocalStack, seeds: list[Path], report: arrivals.Report) -> LedgerV1:
    try:
        await arrivals.wait_for_arrivals(
            stack.postgres_dsn,
            stack.kafka,
            files=[stack.inbox / seed.name for seed in seeds],
            document_ids=identify_seeds(seeds),
            within_s=_WITHIN_S,
            report=report,
        )
    except TimeoutError as error:
        raise DeskError(
            f"not every article was in the ledger within {_WITHIN_S:.0f} s. Look at {stack.logs} and at"
            f" {stack.inbox}; on a slow machine run `lagebild demo` again, it goes on where it was"
        ) from error
    return await fetch_ledger(stack.postgres_dsn)
