"""`lagebild dead-letters`: what could not be handled, and back with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.desk.connections import DataOption, find_kafka, open_publisher
from services.desk.consoles import open_notes, open_page, print_json_line
from services.desk.dead_letters import DeadLetter, LetterFilter, find_letter, read_letters, read_replays
from services.desk.letter_pages import letter_to_json, print_letter, print_letters
from services.desk.letter_replays import ReplayReport, replay_letters
from shared.runtime.messages import OutboundMessage

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="List, show and send back messages that could not be handled.",
    epilog="Examples:\n\n  lagebild dead-letters list\n\n  lagebild dead-letters replay --help",
)
_LIST = """Examples:\n
  lagebild dead-letters list\n
  lagebild dead-letters list --topic articles --since 2025-06-12 --reason "no ArticleV1"\n
  lagebild dead-letters list --json | jq -r .reason | sort | uniq -c"""
_SHOW = """Examples:\n
  lagebild dead-letters show 5b1c7d2e\n
  lagebild dead-letters show 2/17 --json | jq -r .value.base64 | base64 -d > message"""
_REPLAY = """Examples:\n
  lagebild dead-letters replay 5b1c7d2e\n
  lagebild dead-letters replay --service extractor --version 0.1.0      after the extractor was mended\n
  lagebild dead-letters replay --dry-run                                what would go back"""

_NamesArgument = Annotated[
    list[str] | None, typer.Argument(help="Beginnings of ids, or PARTITION/OFFSET; all where none is given")
]
_TopicOption = Annotated[str, typer.Option(help="Only of this topic: lagebild.articles.v1, or articles for short")]
_ServiceOption = Annotated[str, typer.Option(help="Only what this service refused")]
_VersionOption = Annotated[str, typer.Option(help="Only what this version refused")]
_ReasonOption = Annotated[str, typer.Option(help="Only where the reason holds this text")]
_SinceOption = Annotated[str, typer.Option(help="Only what was refused since this day or moment, ISO 8601 in UTC")]
_JsonOption = Annotated[bool, typer.Option("--json", help="One JSON line per letter")]


@app.command(name="list", epilog=_LIST)
def list_letters(
    *,
    topic: _TopicOption = "",
    service: _ServiceOption = "",
    version: _VersionOption = "",
    reason: _ReasonOption = "",
    since: _SinceOption = "",
    sent: Annotated[bool, typer.Option("--sent", help="Also those that were sent back")] = False,
    most: Annotated[int, typer.Option(min=0, help="Most letters that are shown one by one, the newest")] = 20,
    as_json: _JsonOption = False,
    data: DataOption = None,
) -> None:
    """List dead letters that were not sent back yet: how many for which reason, then the newest."""
    wanted = LetterFilter((), topic, service, version, reason, since)
    asyncio.run(_list(find_kafka(data), wanted, sent=sent, most=most, as_json=as_json))


@app.command(epilog=_SHOW)
def show(
    name: Annotated[str, typer.Argument(help="The beginning of an id, or PARTITION/OFFSET")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, with the exact bytes")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Show one dead letter: where it came from, why it was refused, its headers and its value."""
    asyncio.run(_show(find_kafka(data), name, as_json=as_json))


@app.command(epilog=_REPLAY)
def replay(
    *,
    names: _NamesArgument = None,
    topic: _TopicOption = "",
    service: _ServiceOption = "",
    version: _VersionOption = "",
    reason: _ReasonOption = "",
    since: _SinceOption = "",
    again: Annotated[bool, typer.Option("--again", help="Also what was sent back before")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent")] = False,
    data: DataOption = None,
) -> None:
    """Send dead letters back to their topics, each once: the original bytes under the original key and headers.

    Mend what made them fail first. What fails again becomes a new dead letter.
    """
    wanted = LetterFilter(tuple(names or ()), topic, service, version, reason, since)
    report = asyncio.run(_replay(find_kafka(data), wanted, data, again=again, dry_run=dry_run))
    page = open_page()
    for letter_id, fault in report.impossible:
        open_notes().print(f"lagebild: {letter_id}: {fault}; it stays where it is", soft_wrap=True)
    known = f", {len(report.known):,} had been before (--again sends them again)" if report.known else ""
    page.print(f"{len(report.sent):,} dead letters {'would be' if dry_run else 'were'} sent back{known}")
    if report.impossible:
        sys.exit(1)


async def _list(kafka: str, wanted: LetterFilter, *, sent: bool, most: int, as_json: bool) -> None:
    replays = await read_replays(kafka)
    found: dict[str, DeadLetter] = {}
    async for letter in read_letters(kafka, wanted):
        if not sent and letter.source in replays.times:
            continue
        if as_json and letter.letter_id not in found:
            print_json_line(letter_to_json(letter, replays.times.get(letter.source, ()), whole=False))
        found[letter.letter_id] = replace(letter, value=None, headers=())  # many large ones must fit in memory
    if as_json:
        return
    if not found:
        open_page().print("no dead letters" if sent else "no dead letters that were not sent back")
        return
    print_letters(open_page(), [(each, replays.times.get(each.source, ())) for each in found.values()], most)


async def _show(kafka: str, name: str, *, as_json: bool) -> None:
    letter, replays = await find_letter(kafka, name), await read_replays(kafka)
    times = replays.times.get(letter.source, ())
    if as_json:
        print_json_line(letter_to_json(letter, times, whole=True))
    else:
        print_letter(open_page(), letter, times)


async def _replay(kafka: str, wanted: LetterFilter, data: Path | None, *, again: bool, dry_run: bool) -> ReplayReport:
    replays = await read_replays(kafka)
    time = datetime.now(UTC).isoformat(timespec="microseconds")
    async with open_publisher(kafka, data) as publisher:

        async def publish(messages: Sequence[OutboundMessage]) -> None:
            if not dry_run:
                await publisher.publish(messages)

        return await replay_letters(read_letters(kafka, wanted), replays, publish, time=time, again=again)
