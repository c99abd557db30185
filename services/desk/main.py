"""The `lagebild` command."""

from __future__ import annotations

import io
import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from services.desk.errors import DeskError

if TYPE_CHECKING:
    from typer import Context

COMMANDS = {
    "analyze": "Show every claim that files make; no broker, no database.",
    "compare": "Reconcile files into a ledger in this process; no broker, no database.",
    "explain-rules": "List the rules whose ids claims carry: what each reads, with an example.",
    "up": "Start Kafka, Postgres and the three services, and keep them running until Ctrl-C.",
    "demo": "Start the stack, send the sample articles through the three services, print the ledger, and stop.",
    "status": "Show how far each service is behind, what Postgres holds, and what waits or was refused.",
    "ledger": "Show the events with their main figures and conflicts; of one dossier who says what in which words.",
    "dossiers": "List the dossiers, an event and a counted group each: those with most serious conflicts first.",
    "timeline": "Show day by day what was newly said, and low, best and high as they were known then.",
    "conflicts": "Show which sources contradict each other and which headlines and boxes their own article.",
    "explain": "Show what an id stands for, the words that bear it out, and what it replaces or contradicts.",
    "export": "Write ledger, evidence, conflicts, timeline and the other views as CSV or JSON lines, a file each.",
    "retry": "Put failed files back into the inbox, with their sidecars, to be read again.",
    "prune": "Delete earlier versions of articles that were replaced before a day, with their claims and texts.",
    "rewind": "Have a service read its topics from the beginning when it starts again.",
    "replay": "Have archived articles read by the present rules: old claims are replaced, the ledger follows.",
    "dead-letters": "List, show and send back messages that could not be handled.",
    "tail": "Print the messages of a topic; it joins no consumer group and disturbs nobody.",
    "digest": "Print one hash over claims, positions, relations, discrepancies and estimates.",
}
"""In the order of `--help`; each is a module of `services.desk.commands` with an `app` of one command."""


class LazyCommands(TyperGroup):
    """Imports a command's module only when it runs: drivers, contracts and lexicons cost start-up time."""

    def list_commands(self, ctx: Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002  (interface)
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | None:  # type: ignore[override]  # noqa: ARG002
        """Return what the list of commands in `--help` shows of a command, or None."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Any, list[str]]:  # type: ignore[override]
        """Return the command that is to run, imported, with its arguments."""
        name, found, rest = super().resolve_command(ctx, args)
        if name is None or found is None:
            return name, found, rest
        command = typer.main.get_command(import_module(f"services.desk.commands.{name.replace('-', '_')}").app)
        command.name = name
        return name, command, rest


app = typer.Typer(
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps:  lagebild compare seeds/*.txt   |   lagebild demo   |   lagebild COMMAND --help",
)


def _print_version(asked: bool) -> None:  # noqa: FBT001  (typer's interface)
    if asked:
        sys.stdout.write(f"lagebild {metadata.version('lagebild')}\n")
        raise typer.Exit


@app.callback()
def lagebild(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit")
    ] = False,
) -> None:
    """Every figure German news articles claim about an event: who says it, as of when, and who contradicts whom."""


def run() -> None:
    """Run the command line; what cannot be done is one line on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may hold bytes that are no UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except (DeskError, ValueError) as error:
        if not isinstance(error, DeskError) and not _is_of_lexicon(error):
            raise
        sys.stderr.write(f"lagebild: {error}\n")
        sys.exit(1)


def _is_of_lexicon(error: ValueError) -> bool:
    """Tell a slip in a lexicon file, which its text names with what to do, from a fault of the program."""
    from services.extractor.core.lexicon_forms import LexiconError  # noqa: PLC0415 - only when something failed

    return isinstance(error, LexiconError)


if __name__ == "__main__":
    run()
