"""What one can do with a stack that runs, and how to start it again."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from infra.local.postgres import find_programs
from infra.local.stack import LocalStack
from services.desk.environments import FILE_NAME

_SAMPLE = (
    "Hochwasser in Slowenien: 21 Tote",
    "Ljubljana, 26. September 2025 (dpa) – Nach dem Hochwasser in Slowenien zählt das Innenministerium 21 Tote.",
)
_EXPECTATION = (
    "A few seconds after the drop, `then` shows a new day under killed, 2025-09-26: 21, says the Innenministerium."
)
_SAMPLE_DOSSIER = "hochwasser@SI/menschen"
_PLACES = ("LAGEBILD_INBOX", "LAGEBILD_FAILED", "LAGEBILD_PROCESSED", "LAGEBILD_DUPLICATE")


def describe_servers(stack: LocalStack) -> dict[str, str]:
    """Return the variables by which every command finds the servers of the stack and its inbox."""
    places = {name: stack.environment[name] for name in _PLACES if name in stack.environment}
    servers = {
        "LAGEBILD_KAFKA": stack.kafka,
        "LAGEBILD_POSTGRES_DSN": stack.desk_dsn,
        "LAGEBILD_OPERATOR_DSN": stack.operator_dsn,
        "LAGEBILD_OWNER_DSN": stack.postgres_dsn,
    }
    return {**servers, **places}


def print_invitation(page: Console, stack: LocalStack) -> None:
    """Print where to drop files, how to consume the topics and how to query, as commands that work as printed."""
    page.print(Text("Lagebild runs. In another terminal:", style="good"))
    _print_commands(page, _list_commands(stack.data, stack.inbox))
    page.print(_EXPECTATION, style="quiet", soft_wrap=True)
    page.print(f"Kafka is at {stack.kafka}; Ctrl-C stops everything, the data is kept.")


def print_continuation(page: Console, data: Path) -> None:
    """Print how to go on with a data directory whose stack has stopped."""
    page.print(Text("The stack has stopped, the data is kept. To go on with it:", style="good"))
    _print_commands(page, [("start", f"{find_command()} up --data {_quote(data)}")])
    page.print("and in another terminal:")
    _print_commands(page, _list_commands(data, data / "inbox"))
    page.print(_EXPECTATION, style="quiet", soft_wrap=True)


def _list_commands(data: Path, inbox: Path) -> list[tuple[str, str]]:
    option = f"--data {_quote(data)}"
    lagebild = find_command()
    environment = _quote(data / FILE_NAME)
    return [
        ("drop", write_sample_command(inbox)),
        ("then", f"{lagebild} timeline {_SAMPLE_DOSSIER} {option}"),
        ("consume", f"{lagebild} tail assessments --from-beginning {option}"),
        ("query", f'(. {environment}; {_find_psql()} "$LAGEBILD_POSTGRES_DSN" -c "TABLE lagebild.ledger")'),
        ("", f"{lagebild} ledger {option}"),
        ("", f"{lagebild} conflicts {option}"),
        ("operate", f"{lagebild} status {option}"),
    ]


def write_sample_command(inbox: Path) -> str:
    """Return a shell command that writes a small article into the inbox: a later toll of the flood in seeds/."""
    lines = " ".join(shlex.quote(line) for line in _SAMPLE)
    return f"printf '%s\\n' {lines} > {_quote(inbox / 'meldung.txt')}"


def _print_commands(page: Console, commands: Iterable[tuple[str, str]]) -> None:
    for purpose, command in commands:  # never wrapped: a command is there to be copied
        page.print(Text.assemble((f"  {purpose:<8}", "quiet"), (command, "topic")), soft_wrap=True)


def find_command() -> str:
    """Return how to call `lagebild` here: by its name, or by its path where it is not on PATH."""
    if shutil.which("lagebild"):
        return "lagebild"
    script = Path(sys.executable).with_name("lagebild")
    return _quote(_shorten(script))


def _find_psql() -> str:
    """Return a psql that this machine has: its own, else the one of the wheel that the local stack runs."""
    return "psql" if shutil.which("psql") else _quote(find_programs() / "psql")


def _shorten(path: Path) -> Path:
    """Return the path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _quote(path: Path) -> str:
    return shlex.quote(str(path))
