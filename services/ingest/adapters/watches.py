"""Watch the inbox: look at it again and again, sooner when the system hints at a change."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, awatch

from services.ingest.adapters.complaints import Complaint
from services.ingest.adapters.deliveries import Delivery, cut_batches
from services.ingest.adapters.settling import Observation, Settling
from services.ingest.adapters.shelves import finish_moves
from services.ingest.adapters.sightings import Scan, Sighting, find_lone_sidecars, scan_inbox
from services.ingest.core.names import escape_name
from services.ingest.settings import IngestSettings
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)

_FIRST_BACKOFF_S = 1.0
_LONGEST_BACKOFF_S = 15.0


@dataclass(slots=True)
class Watch:
    """The loop of ingest. `beat` is called whenever there was progress, or nothing to do."""

    settings: IngestSettings
    delivery: Delivery
    settling: Settling
    beat: Callable[[], None]
    clock: Callable[[], float] = time.monotonic
    _hint: asyncio.Event = field(default_factory=asyncio.Event)
    _told: set[str] = field(default_factory=set)
    _kafka: Complaint = field(init=False)
    _inbox: Complaint = field(init=False)
    _backoff_s: float = 0.0

    def __post_init__(self) -> None:
        every_s = self.settings.complain_every_s
        self._kafka = Complaint(
            "Kafka does not take articles; the files stay in the inbox, trying again",
            "Kafka takes articles again",
            every_s,
            self.clock,
        )
        self._inbox = Complaint(
            "the inbox can't be listed; is it mounted, may ingest read it? trying again",
            "the inbox can be listed again",
            every_s,
            self.clock,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Take files until `stop` is set; what has been begun then is finished, or left where it lies."""
        await asyncio.to_thread(self._finish_moves)
        hints = asyncio.create_task(self._follow_hints())
        try:
            while not stop.is_set():
                unsettled = await self._look(stop)
                await self._pause(stop, unsettled=unsettled)
        finally:
            hints.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hints

    async def _look(self, stop: asyncio.Event) -> bool:
        """Look once and take what is complete; return whether something is not."""
        self._hint.clear()
        places = self.delivery.places
        try:
            scan = await asyncio.to_thread(scan_inbox, places.inbox, frozenset((places.processed, places.failed)))
        except OSError as error:
            self._inbox.say(error)
            return False
        self._inbox.clear()
        seen = self.settling.observe(scan.stamps)
        self._tell(scan, seen)
        for batch in cut_batches(seen.settled, self.settings.batch_files, self.settings.batch_bytes):
            if not await self._attempt(batch, stop):
                return False
            self.beat()
        self._backoff_s = 0.0
        self.beat()
        return seen.unsettled > 0

    async def _attempt(self, batch: Sequence[Sighting], stop: asyncio.Event) -> bool:
        """Deliver a batch; return whether to go on. A batch that Kafka does not take is left where it lies."""
        work = asyncio.create_task(self.delivery.deliver(batch))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((work,), timeout=self.settings.stop_within_s)
            if not work.done():
                LOG.warning("stopping before Kafka has acknowledged; the files stay in the inbox")
                return False
            published = await work
        except Exception as error:  # noqa: BLE001  (whatever Kafka's client raises, the files are safe where they are)
            self._kafka.say(error)
            self._backoff_s = min(max(_FIRST_BACKOFF_S, 2 * self._backoff_s), _LONGEST_BACKOFF_S)
            return False
        finally:
            work.cancel()
            stopping.cancel()
        if published:
            self._kafka.clear()
        return not stop.is_set()

    async def _pause(self, stop: asyncio.Event, *, unsettled: bool) -> None:
        """Wait until something may have changed: a hint wakes an idle watch, but no one that waits for a reason."""
        settling_s = min(self.settings.settle_s, self.settings.scan_every_s)
        busy = self._backoff_s or (settling_s if unsettled else 0.0)
        waiters = [asyncio.create_task(event.wait()) for event in ((stop,) if busy else (stop, self._hint))]
        await asyncio.wait(waiters, timeout=busy or self.settings.scan_every_s, return_when=asyncio.FIRST_COMPLETED)
        for waiter in waiters:
            waiter.cancel()

    async def _follow_hints(self) -> None:
        """Wake the watch when the system reports a change. Only a hint: network mounts report nothing."""
        try:
            async for _ in awatch(
                self.delivery.places.inbox, watch_filter=self._is_arrival, debounce=200, recursive=True
            ):
                self._hint.set()
        except Exception as error:  # noqa: BLE001  (too many directories, a mount that goes: scanning goes on)
            LOG.warning(
                "no hints from the system, only scanning now",
                extra=fields(error=repr(error), every_s=self.settings.scan_every_s),
            )

    def _is_arrival(self, change: Change, path: str) -> bool:
        shelves = (self.delivery.places.processed, self.delivery.places.failed)
        return change is not Change.deleted and not any(Path(path).is_relative_to(shelf) for shelf in shelves)

    def _finish_moves(self) -> None:
        places = self.delivery.places
        try:
            names = scan_inbox(places.inbox).stamps
            for name in finish_moves(places.inbox, places.processed, names):
                LOG.info("finished a move that a crash interrupted", extra=fields(file=escape_name(name)))
        except OSError as error:  # the file goes through once more, which does no harm
            LOG.warning("interrupted moves could not be finished", extra=fields(error=str(error)))

    def _tell(self, scan: Scan, seen: Observation) -> None:
        """Say once what a person may want to know."""
        for name in seen.vanished:
            LOG.info("file vanished before it was taken", extra=fields(file=escape_name(name)))
        lone = set(find_lone_sidecars(scan.stamps))
        for name in sorted(lone - self._told):
            LOG.info("sidecar waits for its text", extra=fields(file=escape_name(name)))
        for name in sorted(scan.closed.keys() - self._told):
            LOG.warning(
                "a directory of the inbox can't be listed; let the user who runs ingest read it",
                extra=fields(directory=escape_name(name), error=str(scan.closed[name])),
            )
        self._told = lone | scan.closed.keys()
