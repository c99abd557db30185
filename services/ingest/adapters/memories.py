"""How long ingest's ledger remembers: what is older is forgotten bit by bit, when there is nothing else to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.ingest.adapters.ledgers import Ledger
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)

_EVERY = timedelta(hours=6)
_MOST = 2_000
"""Forgotten at once: some tens of milliseconds, in which other processes wait for the ledger."""


@dataclass(slots=True)
class Memory:
    """Forgets what was noted more than `days` ago. `now`: the clock that stamps what is noted."""

    ledger: Ledger
    days: float
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _rests_until: datetime | None = None
    _forgotten: int = 0

    def fade(self) -> bool:
        """Forget a little, if it is time; return whether there may be more to forget at once."""
        now = self.now().astimezone(UTC)
        if self._rests_until is not None and now < self._rests_until:
            return False
        before = (now - timedelta(days=self.days)).isoformat(timespec="microseconds")
        count = self.ledger.forget(before, _MOST)
        self._forgotten += count
        if count:
            return True
        if self._forgotten:
            LOG.info("ledger forgot what is old", extra=fields(entries=self._forgotten, before=before))
        self._rests_until, self._forgotten = now + _EVERY, 0
        return False
