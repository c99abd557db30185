"""What can go wrong while starting the local stack."""

from pathlib import Path


class StackError(Exception):
    """The local stack can't go on; the message says why and what to do."""


class MissingError(StackError):
    """Something that has to be installed is not there; the message names the command."""


def describe_end(name: str, code: int, log: Path, *, lines: int = 15) -> str:
    """A sentence on a process that ended with `code`, followed by the last `lines` of its log."""
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return f"{name} {how}. The end of {log}:\n{read_tail(log, lines)}"


def read_tail(log: Path, lines: int) -> str:
    """The last `lines` of a log, indented; a note where it is empty or missing."""
    try:
        text = log.read_bytes()[-64_000:].decode("utf-8", "replace")
    except OSError as error:
        return f"    (not readable: {error})"
    tail = text.splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in tail) or "    (empty)"
