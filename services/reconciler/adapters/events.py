"""What changed in the ledger, as messages for the output topics, and the outbox that holds them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.reconciler.adapters.tables import Table
from shared.contracts.articles import Contract
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.registry import ASSESSMENTS, DISCREPANCIES, Topic
from shared.domain.ledger import Dossier, Relation, Track
from shared.runtime.codec import encode_event, encode_tombstone
from shared.runtime.messages import OutboundMessage
from shared.storage.connections import Connection

SERVICE = "reconciler"
OUTBOX = Table("outbox", ("topic", "key", "value", "headers"))

Paths = Mapping[str, str]
"""The file of each document, by document id."""


class TrackState(NamedTuple):
    """All that the assessment of a track depends on."""

    dossier_id: str
    label: str
    track: Track
    relations: tuple[Relation, ...]

    def assess(self) -> AssessmentV1:
        """Return the track as the topic shows it."""
        alone = Dossier(self.dossier_id, self.label, (self.track,), self.relations, ())
        return AssessmentV1.of_track(alone, self.track)


def describe_changes(
    before: Sequence[Dossier], after: Sequence[Dossier], *, old_paths: Paths, new_paths: Paths, time: str
) -> list[OutboundMessage]:
    """Return one message for each track and discrepancy that reads otherwise than before, in the order of keys.

    What has vanished gets a tombstone; what reads the same gets no message. `time`: ISO 8601, when the ledger changed.
    """
    old, new = _list_tracks(before), _list_tracks(after)
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assessments = _differ(_assess(old, touched), _assess(new, touched))
    discrepancies = _differ(_list_discrepancies(before, old_paths), _list_discrepancies(after, new_paths))
    return [
        *(_encode(ASSESSMENTS, key, value, time) for key, value in assessments),
        *(_encode(DISCREPANCIES, key, value, time) for key, value in discrepancies),
    ]


async def fill_outbox(connection: Connection, messages: Iterable[OutboundMessage]) -> None:
    """Put messages into the outbox, in their order."""
    await OUTBOX.copy(connection, [(m.topic, m.key, m.value, _write_headers(m)) for m in messages])


def _list_tracks(dossiers: Iterable[Dossier]) -> dict[str, TrackState]:
    listed: dict[str, TrackState] = {}
    for dossier in dossiers:
        owners = {position.position_id: track.track_id for track in dossier.tracks for position in track.positions}
        touching: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in dossier.relations:
            for track_id in {owners[position_id] for position_id in (relation.to, *relation.parts)}:
                touching[track_id].append(relation)
        for track in dossier.tracks:
            listed[track.track_id] = TrackState(
                dossier.dossier_id, dossier.label, track, tuple(touching[track.track_id])
            )
    return listed


def _assess(tracks: Mapping[str, TrackState], touched: Iterable[str]) -> dict[str, Contract]:
    return {key: tracks[key].assess() for key in touched if key in tracks}


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
