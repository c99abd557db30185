"""A place to drop files in, and a publisher that acknowledges or does not."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.ingest.adapters.deliveries import Delivery, cut_batches
from services.ingest.adapters.ledgers import Ledger
from services.ingest.adapters.places import Places
from services.ingest.adapters.reading_processes import ReadingProcess
from services.ingest.adapters.sightings import Sighting, pair_sidecars, scan_inbox
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.domain.articles import Article
from shared.runtime.codec import decode_event
from shared.runtime.errors import PermanentError
from shared.runtime.messages import OutboundMessage


class KafkaAwayError(Exception):
    """What a broker that does not answer raises here."""


@dataclass(slots=True)
class FakePublisher:
    """Acknowledges all, unless it is `away`, perhaps from an attempt on, or a message is larger than `largest`."""

    away: bool = False
    largest: int = 1_000_000
    attempts: int = 0
    away_from: int | None = None
    acknowledged: list[OutboundMessage] = field(default_factory=list)

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        self.attempts += 1
        if self.away or (self.away_from is not None and self.attempts >= self.away_from):
            raise KafkaAwayError("no broker answers")
        if any(len(message.value or b"") > self.largest for message in messages):
            raise PermanentError("a message is larger than the topic takes")
        self.acknowledged.extend(messages)

    @property
    def articles(self) -> list[Article]:
        """What was acknowledged, decoded as a consumer would."""
        found = []
        for message in self.acknowledged:
            value = decode_event(ARTICLES, message.value, message.headers)
            assert isinstance(value, ArticleV1)
            assert message.topic == "lagebild.articles.v1"
            assert message.key == value.document_id.encode()
            found.append(value.to_domain())
        return found


class Room:
    """Real directories, a real ledger, a real process that reads."""

    def __init__(self, root: Path, process: ReadingProcess | None = None) -> None:
        self.process = process
        names = ("inbox", "processing", "processed", "failed", "duplicate")
        self.places = Places(*(root / name for name in names))
        self.ledger = root / "ingest.sqlite"
        for path in (self.inbox, *self.places.excluded):
            path.mkdir(parents=True, exist_ok=True)
        self.publisher = FakePublisher()
        self.gone: list[str] = []
        self.started: list[Delivery] = []
        self.delivery = self.start()

    def start(self) -> Delivery:
        """Begin anew beside what runs already; after `die`, as after a restart."""
        process = self.process or ReadingProcess(768, 20)
        self.delivery = Delivery(self.places, self.publisher, Ledger(self.ledger), process, self.gone.append)
        self.started.append(self.delivery)
        return self.delivery

    def die(self) -> None:
        """End as `kill -9` would: the lock goes with the process, everything on disk stays."""
        self.delivery.process.stop()
        if self.delivery.claims._lock is not None:
            os.close(self.delivery.claims._lock)
            self.delivery.claims._lock = None
        self.started.remove(self.delivery)

    def close(self) -> None:
        for delivery in self.started:
            delivery.close()

    @property
    def inbox(self) -> Path:
        return self.places.inbox

    @property
    def processed(self) -> Path:
        return self.places.processed

    @property
    def failed(self) -> Path:
        return self.places.failed

    def drop(self, name: str | bytes, data: str | bytes, sidecar: object = None) -> Path:
        path = self.inbox / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        if sidecar is not None:
            raw = sidecar if isinstance(sidecar, bytes) else json.dumps(sidecar).encode()
            path.with_name(path.name + ".meta.json").write_bytes(raw)
        return path

    @property
    def duplicate(self) -> Path:
        return self.places.duplicate

    async def deliver(self) -> None:
        """Take everything that lies in the inbox as if it had settled, and what the dead left."""
        self.delivery.claims.reclaim()
        await self.delivery.retry_moves()
        settled = [one for one in self.look() if not self.delivery.is_held(one)]
        for batch in cut_batches(sorted(settled, key=lambda one: one.stamp.kind != "link"), 500, 16_000_000):
            await self.delivery.deliver(batch)

    def look(self) -> list[Sighting]:
        return list(pair_sidecars(scan_inbox(self.inbox, self.places.excluded).stamps))


def list_files(root: Path) -> list[str]:
    """Return the paths of all files below, without the day's directory, sorted."""
    return sorted("/".join(path.relative_to(root).parts[1:]) for path in root.rglob("*") if not path.is_dir())


def list_inbox(room: Room) -> list[str]:
    """Return the paths of all files in the inbox, sorted."""
    return sorted(str(path.relative_to(room.inbox)) for path in room.inbox.rglob("*") if not path.is_dir())


def read_reason(room: Room, name: str) -> dict[str, str]:
    """Return the reason beside a failed or duplicate file."""
    found = [*room.failed.rglob("*"), *room.duplicate.rglob("*")]
    (path,) = [path for path in found if path.name == name + ".reason.json"]
    reason: dict[str, str] = json.loads(path.read_bytes())
    assert set(reason) >= {"what", "where", "why", "what_to_do", "when"}
    assert all(reason.values())
    return reason
