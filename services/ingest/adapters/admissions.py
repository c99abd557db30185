"""From claimed files to messages: read, look up what is known already, encode."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from services.ingest.adapters.claims import Claim
from services.ingest.adapters.ledgers import Ledger, Publication
from services.ingest.adapters.reading_processes import Order, ReadingProcess, refuse_as_internal
from services.ingest.adapters.readings import (
    OpenFile,
    check_unchanged,
    hash_content,
    open_claim,
    read_all,
    read_bounded,
    read_companion,
)
from services.ingest.adapters.sightings import Stamp, look_at
from services.ingest.adapters.works import Work
from services.ingest.core.facts import NOTHING, Facts
from services.ingest.core.likenesses import MOST_LINKS, Likenesses
from services.ingest.core.manifests import MAX_MANIFEST_BYTES, Manifest, read_manifest, refuse_manifest
from services.ingest.core.names import escape_name, name_manifest
from services.ingest.core.plain_texts import is_plain
from services.ingest.core.read_documents import Entry, read_documents
from services.ingest.core.recalls import recall_document
from services.ingest.core.rejections import Rejection
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.domain.articles import Article
from shared.domain.fingerprints import fingerprint_text
from shared.runtime.codec import encode_event
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that is not acknowledged yet, and the file it comes from. `slots`: the text's fingerprint."""

    work: Work
    message: OutboundMessage
    publication: Publication
    slots: tuple[int, ...] = ()


@dataclass(slots=True)
class Group:
    """Messages that are published together, with the versions in them and what their texts are like."""

    pending: list[Pending] = field(default_factory=list)
    size: int = 0
    versions: dict[tuple[str, str], Publication] = field(default_factory=dict)
    likenesses: Likenesses = field(default_factory=Likenesses)

    def add(self, one: Pending) -> None:
        """Take one more message."""
        self.pending.append(one)
        self.size += len(one.message.value or b"")
        self.versions[one.publication.document_id, one.publication.version] = one.publication
        self.likenesses.add(one.publication.document_id, one.slots)
        one.work.pending += 1


@dataclass(slots=True)
class Intake:
    """The group that is being filled."""

    group: Group = field(default_factory=Group)

    def turn(self) -> list[Pending]:
        """Begin a new group and return the messages of the full one."""
        full, self.group = self.group, Group()
        return full.pending


