"""The `lagebild` command."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from services.desk.errors import DeskError

if TYPE_CHECKING:
    from typer import Context
    from typer.core import TyperCommand

COMMANDS = (
    "analyze",
    "compare",
    "up",
    "demo",
    "status",
    "ledger",
    "timeline",
    "conflicts",
    "explain",
    "tail",
    "digest",
)
"""In the order of `--help`; each is a module of `services.desk.commands` with an `app` of one command."""


class LazyCommands(TyperGroup):
    """Imports a command's module only when it is asked for: drivers and lexicons cost start-up time."""

    def list_commands(self, ctx: Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002  (interface)
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | None:  # type: ignore[override]  # noqa: ARG002
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"services.desk.commands.{cmd_name}").app)
        command.name = cmd_name
        return command  # type: ignore[return-value]


app = typer.Typer(
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps:  lagebild compare seeds/*.txt   |   lagebild demo   |   lagebild COMMAND --help",
)


@app.callback()
def lagebild() -> None:
    """Every figure German news articles claim about an event: who says it, as of when, and who contradicts whom."""


def run() -> None:
    """Run the command line; what cannot be done is one line on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may hold bytes that are no UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except DeskError as error:
        sys.stderr.write(f"lagebild: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    run()
