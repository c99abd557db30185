"""The directories of ingest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Real paths: the inbox, where claimed files lie meanwhile, and the shelves that files go to in the end."""

    inbox: Path
    processing: Path
    processed: Path
    failed: Path
    duplicate: Path

    @property
    def shelves(self) -> tuple[Path, ...]:
        """Where files go in the end."""
        return self.processed, self.failed, self.duplicate

    @property
    def excluded(self) -> frozenset[Path]:
        """Directories that are none of the inbox's, if they lie in it."""
        return frozenset((self.processing, *self.shelves))
