"""Take settled files: claim, read, publish what they hold, remember it, then move them to their shelf."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from services.ingest.adapters.admissions import Admission, Intake, Pending
from services.ingest.adapters.claims import Claims
from services.ingest.adapters.ledgers import FileRecord, Ledger
from services.ingest.adapters.metrics import Metrics
from services.ingest.adapters.places import Places
from services.ingest.adapters.reading_processes import ReadingProcess
from services.ingest.adapters.shelves import Move, shelve
from services.ingest.adapters.sightings import Sighting, Stamp
from services.ingest.adapters.works import Work
from services.ingest.core.names import escape_name
from services.ingest.core.rejections import Rejection
from shared.runtime.errors import PermanentError
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage

LOG = logging.getLogger(__name__)

_EVENTS = {"processed": "file published", "failed": "file refused", "duplicate": "file known already"}


class Publisher(Protocol):
    """Publishes messages; raises PermanentError for what Kafka will never take."""

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        """Publish all messages and return when each is acknowledged."""


@dataclass(slots=True)
class Delivery:
    """Takes batches of settled files. `forget`: told each file that left. `now`: the clock that stamps arrivals.

    `on_progress`: called after each piece that was read, by the thread that reads.
    """

    places: Places
    publisher: Publisher
    ledger: Ledger
    process: ReadingProcess
    forget: Callable[[str], None]
    metrics: Metrics = field(default_factory=Metrics)
    group_files: int = 500
    group_bytes: int = 16_000_000
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_progress: Callable[[], None] = lambda: None
    claims: Claims = field(init=False)
    _admission: Admission = field(init=False)
    _held: dict[str, tuple[Stamp, datetime]] = field(default_factory=dict)
    _unmoved: dict[str, Work] = field(default_factory=dict)
    _unclaimed: dict[str, Stamp] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.claims = Claims(self.places)
        self._admission = Admission(self.places.inbox, self.ledger, self.process)

    def is_held(self, sighting: Sighting) -> bool:
        """Tell whether the file waits for an embargo to end."""
        held = self._held.get(sighting.name)
        return held is not None and held[0] == sighting.stamp and held[1] > self.now()

    async def deliver(self, batch: Sequence[Sighting]) -> int:
        """Publish and move the files of a batch; return how many messages Kafka acknowledged.

        A file that is changing, gone, or another process's is left; one that can't be read just now goes back.

        Raises:
            Exception: What the publisher raises while Kafka is away. What was refused by then has been moved, the other
                files lie in the inbox again.
        """
        began = time.monotonic()
        works = await asyncio.to_thread(self._claim, batch)
        try:
            published = await self._publish_all(works)
        except BaseException:
            # not a thread: this may be the end of the process, and a cancelled wait would leave the files claimed
            self._finish([work for work in works if work.complete])
            self._release([work for work in works if not work.complete])
            raise
        await asyncio.to_thread(self._finish, [work for work in works if work.complete])
        self._release([work for work in works if not work.complete])
        self.metrics.batches.observe(time.monotonic() - began)
        return published

    async def retry_moves(self) -> None:
        """Try again to move the files whose fate is settled."""
        if self._unmoved:
            works = list(self._unmoved.values())
            await asyncio.to_thread(self._finish, works)

    def close(self) -> None:
        """End the reading process, give up the claims, close the ledger."""
        self.process.stop()
        self.claims.close()
        self.ledger.close()

    def _claim(self, batch: Sequence[Sighting]) -> list[Work]:
        works = []
        for sighting in batch:
            try:
                claim = self.claims.take(sighting)
            except OSError as error:
                self._complain(sighting, error)
                continue
            self._unclaimed.pop(sighting.name, None)
            if claim is not None:
                works.append(Work(claim))
            else:
                LOG.debug("changed, gone, or another's", extra=fields(file=escape_name(sighting.name)))
        return works

    def _complain(self, sighting: Sighting, error: OSError) -> None:
        """Say that a file can't be claimed, once for each state of it: it is tried at every look."""
        if self._unclaimed.get(sighting.name) != sighting.stamp:
            LOG.warning(
                "file can't be claimed now, trying again",
                extra=fields(file=escape_name(sighting.name), error=str(error)),
            )
            self._unclaimed[sighting.name] = sighting.stamp

    async def _publish_all(self, works: Sequence[Work]) -> int:
        """Read and publish group after group; return how many messages were acknowledged.

        Not one while the next is read: threads that compute keep the event loop waiting, which was slower (measured).
        """
        intake = Intake()
        reading = self._admission.admit(works, intake, self.now().astimezone(UTC))
        published = 0
        more = True
        while more:
            more = await asyncio.to_thread(self._fill, reading, intake)
            acknowledged = await self._publish(intake.turn())
            await asyncio.to_thread(self._note, acknowledged)
            published += len(acknowledged)
        return published

    def _fill(self, reading: Iterator[None], intake: Intake) -> bool:
        """Read until the group is large enough; return whether there is more."""
        with self.ledger.look():
            for _ in reading:
                self.on_progress()
                if len(intake.group.pending) >= self.group_files or intake.group.size >= self.group_bytes:
                    return True
        return False

    async def _publish(self, pending: Sequence[Pending]) -> list[Pending]:
        """Publish all and return them; what Kafka refuses for good becomes a rejection of its file."""
        if not pending:
            return []
        try:
            await self.publisher.publish([one.message for one in pending])
        except PermanentError as error:
            if len(pending) > 1:
                return [one for single in pending for one in await self._publish([single])]
            pending[0].work.refuse(_refuse_for_kafka(error, pending[0]))
            pending[0].work.pending -= 1
            return []
        except BaseException:
            self.metrics.kafka.set(0)
            raise
        for one in pending:
            one.work.fresh += 1
            one.work.pending -= 1
        self.metrics.kafka.set(1)
        self.metrics.articles.inc(len(pending))
        return list(pending)

    def _note(self, taken: Sequence[Pending]) -> None:
        """Remember what was acknowledged, and how far the collections among the files have come."""
        if not taken:
            return
        self.ledger.note_publications(
            [one.publication for one in taken],
            [(one.publication.document_id, one.slots) for one in taken if one.slots],
        )
        for work in {id(one.work): one.work for one in taken if one.work.collection}.values():
            if not work.read and not work.embargo and not work.rejections:
                self.ledger.note_progress(work.content, work.entries, self._stamp())
                LOG.info(
                    "collection in progress", extra=fields(file=escape_name(work.claim.name), entries=work.entries)
                )

    def _release(self, works: Sequence[Work]) -> None:
        for work in works:
            try:
                self.claims.release(work.claim)
            except OSError as error:  # it stays claimed; whoever looks after our end puts it back
                LOG.exception(
                    "file can't be put back", extra=fields(file=escape_name(work.claim.name), error=str(error))
                )

    def _finish(self, works: Sequence[Work]) -> None:
        held = [work for work in works if work.outcome == "held"]
        for work in held:
            self._hold(work)
        self._release(held)
        leaving = [work for work in works if work.outcome != "held"]
        if not leaving:
            return
        moment = self._stamp()
        outcomes = shelve([self._plan_move(work, moment) for work in leaving])
        records = [self._note_outcome(work, outcome, moment) for work, outcome in zip(leaving, outcomes, strict=True)]
        self.ledger.note_files([record for record in records if record is not None])
        self.metrics.unmoved.set(len(self._unmoved))

    def _hold(self, work: Work) -> None:
        assert work.embargo is not None
        until = datetime.fromisoformat(work.embargo)
        LOG.info(
            "file waits for its embargo to end", extra=fields(file=escape_name(work.claim.name), until=work.embargo)
        )
        self._held[work.claim.name] = (work.claim.sighting.stamp, until)
        self.metrics.held.set(len(self._held))

    def _plan_move(self, work: Work, moment: str) -> Move:
        shelf = getattr(self.places, work.outcome)
        day = moment[: len("2025-04-28")]
        claim = work.claim
        return Move(claim.path, claim.sidecar, claim.name, shelf, day, work.explain(moment), claim.sighting.marked)

    def _note_outcome(self, work: Work, outcome: str | OSError, moment: str) -> FileRecord | None:
        """Say what became of the file, in one line."""
        name, said = work.claim.name, work.describe()
        known = self._unmoved.pop(name, None)
        if isinstance(outcome, OSError):
            self._unmoved[name] = work
            if known is None:
                LOG.error("file can't be moved, trying again", extra=fields(**said, error=str(outcome)))
            return None
        self.forget(name)
        self._held.pop(name, None)
        code = work.rejection.code if work.outcome == "failed" else None
        self.metrics.files.labels(work.outcome, code or "").inc()
        self.metrics.bytes.inc(work.claim.sighting.stamp.size)
        self.metrics.repetitions.inc(work.ours + work.double_count)
        LOG.info(_EVENTS[work.outcome], extra=fields(**said, moved_to=escape_name(outcome)))
        single = None if work.collection else work.document_id
        return FileRecord(os.fsencode(name), work.content, work.outcome, code, single, os.fsencode(outcome), moment)

    def _stamp(self) -> str:
        return self.now().astimezone(UTC).isoformat(timespec="microseconds")


def cut_batches(settled: Sequence[Sighting], files: int, size: int) -> Iterator[list[Sighting]]:
    """Yield batches of at most `files` files and about `size` bytes, in order.

    Links are in batches of their own, before the files: what they lead to must still be in its place.
    """
    batch: list[Sighting] = []
    held = 0
    for sighting in settled:
        full = len(batch) >= files or held + sighting.stamp.size > size
        if batch and (full or (batch[-1].stamp.kind == "link") != (sighting.stamp.kind == "link")):
            yield batch
            batch, held = [], 0
        batch.append(sighting)
        held += sighting.stamp.size
    if batch:
        yield batch


def _refuse_for_kafka(error: PermanentError, one: Pending) -> Rejection:
    return Rejection(
        "refused_by_kafka",
        f"Kafka does not take the article: {error.reason}",
        "Raise max.message.bytes of the topic to what topics.yaml says (lagebild-topics), then: lagebild retry.",
        one.publication.file.partition("#")[2],
    )
