"""Say that something is wrong: at once, then once in a while, and when it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Complaint:
    """One thing that may go wrong for a while. `trouble` and `relief` are what the log says."""

    trouble: str
    relief: str
    every_s: float
    clock: Callable[[], float]
    _said: float | None = None

    @property
    def lasts(self) -> bool:
        """Whether the trouble was last said, and not that it is over."""
        return self._said is not None

    def say(self, error: Exception) -> None:
        """Log the trouble, unless that was done a short while ago."""
        now = self.clock()
        if self._said is None or now - self._said >= self.every_s:
            self._said = now
            LOG.warning(self.trouble, extra=fields(error=str(error) or repr(error)))

    def clear(self) -> None:
        """Log the relief, if there was trouble."""
        if self._said is not None:
            self._said = None
            LOG.info(self.relief)
