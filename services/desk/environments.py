"""The file in a data directory that says where its stack's servers are: shell syntax, for its owner alone."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "environment"


def write_environment(data: Path, environment: Mapping[str, str]) -> None:
    """Write the variables so that `. DATA/environment` sets them in a shell; it replaces an earlier file as a whole."""
    unfinished = data / f".{FILE_NAME}.part"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # the DSN holds the password
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(environment.items()))
    unfinished.rename(data / FILE_NAME)


def read_environment(data: Path) -> dict[str, str]:
    """Return the variables; none where no stack ever ran in the directory."""
    try:
        lines = (data / FILE_NAME).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    assignments = (shlex.split(line.removeprefix("export "))[0] for line in lines if line)
    return dict(assignment.split("=", 1) for assignment in assignments)
