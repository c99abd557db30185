"""The sample articles of this project, dropped into an inbox the way a person would."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from services.desk.articles import read_files
from services.desk.errors import DeskError
from services.ingest.core.names import name_sidecar

SEEDS = Path(__file__).parents[2] / "seeds"


def list_seeds() -> list[Path]:
    """Return the seeds' texts in the order of their names; DeskError where this installation has none."""
    found = sorted(SEEDS.glob("*.txt"))
    if not found:
        raise DeskError(f"no articles in {SEEDS}; run the demo in a checkout of the project")
    return found


def identify_seeds(seeds: Sequence[Path]) -> set[str]:
    """Return the document ids that the seeds will have in the ledger."""
    return {read.article.document_id for read in read_files(seeds, None, _refuse)}


def drop_files(files: Sequence[Path], inbox: Path) -> None:
    """Copy files and their sidecars into the inbox, sidecars first, each under its name only when it is complete."""
    for file in files:
        for part in (file.with_name(name_sidecar(file.name)), file):
            unfinished = inbox / f".{part.name}.part"
            shutil.copyfile(part, unfinished)
            unfinished.rename(inbox / part.name)


def _refuse(path: Path, reason: str) -> None:
    raise DeskError(f"{path}: {reason}")
