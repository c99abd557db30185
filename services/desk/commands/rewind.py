"""`lagebild rewind`: a service reads its topics from the beginning again."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_kafka
from services.desk.consoles import open_page
from services.desk.rewinds import rewind

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild rewind reconciler     after an older dump of the database was restored"""


@app.command("rewind", epilog=_EXAMPLES)
def rewind_command(
    service: Annotated[str, typer.Argument(help="reconciler or extractor; none of its workers may run")],
    data: DataOption = None,
) -> None:
    """Have a service read its topics from the beginning when it starts again.

    What it knows already changes nothing; what a restored database lacks comes back, as far as Kafka keeps it.
    """
    for topic, count in asyncio.run(rewind(find_kafka(data), service)).items():
        open_page().print(f"{topic}: {service} reads {count:,} messages again when it starts", soft_wrap=True)
