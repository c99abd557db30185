"""Dead letters on a page and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from services.desk.byte_views import encode_bytes, show_bytes, show_text, show_value
from services.desk.dead_letters import DeadLetter, count_reasons
from services.desk.letter_replays import find_fault

_SHOWN_ID = 12
_LONGEST_VALUE = 20_000


def letter_to_json(letter: DeadLetter, times: Sequence[str], *, whole: bool) -> dict[str, Any]:
    """Return a letter as JSON; `whole`: with its bytes."""
    head = {
        "id": letter.letter_id,
        "place": {"partition": letter.place[0], "offset": letter.place[1]},
        "buried": letter.buried,
        "topic": letter.source[0],
        "partition": letter.source[1],
        "offset": letter.source[2],
        "key": encode_bytes(letter.key),
        "bytes": None if letter.value is None else len(letter.value),
        "reason": letter.reason,
        "service": letter.service,
        "version": letter.version,
        "truncated": letter.truncated or None,
        "replayed": list(times),
        "replayable": find_fault(letter) is None,
    }
    if not whole:
        return head
    return head | {
        "headers": [{"name": name, "value": encode_bytes(raw)} for name, raw in letter.headers],
        "value": encode_bytes(letter.value),
    }


def print_letters(page: Console, letters: Sequence[tuple[DeadLetter, Sequence[str]]], most: int) -> None:
    """Print what was refused how often, then the latest letters, the newest first."""
    for number, topic, service, version, reason in count_reasons(letter for letter, _ in letters):
        where = show_text(f"{topic or 'no topic'}, {service or 'no service'} {version}".rstrip())
        page.print(Text.assemble((f"{number:>6,}  ", "bad"), f"{where}: {show_text(reason)}"), soft_wrap=True)
    page.print()
    shown = sorted(letters, key=lambda each: (each[0].buried, each[0].place), reverse=True)[:most]
    for letter, times in shown:
        page.print(_describe_line(letter, times), soft_wrap=True)
    if len(letters) > len(shown):
        page.print(f"… and {len(letters) - len(shown):,} older; --most {len(letters)} shows them", style="quiet")


def print_letter(page: Console, letter: DeadLetter, times: Sequence[str]) -> None:
    """Print all of one letter."""
    topic, partition, offset = letter.source
    fault = find_fault(letter)
    state = f"sent back {', '.join(times)}" if times else "not sent back" if fault is None else f"stays here: {fault}"
    rows = [
        ("id", letter.letter_id),
        ("stands at", f"{letter.place[0]}/{letter.place[1]}, since {letter.buried}"),
        ("came from", f"{topic or '?'}, partition {partition or '?'}, offset {offset or '?'}"),
        ("reason", letter.reason or "?"),
        ("refused by", f"{letter.service or '?'} {letter.version}".rstrip()),
        ("state", state),
        ("key", "none" if letter.key is None else show_bytes(letter.key)),
        *((f"header {name}", show_bytes(raw)) for name, raw in letter.headers),
    ]
    for name, text in rows:
        page.print(Text.assemble((f"{name}: ", "quiet"), show_text(text)), soft_wrap=True)
    size = 0 if letter.value is None else len(letter.value)
    page.print(Text(f"value, {size:,} bytes{', cut' if letter.truncated else ''}:", "quiet"))
    value = show_value(letter.value)
    page.print(Text(value[:_LONGEST_VALUE]), soft_wrap=True)
    if len(value) > _LONGEST_VALUE:
        page.print(f"… and {len(value) - _LONGEST_VALUE:,} characters more; --json has all", style="quiet")


def _describe_line(letter: DeadLetter, times: Sequence[str]) -> Text:
    return Text.assemble(
        (f"{letter.buried}  ", "quiet"),
        (f"{letter.letter_id[:_SHOWN_ID]}  ", "topic"),
        f"{show_text('/'.join(letter.source))}  ",
        "" if letter.key is None else show_bytes(letter.key[:64]),
        (f"  sent back {times[-1]}" if times else "", "good"),
        (f"\n    {show_text(letter.reason)}", "quiet"),
    )
