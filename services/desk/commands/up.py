"""`lagebild up`: the local stack in the foreground."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from infra.local.errors import StackError
from infra.local.stack import LocalStack
from services.desk.connections import DEFAULT_DATA
from services.desk.consoles import open_page
from services.desk.environments import write_environment
from services.desk.errors import DeskError
from services.desk.interruptions import interrupt_on_signals
from services.desk.invitations import describe_servers, print_invitation
from services.desk.refusals import tell_refusals

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild up\n
  lagebild up --data /srv/lagebild --inbox /srv/articles"""


@app.command(epilog=_EXAMPLES)
def up(
    data: Annotated[Path, typer.Option(help="Directory that keeps everything; made where it lacks")] = DEFAULT_DATA,
    inbox: Annotated[Path | None, typer.Option(help="Directory to watch; DATA/inbox where none is given")] = None,
) -> None:
    """Start Kafka, Postgres and the three services, and keep them running until Ctrl-C."""
    page, stop = open_page(), threading.Event()
    interrupt_on_signals()
    try:
        with LocalStack(data, inbox=inbox, report=page.print) as stack:
            page.print(f"starting Kafka and Postgres in {stack.data}")
            stack.start_servers()
            with tell_refusals(stack.failed, page):
                stack.start_services()
                write_environment(stack.data, describe_servers(stack))
                print_invitation(page, stack)
                stack.keep_running(stop)
    except KeyboardInterrupt:
        page.print("stopped; the data is kept, the same command goes on with it")
    except StackError as error:
        raise DeskError(str(error)) from error
