"""Where commands print: a page of 100 columns for people, exact lines for programs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import IO, Any, cast

import typer
from rich.console import Console
from rich.theme import Theme

PAGE_WIDTH = 100
_TRAILING_BLANKS = re.compile(r" +$", re.MULTILINE)
THEME = Theme(
    {
        "figure": "bold",
        "quote": "italic",
        "quiet": "dim",
        "good": "green",
        "warn": "yellow",
        "bad": "red",
        "topic": "cyan",
    }
)


def open_page() -> Console:
    """Return the console for results: as wide as the terminal up to 100 columns, 100 where there is none."""
    return _open(stderr=False)


def open_notes() -> Console:
    """Return the console for progress and complaints, on standard error."""
    return _open(stderr=True)


def print_json_line(document: Any) -> None:
    """Print one JSON document on one line of standard output, unwrapped and uncoloured."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


class Complaints:
    """Names each file that cannot be used on standard error; the others are done, and the exit code is 1."""

    def __init__(self) -> None:
        self._notes = open_notes()
        self._count = 0

    def add(self, path: Path, reason: str) -> None:
        """Name one file and what to do about it."""
        self._count += 1
        self._notes.print(f"lagebild: {path}: {reason}", soft_wrap=True)

    def exit_if_any(self) -> None:
        """End the command with exit code 1 if a file was named."""
        if self._count:
            raise typer.Exit(1)


class TrimmedFile:
    """A text file that takes the blanks off the ends of lines: rich fills lines up, which only a terminal needs."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write whole lines; each ends where its words end."""
        self._file.write(_TRAILING_BLANKS.sub("", text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """Return everything else as the file has it."""
        return getattr(self._file, name)


def _open(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, theme=THEME, highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        console.width = min(console.width, PAGE_WIDTH)
    else:
        console.width = PAGE_WIDTH
        console.file = cast("IO[str]", TrimmedFile(console.file))
    return console
