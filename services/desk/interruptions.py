"""SIGTERM and SIGINT stop a command as Ctrl-C does: what it started is stopped in good order."""

from __future__ import annotations

import signal
from types import FrameType


def interrupt_on_signals() -> None:
    """Make SIGTERM, and SIGINT, which a script's & ignores, raise KeyboardInterrupt in this process from now on."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
