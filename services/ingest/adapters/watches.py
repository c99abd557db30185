"""Watch the inbox: look at it again and again, sooner when the system hints at a change."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from watchfiles import Change, awatch

from services.ingest.adapters.complaints import Complaint
from services.ingest.adapters.deliveries import Delivery, cut_batches
from services.ingest.adapters.late_sidecars import bring_back, is_claimed
from services.ingest.adapters.memories import Memory
from services.ingest.adapters.settling import Observation, Settling
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
    memory: Memory
    clock: Callable[[], float] = time.monotonic
    _hint: asyncio.Event = field(default_factory=asyncio.Event)
    _told: set[str] = field(default_factory=set)
    _lone: set[str] = field(default_factory=set)
    _looked: float | None = None
    _kafka: Complaint = field(init=False)
    _inbox: Complaint = field(init=False)
    _backoff_s: float = 0.0
    _excluded: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._excluded = tuple(f"{place}/" for place in self.delivery.places.excluded)
        self.delivery.on_progress = self._note_piece
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
        hints = asyncio.create_task(self._follow_hints())
        try:
            while not stop.is_set():
                unsettled = await self._look(stop)
                await self._pause(stop, unsettled=unsettled)
        finally:
            hints.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hints

    def describe_readiness(self) -> tuple[bool, str]:
        """Return whether files are taken now, and a sentence."""
        _, fault = self.find_fault()
        if fault is not None:
            return False, fault
        if self._looked is None:
            return False, "starting: the inbox has not been looked at yet"
        age = self.clock() - self._looked
        if age > max(self.settings.health_max_age_s, 2 * self.settings.scan_every_s):
            return False, f"no progress for {age:.0f} s"
        return True, "taking files"

    def find_fault(self) -> tuple[str, str | None]:
        """Return what keeps files from being taken, and a sentence; None: nothing does."""
        if self._inbox.lasts:
            return "inbox", "the inbox can't be listed"
        if self._kafka.lasts:
            return "kafka", "Kafka does not take articles; the files stay in the inbox"
        return "inbox", None

    async def _look(self, stop: asyncio.Event) -> bool:
        """Look once and take what is complete; return whether something is not."""
        self._hint.clear()
        places = self.delivery.places
        try:
            await asyncio.to_thread(self.delivery.claims.reclaim)
            scan = await asyncio.to_thread(scan_inbox, places.inbox, places.excluded)
        except OSError as error:
            self._inbox.say(error)
            return False
        self._inbox.clear()
        await self.delivery.retry_moves()
        seen = self.settling.observe(scan.stamps)
        self._measure(scan)
        await self._tell(scan, seen)
        settled = [one for one in seen.settled if not self.delivery.is_held(one)]
        # while Kafka is away one file asks for all: the others need not be claimed and put back
        asking = self._kafka.lasts
        for batch in cut_batches(settled, 1 if asking else self.settings.batch_files, self.settings.batch_bytes):
            if not await self._attempt(batch, stop):
                return False
            self._note_progress()
            if asking and not self._kafka.lasts:
                return True  # look again, and take the others together
        self._backoff_s = 0.0
        self._note_progress()
        if not settled:
            await self._forget(stop)
        return seen.unsettled > 0

    async def _forget(self, stop: asyncio.Event) -> None:
        """Let the ledger forget what is old, until a file comes."""
        try:
            while not stop.is_set() and not self._hint.is_set() and await asyncio.to_thread(self.memory.fade):
                self._note_progress()
        except sqlite3.Error as error:  # another process is long at it, the disk is full: nothing that could not wait
            LOG.warning("the ledger can't be tidied now, trying again", extra=fields(error=str(error)))

    def _note_piece(self) -> None:
        """Note that a piece was read: a large archive is no standstill; to read in vain while Kafka is away is one."""
        if not self._kafka.lasts:
            self._note_progress()

    def _note_progress(self) -> None:
        self._looked = self.clock()
        self.beat()

    def _measure(self, scan: Scan) -> None:
        metrics = self.delivery.metrics
        metrics.looks.inc()
        metrics.waiting.set(len(scan.stamps))
        oldest = min((stamp.mtime_ns for stamp in scan.stamps.values()), default=None)
        metrics.oldest.set(0 if oldest is None else max(0.0, time.time() - oldest / 1e9))

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
        """Tell whether a change may mean work. Each move of ours is a change, too: hence text, not Path."""
        return change is not Change.deleted and not path.startswith(self._excluded)

    async def _tell(self, scan: Scan, seen: Observation) -> None:
        """Say once what a person may want to know, and bring back the texts of late sidecars."""
        if seen.vanished:
            await asyncio.to_thread(self._tell_vanished, seen.vanished)
        lone = set(find_lone_sidecars(scan.stamps))
        for name in sorted(lone & self._lone):  # twice in a row: another process may just be claiming the two
            if self.settling.is_still(name) and not await self._bring_back(name) and name not in self._told:
                LOG.info("sidecar waits for its text", extra=fields(file=escape_name(name)))
                self._told.add(name)
        self._lone = lone
        for name in sorted(scan.closed.keys() - self._told):
            LOG.warning(
                "a directory of the inbox can't be listed; let the user who runs ingest read it",
                extra=fields(directory=escape_name(name), error=str(scan.closed[name])),
            )
        self._told = (self._told & lone) | scan.closed.keys()

    def _tell_vanished(self, names: Sequence[str]) -> None:
        """Name the files that nobody took: neither this process nor another one."""
        for name in names:
            if not is_claimed(self.delivery.places, name) and self.delivery.ledger.find_file(os.fsencode(name)) is None:
                LOG.info("file vanished before it was taken", extra=fields(file=escape_name(name)))

    async def _bring_back(self, sidecar: str) -> bool:
        try:
            return await asyncio.to_thread(bring_back, self.delivery.places, self.delivery.ledger, sidecar)
        except OSError as error:
            LOG.warning(
                "the text of a late sidecar can't be brought back, trying again",
                extra=fields(file=escape_name(sidecar), error=str(error)),
            )
            return True
