"""Take settled files: publish what they hold, then move them; what can't be taken goes to failed/ with its reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from services.ingest.adapters.readings import Absence, read_sighting
from services.ingest.adapters.shelves import Move, shelve
from services.ingest.adapters.sightings import Sighting
from services.ingest.core.names import escape_name
from services.ingest.core.read_documents import read_document
from services.ingest.core.rejections import Rejection
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.domain.articles import Article
from shared.runtime.codec import encode_event
from shared.runtime.errors import PermanentError
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage

LOG = logging.getLogger(__name__)


class Publisher(Protocol):
    """Publishes messages; raises PermanentError for what Kafka will never take."""

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        """Publish all messages and return when each is acknowledged."""


@dataclass(frozen=True, slots=True)
class Places:
    """Real paths of the inbox and of the shelves that files go to from there."""

    inbox: Path
    processed: Path
    failed: Path


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a published file became."""

    document_id: str
    version: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read, what is to become of it, and the message that is not acknowledged yet."""

    sighting: Sighting
    verdict: Receipt | Rejection
    message: OutboundMessage | None = None


@dataclass(slots=True)
class Delivery:
    """Takes batches of settled files. `forget`: told each file that left. `now`: the clock that stamps arrivals."""

    places: Places
    publisher: Publisher
    forget: Callable[[str], None]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _unshelved: dict[str, Taken] = field(default_factory=dict)
    """Files whose fate is settled but that could not be moved; they are not published again, only moved."""

    async def deliver(self, batch: Sequence[Sighting]) -> int:
        """Publish and move the files of a batch; return how many messages Kafka acknowledged.

        Refused files are moved first: they need no Kafka. A file that is changing or can't be read just now is left for
        the next look.

        Raises:
            Exception: What the publisher raises while Kafka is away; the files then lie where they lay.
        """
        taken = await asyncio.to_thread(self._take, batch)
        await self._shelve([one for one in taken if one.message is None])
        waiting = [one for one in taken if one.message is not None]
        if waiting:
            await self._shelve(await self._publish(waiting))
        return len(waiting)

    def _take(self, batch: Sequence[Sighting]) -> list[Taken]:
        taken: list[Taken] = []
        for sighting in batch:
            before = self._unshelved.get(sighting.name)
            if before is not None and before.sighting == sighting:
                taken.append(before)
                continue
            self._unshelved.pop(sighting.name, None)
            found = self._read(sighting)
            if isinstance(found, Taken):
                taken.append(found)
            elif found is Absence.VANISHED:
                LOG.warning("file vanished before it was taken", extra=fields(file=escape_name(sighting.name)))
                self.forget(sighting.name)
        return taken

    def _read(self, sighting: Sighting) -> Taken | Absence:
        name = escape_name(sighting.name)
        try:
            data = read_sighting(self.places.inbox, sighting)
        except OSError as error:
            LOG.warning("file can't be read now, trying again", extra=fields(file=name, error=str(error)))
            return Absence.CHANGED
        if isinstance(data, Absence):
            return data
        if isinstance(data, Rejection):
            return Taken(sighting, data)
        try:
            return _judge(sighting, read_document(data[0], sighting.name, data[1], received=self._stamp()))
        except Exception as error:
            LOG.exception("reading failed", extra=fields(file=name))
            return Taken(sighting, _refuse_as_internal(error))

    async def _publish(self, taken: Sequence[Taken]) -> list[Taken]:
        """Publish all and return them; what Kafka refuses for good comes back as a rejection."""
        try:
            await self.publisher.publish([one.message for one in taken if one.message is not None])
        except PermanentError as error:
            if len(taken) == 1:
                return [Taken(taken[0].sighting, _refuse_for_kafka(error))]
            return [one for single in taken for one in await self._publish([single])]
        return [Taken(one.sighting, one.verdict) for one in taken]

    async def _shelve(self, taken: Sequence[Taken]) -> None:
        if not taken:
            return
        moment = self._stamp()
        moves = [self._plan_move(one, moment) for one in taken]
        try:
            outcomes = await asyncio.to_thread(shelve, self.places.inbox, moves)
        except OSError as error:  # a directory could not be synced: all are tried again
            outcomes = [error] * len(moves)
        for one, outcome in zip(taken, outcomes, strict=True):
            self._note_outcome(one, outcome)

    def _plan_move(self, one: Taken, moment: str) -> Move:
        day = moment[: len("2025-04-28")]
        if isinstance(one.verdict, Receipt):
            return Move(one.sighting, self.places.processed, day)
        reason = {
            "what": one.verdict.code,
            "where": escape_name(one.sighting.name),
            "why": one.verdict.reason,
            "what_to_do": one.verdict.advice,
            "when": moment,
        }
        return Move(one.sighting, self.places.failed, day, reason)

    def _note_outcome(self, one: Taken, outcome: Path | OSError) -> None:
        """Say what became of the file, in one line."""
        name, said = one.sighting.name, _describe(one)
        known = self._unshelved.pop(name, None)
        if isinstance(outcome, FileNotFoundError):
            LOG.warning("file vanished or changed before it was moved", extra=fields(**said))
            return
        if isinstance(outcome, OSError):
            self._unshelved[name] = one
            if known is None:
                LOG.error("file can't be moved, trying again", extra=fields(**said, error=str(outcome)))
            return
        self.forget(name)
        event = "file published" if isinstance(one.verdict, Receipt) else "file refused"
        LOG.info(event, extra=fields(**said, moved_to=escape_name(str(outcome))))

    def _stamp(self) -> str:
        return self.now().astimezone(UTC).isoformat(timespec="microseconds")


def cut_batches(settled: Sequence[Sighting], files: int, size: int) -> Iterator[list[Sighting]]:
    """Yield batches of at most `files` files and about `size` bytes, in order."""
    batch: list[Sighting] = []
    held = 0
    for sighting in settled:
        if batch and (len(batch) >= files or held + sighting.stamp.size > size):
            yield batch
            batch, held = [], 0
        batch.append(sighting)
        held += sighting.stamp.size
    if batch:
        yield batch


def _judge(sighting: Sighting, found: Article | Rejection) -> Taken:
    if isinstance(found, Rejection):
        return Taken(sighting, found)
    value = ArticleV1(**asdict(found))
    message = encode_event(ARTICLES, found.document_id, value, source="ingest", time=found.received)
    return Taken(sighting, Receipt(found.document_id, found.version), message)


def _describe(one: Taken) -> dict[str, str | int]:
    said: dict[str, str | int] = {"file": escape_name(one.sighting.name), "bytes": one.sighting.stamp.size}
    if isinstance(one.verdict, Receipt):
        return said | {"document": one.verdict.document_id, "version": one.verdict.version}
    return said | {"code": one.verdict.code, "reason": one.verdict.reason}


def _refuse_for_kafka(error: PermanentError) -> Rejection:
    return Rejection(
        "refused_by_kafka",
        f"Kafka does not take the article: {error.reason}",
        "Raise max.message.bytes of the topic to what topics.yaml says (lagebild-topics does it), and drop it again.",
    )


def _refuse_as_internal(error: Exception) -> Rejection:
    return Rejection(
        "internal_error",
        f"Lagebild could not handle this file: {type(error).__name__}: {escape_name(str(error)[:200])}",
        "This is a fault of Lagebild's. Please report it with the file and ingest's log.",
    )
