"""A claimed file on its way, and what is to become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.ingest.adapters.claims import Claim
from services.ingest.adapters.ledgers import Publication
from services.ingest.core.names import escape_name
from services.ingest.core.rejections import Rejection

Outcome = Literal["processed", "failed", "duplicate", "held"]
_SHOWN_ENTRIES = 1_000


@dataclass(slots=True)
class Work:
    """A file that is being read. `fresh`: articles published now; `ours`: published from this very file before.

    `document_id`, `version`: of its first article, which the others of a mail are attached to.
    """

    claim: Claim
    content: str = ""
    collection: bool = False
    entries: int = 0
    fresh: int = 0
    ours: int = 0
    doubles: list[Publication] = field(default_factory=list)
    double_count: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    rejection_count: int = 0
    embargo: str | None = None
    document_id: str | None = None
    version: str | None = None
    language: str = "de"
    similar_to: tuple[str, ...] = ()
    read: bool = False
    pending: int = 0
    """Articles in messages that Kafka has not acknowledged yet."""

    @property
    def complete(self) -> bool:
        """Whether nothing has to be read or acknowledged any more."""
        return self.read and self.pending == 0

    def refuse(self, rejection: Rejection) -> None:
        """Note an entry, or the whole file, that is no article."""
        self.rejection_count += 1
        if len(self.rejections) < _SHOWN_ENTRIES:
            self.rejections.append(rejection)

    def repeat(self, known: Publication) -> None:
        """Note an article that was published before."""
        stamp = self.claim.sighting.stamp
        if (known.inode, known.mtime_ns) == (stamp.inode, stamp.mtime_ns):
            self.ours += 1
            return
        self.double_count += 1
        if len(self.doubles) < _SHOWN_ENTRIES:
            self.doubles.append(known)

    @property
    def outcome(self) -> Outcome:
        """What is to become of the file."""
        if self.embargo is not None:
            return "held"
        if self.rejections:
            return "failed"
        return "processed" if self.fresh or self.ours else "duplicate"

    @property
    def rejection(self) -> Rejection:
        """Why the file fails: its one reason, or that some of its entries failed."""
        if self.entries <= 1 and self.rejection_count == 1:
            return self.rejections[0]
        whole = next((one for one in self.rejections if not one.entry), None)
        if whole is not None:  # what ended the reading says more than what was wrong before
            return whole
        taken = self.fresh + self.ours + self.double_count
        return Rejection(
            "some_entries_failed",
            f"{self.rejection_count:,} of {self.entries:,} entries are no articles; {taken:,} were taken",
            "Correct the entries and put the file back (lagebild retry); what was published is not published twice.",
        )

    def describe(self) -> dict[str, str | int]:
        """Return what a log line says of the file."""
        said: dict[str, str | int] = {
            "file": escape_name(self.claim.name),
            "bytes": self.claim.sighting.stamp.size,
        }
        if self.outcome == "failed":
            return said | {"code": self.rejection.code, "reason": self.rejection.reason}
        if self.collection or self.entries > 1:
            return said | {"entries": self.entries, "published": self.fresh, "known": self.ours + self.double_count}
        said |= {"document": self.document_id or "", "version": self.version or ""}
        if self.language != "de":
            said["language"] = self.language  # why it is in the archive and not in the ledger
        return said | ({"similar_to": ",".join(self.similar_to)} if self.similar_to else {})

    def explain(self, moment: str) -> Mapping[str, object] | None:
        """Return what `NAME.reason.json` says, None for a file that is processed."""
        where = escape_name(self.claim.name)
        if self.outcome == "failed":
            return self._explain_failure(where, moment)
        if self.outcome != "duplicate":
            return None
        if not self.doubles:
            return None
        first = self.doubles[0]
        return {
            "what": "duplicate",
            "where": where,
            "why": f"the same version of the same document was taken on {first.published_at} from {first.file}",
            "what_to_do": "Nothing: it is in the ledger already. A correction needs another text or other metadata.",
            "when": moment,
            "document_id": first.document_id,
            "version": first.version,
            "of": first.file,
        }

    def _explain_failure(self, where: str, moment: str) -> Mapping[str, object]:
        rejection = self.rejection
        reason: dict[str, object] = {
            "what": rejection.code,
            "where": where,
            "why": rejection.reason,
            "what_to_do": rejection.advice,
            "when": moment,
        }
        if self.entries > 1 or rejection.entry:
            reason["published"] = self.fresh + self.ours
            reason["entries"] = [
                {"entry": one.entry, "what": one.code, "why": one.reason, "what_to_do": one.advice}
                for one in self.rejections
            ]
        return reason
