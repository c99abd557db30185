"""What changed in the ledger, as messages for the output topics, and the outbox that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.reconciler.adapters.tables import Table
from shared.contracts.articles import Contract
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.registry import ASSESSMENTS, DISCREPANCIES, Topic
from shared.domain.ledger import Dossier
from shared.runtime.codec import encode_event, encode_tombstone
from shared.runtime.messages import OutboundMessage
from shared.storage.connections import Connection

SERVICE = "reconciler"
OUTBOX = Table("outbox", ("topic", "key", "value", "headers"))

Paths = Mapping[str, str]
"""The file of each document, by document id."""


def describe_changes(
    before: Sequence[Dossier], after: Sequence[Dossier], *, old_paths: Paths, new_paths: Paths, time: str
) -> list[OutboundMessage]:
    """Return one message for each track and discrepancy that reads otherwise than before, in the order of keys.

    What has vanished gets a tombstone; what reads the same gets no message. `time`: ISO 8601, when the ledger changed.
    """
    same = set(before) & set(after)
    assessments = _differ(_assess(before, same), _assess(after, same))
    discrepancies = _differ(_list_discrepancies(before, old_paths), _list_discrepancies(after, new_paths))
    return [
        *(_encode(ASSESSMENTS, key, value, time) for key, value in assessments),
        *(_encode(DISCREPANCIES, key, value, time) for key, value in discrepancies),
    ]


async def fill_outbox(connection: Connection, messages: Iterable[OutboundMessage]) -> None:
    """Put messages into the outbox, in their order."""
    await OUTBOX.copy(connection, [(m.topic, m.key, m.value, _write_headers(m)) for m in messages])


def _assess(dossiers: Iterable[Dossier], without: set[Dossier]) -> dict[str, Contract]:
    changed = (dossier for dossier in dossiers if dossier not in without)
    return {track.track_id: AssessmentV1.of_track(dossier, track) for dossier in changed for track in dossier.tracks}


def _list_discrepancies(dossiers: Iterable[Dossier], paths: Paths) -> dict[str, Contract]:
    return {
        found.discrepancy_id: DiscrepancyV1.from_domain(found, paths.get(found.document_id or ""))
        for dossier in dossiers
        for found in dossier.discrepancies
    }


def _differ(before: Mapping[str, Contract], after: Mapping[str, Contract]) -> Iterator[tuple[str, Contract | None]]:
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key, after.get(key)


def _encode(topic: Topic, key: str, value: Contract | None, time: str) -> OutboundMessage:
    if value is None:
        return encode_tombstone(topic, key, source=SERVICE, time=time)
    return encode_event(topic, key, value, source=SERVICE, time=time)


def _write_headers(message: OutboundMessage) -> str:
    return json.dumps({name: text.decode() for name, text in message.headers})
