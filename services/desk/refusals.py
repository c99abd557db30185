"""Say so when a file is refused, while the stack runs in the foreground."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from services.desk.failed_files import read_reasons
from services.ingest.core.names import REASON_SUFFIX
from services.ingest.core.returns import Failure

_LOOK_EVERY_S = 1.0
_LOOKED_DAYS = 2  # at midnight, the day before still fills up


@dataclass(slots=True)
class RefusalWatch:
    """Finds files that came to `failed` since the last look; what lies there at the beginning is known."""

    failed: Path
    _known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._known = set(self._list_paths())

    def look(self) -> tuple[Failure, ...]:
        """Return what was refused since the last look; a reason whose file has not come yet is left for the next."""
        paths = self._list_paths()
        fresh = {path for path in paths - self._known if path.endswith(REASON_SUFFIX)}
        found = read_reasons(self.failed, fresh | {path.removesuffix(REASON_SUFFIX) for path in fresh} & paths)
        self._known |= {failure.path + REASON_SUFFIX for failure in found}
        return found

    def _list_paths(self) -> set[str]:
        days = sorted(self.failed.iterdir())[-_LOOKED_DAYS:] if self.failed.is_dir() else []
        return {str(path.relative_to(self.failed)) for day in days for path in day.rglob("*")}


def describe_refusals(refused: tuple[Failure, ...], failed: Path) -> str:
    """Return the line: "1 file refused: a.txt: the file is empty; see failed/2025-05-02/a.txt.reason.json"."""
    first = refused[0]
    what = f"{first.where}: {first.reason.rstrip('.')}"
    if len(refused) == 1:
        return f"1 file refused: {what}; see {failed / (first.path + REASON_SUFFIX)}"
    return f"{len(refused):,} files refused, the first: {what}; see {failed}, or lagebild retry --list"


@contextmanager
def tell_refusals(failed: Path, page: Console) -> Iterator[None]:
    """Print a line whenever files are refused, until the block ends."""
    stop, watch = threading.Event(), RefusalWatch(failed)
    thread = threading.Thread(target=_tell, args=(watch, page, stop), name="refusals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _tell(watch: RefusalWatch, page: Console, stop: threading.Event) -> None:
    while not stop.wait(_LOOK_EVERY_S):
        try:
            refused = watch.look()
        except OSError:  # a directory that is moved away under our eyes: the next look sees what is there then
            continue
        if refused:
            page.print(describe_refusals(refused, watch.failed), style="warn", soft_wrap=True)
