"""`lagebild tail`: the messages of a topic as they come."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_kafka, open_consumer
from services.desk.consoles import open_notes, open_page, print_json_line
from services.desk.errors import DeskError
from services.desk.messages import describe_message, message_to_json
from services.desk.topic_reading import read_to_end
from shared.contracts.registry import Topic, load_topics

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild tail discrepancies --from-beginning\n
  lagebild tail lagebild.assessments.v1 --from-beginning --no-follow --json | jq .value.estimate"""


@app.command(epilog=_EXAMPLES)
def tail(
    topic: Annotated[str, typer.Argument(help="lagebild.claims.v1, or claims for short")],
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="What is there already, first")] = False,  # noqa: FBT002
    follow: Annotated[bool, typer.Option(help="Go on until Ctrl-C, or stop at the end of what is there")] = True,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per message")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Print the messages of a topic; it joins no consumer group and disturbs nobody."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_tail(_find_topic(topic), data, from_beginning=from_beginning, follow=follow, as_json=as_json))


async def _tail(topic: Topic, data: Path | None, *, from_beginning: bool, follow: bool, as_json: bool) -> None:
    page, count = open_page(), 0
    async with open_consumer(find_kafka(data), topic.name, from_beginning=from_beginning) as consumer:
        if follow and not as_json:
            what = "messages" if from_beginning else "new messages"
            open_notes().print(f"{what} of {topic.name}; Ctrl-C ends it{_advise(from_beginning)}", soft_wrap=True)
        async for record in consumer if follow else read_to_end(consumer):
            count += 1
            if as_json:
                print_json_line(message_to_json(record))
            else:
                page.print(describe_message(record))
    if not count:
        what = "message" if from_beginning else "new message"
        open_notes().print(f"no {what} in {topic.name}{_advise(from_beginning)}", soft_wrap=True)


def _advise(from_beginning: bool) -> str:  # noqa: FBT001  (the option's own value)
    """Return how to see what is there already, where that was not asked for."""
    return "" if from_beginning else "; what is there already: --from-beginning"


def _find_topic(name: str) -> Topic:
    for topic in load_topics():
        if name in (topic.name, topic.name.split(".")[1]):
            return topic
    raise DeskError(f"no topic {name}; there are {', '.join(topic.name for topic in load_topics())}")