class Admission:
    """Reads claimed files and admits what they hold. Used by one thread at a time."""

    def __init__(self, inbox: Path, ledger: Ledger, process: ReadingProcess) -> None:
        self._inbox = inbox
        self._ledger = ledger
        self._process = process
        self._manifests: dict[str, tuple[Stamp, Manifest]] = {}
        self._bare: set[str] = set()
        """Directories that were seen to have no manifest in this batch."""

    def admit(self, works: Sequence[Work], intake: Intake, now: datetime) -> Iterator[None]:
        """Read the files one after the other into the intake's group; yield whenever some of a file has been read.

        The caller turns the intake when it likes. A file that can't be read just now stays unread.
        """
        received = now.isoformat(timespec="microseconds")
        returned = self._ledger.list_returned()
        self._bare.clear()
        for work in works:
            try:
                for entries in self._read(work, received):
                    for entry in entries:
                        self._admit_entry(work, entry, intake, now, returned)
                    yield
                work.read = True
            except OSError as error:
                LOG.warning(
                    "file can't be read now, trying again",
                    extra=fields(file=escape_name(work.claim.name), error=str(error)),
                )

    def _read(self, work: Work, received: str) -> Iterator[list[Entry]]:
        claim = work.claim
        with open_claim(self._inbox, claim) as opened:
            if isinstance(opened, Rejection):
                yield [Entry(opened)]
                return
            work.collection = opened.format.collection
            sidecar = read_companion(claim)
            listed = self._find_listed(claim)
            if isinstance(sidecar, Rejection):
                yield [Entry(sidecar)]
                return
            yield from self._read_open(work, opened, sidecar, listed, received)

    def _read_open(
        self, work: Work, opened: OpenFile, sidecar: bytes | None, listed: Facts | Rejection, received: str
    ) -> Iterator[list[Entry]]:
        name = work.claim.name
        if not opened.format.risky:
            data = read_all(opened)
            if is_plain(data):
                work.content = hashlib.sha256(data).hexdigest()
                try:
                    entries = list(
                        read_documents(io.BytesIO(data), len(data), name, sidecar, listed, received=received)
                    )
                except Exception as error:
                    LOG.exception("reading failed", extra=fields(file=escape_name(name)))
                    entries = [Entry(refuse_as_internal(f"{type(error).__name__}: {error}"))]
                yield entries
                return
        work.content = hash_content(opened)
        skip = self._ledger.find_progress(work.content) if work.collection else 0
        if skip:
            LOG.info("collection resumed", extra=fields(file=escape_name(name), entries=skip))
            work.entries = work.ours = skip
        order = Order(opened.handle, opened.size, name, sidecar, listed, received, skip)
        yield from self._process.read(order)
        check_unchanged(opened, work.claim.sighting.stamp)

    def _find_listed(self, claim: Claim) -> Facts | Rejection:
        """Return what the manifest beside the file says of it."""
        name = name_manifest(claim.name)
        if name in self._bare:
            return NOTHING
        path = self._inbox / name
        stamp = look_at(path)
        if stamp is None or stamp.kind != "file":
            self._bare.add(name)
            return NOTHING
        known = self._manifests.get(name)
        if known is None or known[0] != stamp:
            try:
                manifest = read_manifest(read_bounded(path, MAX_MANIFEST_BYTES))
            except OSError as error:
                return refuse_manifest(f"it can't be read: {error.strerror}")
            self._manifests = {name: (stamp, manifest)}  # one at a time: memory must not grow with directories
            known = self._manifests[name]
        return known[1].find(claim.name.rpartition("/")[2])

    def _admit_entry(self, work: Work, entry: Entry, intake: Intake, now: datetime, returned: dict[bytes, str]) -> None:
        work.entries += 1
        article = entry.outcome
        if isinstance(article, Rejection):
            work.refuse(article)
            return
        if entry.embargo is not None and datetime.fromisoformat(entry.embargo) > now:
            work.embargo = min(work.embargo or entry.embargo, entry.embargo)
            return
        if work.document_id is None:
            work.document_id, work.version = article.document_id, article.version
            work.language = article.language
        self._recall_former(work, article, intake.group, returned)
        wanted = (article.document_id, article.version)
        known = intake.group.versions.get(wanted) or self._ledger.find_versions([wanted]).get(wanted)
        if known is not None:
            work.repeat(known)
            return
        slots = fingerprint_text(article.text)
        earlier = self._ledger.find_similar(article.document_id, slots)
        similar = tuple(dict.fromkeys((*earlier, *intake.group.likenesses.find(article.document_id, slots))))[
            :MOST_LINKS
        ]
        work.similar_to = similar
        intake.group.add(_pack(work, replace(article, similar_to=similar) if similar else article, slots))

    def _recall_former(self, work: Work, article: Article, group: Group, returned: dict[bytes, str]) -> None:
        """Call back what the file was before a late sidecar gave it another identity."""
        former = returned.pop(work.claim.name.encode("utf-8", "surrogateescape"), None)
        if former is not None and former != article.document_id:
            group.add(_pack(work, recall_document(former, article), ()))


def _pack(work: Work, article: Article, slots: tuple[int, ...]) -> Pending:
    value = ArticleV1.model_validate(article)
    message = encode_event(ARTICLES, article.document_id, value, source="ingest", time=article.received)
    stamp = work.claim.sighting.stamp
    publication = Publication(
        article.document_id, article.version, article.origin_file, stamp.inode, stamp.mtime_ns, article.received
    )
    return Pending(work, message, publication, slots)
