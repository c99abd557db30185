"""What changed in the ledger, as messages for the output topics, and the outbox that holds them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from services.reconciler.adapters.findings import FINDINGS
from services.reconciler.adapters.ledger_rows import (
    DISCREPANCIES as CONFLICTS,
)
from services.reconciler.adapters.ledger_rows import DOSSIERS, ESTIMATES, HISTORY, POSITIONS, RELATIONS, TRACKS, Changes
from services.reconciler.adapters.tables import Key, Row, Table
from shared.contracts.articles import Contract
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.registry import ASSESSMENTS, DISCREPANCIES, Topic
from shared.domain.ledger import Discrepancy, Dossier, Relation
from shared.runtime.codec import encode_event, encode_tombstone
from shared.runtime.messages import OutboundMessage
from shared.storage.connections import Connection

SERVICE = "reconciler"
OUTBOX = Table("outbox", ("topic", "key", "value", "headers"))

Paths = Mapping[str, str]
"""The file of each document, by document id."""


_PATHS = "SELECT document_id, origin_file FROM lagebild.documents WHERE document_id = ANY($1)"


async def describe_changes(
    connection: Connection,
    changes: Changes,
    entries: Iterable[tuple[str, Dossier]],
    findings: Iterable[Discrepancy],
    moved: Collection[str],
    *,
    time: str,
) -> list[OutboundMessage]:
    """Return one message for each track and discrepancy that reads otherwise than before, in the order of keys.

    What has vanished gets a tombstone; what reads the same gets no message. `findings`: what articles say against
    themselves. `moved`: documents whose file lies elsewhere. `time`: ISO 8601, when the ledger changed.
    """
    dossiers = [dossier for _, dossier in entries]
    found = {each.discrepancy_id: each for dossier in dossiers for each in dossier.discrepancies}
    found.update({each.discrepancy_id: each for each in findings})
    changed = {key[0] for table in (CONFLICTS, FINDINGS) for key in _list_keys(changes, table)}
    changed |= {name for name, each in found.items() if each.document_id in moved}
    named = {each.document_id for name in changed if (each := found.get(name)) and each.document_id is not None}
    rows = await connection.fetch(_PATHS, sorted(named)) if named else []
    paths = {row["document_id"]: row["origin_file"] for row in rows}
    return [
        *describe_tracks(changes, dossiers, time=time),
        *describe_discrepancies(changed, found, paths, time=time),
    ]


def describe_tracks(changes: Changes, dossiers: Sequence[Dossier], *, time: str) -> Iterator[OutboundMessage]:
    """Yield a message for each track whose assessment has changed, or that is gone."""
    touched = find_touched(changes, dossiers)
    known: dict[str, Contract] = {}
    for dossier in dossiers:
        known.update(assess_tracks(dossier, touched))
    held, _ = changes.get(TRACKS, ({}, {}))
    for key in sorted(touched):
        # a track of the past alone was never announced
        if key in known or ((key,) in held and not held[(key,)][-1]):
            yield _encode(ASSESSMENTS, key, known.get(key), time)


def describe_discrepancies(
    changed: Iterable[str], found: Mapping[str, Discrepancy], paths: Paths, *, time: str
) -> Iterator[OutboundMessage]:
    """Yield a message for each discrepancy that has changed, or that is gone."""
    for key in sorted(changed):
        each = found.get(key)
        value = None if each is None else DiscrepancyV1.from_domain(each, paths.get(each.document_id or ""))
        yield _encode(DISCREPANCIES, key, value, time)


def assess_tracks(dossier: Dossier, wanted: Collection[str]) -> dict[str, Contract]:
    """Return the assessments of these tracks of a dossier, by id."""
    tracks = [track for track in dossier.tracks if track.track_id in wanted]
    if not tracks:
        return {}
    owners = {position.position_id: track.track_id for track in dossier.tracks for position in track.positions}
    touching: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in dossier.relations:
        for track_id in {owners[position_id] for position_id in (relation.to, *relation.parts)}:
            touching[track_id].append(relation)
    assessed: dict[str, Contract] = {}
    for track in tracks:
        alone = Dossier(dossier.dossier_id, dossier.label, (track,), tuple(touching[track.track_id]), ())
        assessed[track.track_id] = AssessmentV1.of_track(alone, track)
    return assessed


def find_touched(changes: Changes, dossiers: Iterable[Dossier]) -> set[str]:
    """Return the ids of tracks of which anything that a message shows has changed."""
    touched = {key[0] for table in (TRACKS, ESTIMATES) for key in _list_keys(changes, table)}
    before, after = changes.get(HISTORY, ({}, {}))
    touched |= {key[0] for key in before.keys() | after.keys() if _show(before.get(key)) != _show(after.get(key))}
    owners = {row[0]: row[1] for rows in changes.get(POSITIONS, ()) for row in rows.values()}
    touched |= set(owners.values())
    renamed = {key[0] for key in _list_keys(changes, DOSSIERS)}
    for dossier in dossiers:
        for track in dossier.tracks:
            owners.update({position.position_id: track.track_id for position in track.positions})
            if dossier.dossier_id in renamed:
                touched.add(track.track_id)
    for rows in changes.get(RELATIONS, ()):
        for _, _, _, parts, to, *_ in rows.values():
            touched |= {owners[position_id] for position_id in (to, *parts)}
    return touched


def _show(row: Row | None) -> Row | None:
    """Return what a message shows of a row of the history: track, day, low, best, high, and the rule."""
    return None if row is None else (*row[:5], row[6])


def _list_keys(changes: Changes, table: Table) -> set[Key]:
    before, after = changes.get(table, ({}, {}))
    return {*before, *after}


async def fill_outbox(connection: Connection, messages: Iterable[OutboundMessage]) -> None:
    """Put messages into the outbox, in their order."""
    await OUTBOX.copy(connection, [(m.topic, m.key, m.value, _write_headers(m)) for m in messages])


def _encode(topic: Topic, key: str, value: Contract | None, time: str) -> OutboundMessage:
    if value is None:
        return encode_tombstone(topic, key, source=SERVICE, time=time)
    return encode_event(topic, key, value, source=SERVICE, time=time)


def _write_headers(message: OutboundMessage) -> str:
    return json.dumps({name: text.decode() for name, text in message.headers})
