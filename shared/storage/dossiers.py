"""Dossiers out of Postgres: tracks with their positions and estimates, relations, discrepancies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from asyncpg import Record

from shared.domain.claims import Label
from shared.domain.ledger import (
    Discrepancy,
    Dossier,
    Estimate,
    Figure,
    HistoricEstimate,
    Position,
    Relation,
    Track,
)
from shared.storage.claims import read_place
from shared.storage.connections import Connection
from shared.storage.values import read_day, read_number, read_texts

_DOSSIERS = """
SELECT dossier_id, label FROM lagebild.dossiers
 WHERE $1::text[] IS NULL OR base_id = ANY($1)
 ORDER BY dossier_id"""
_TRACKS = """
SELECT track_id, dossier_id, measure, unit, place_id, place_label, place_within, document_count
  FROM lagebild.tracks WHERE dossier_id = ANY($1) ORDER BY track_id"""
_ESTIMATES = """
SELECT e.* FROM lagebild.estimates AS e JOIN lagebild.tracks AS t USING (track_id) WHERE t.dossier_id = ANY($1)"""
_HISTORY = """
SELECT h.* FROM lagebild.estimate_history AS h JOIN lagebild.tracks AS t USING (track_id)
 WHERE t.dossier_id = ANY($1) ORDER BY h.track_id, h.known_on"""
_POSITIONS = """
SELECT p.* FROM lagebild.positions AS p JOIN lagebild.tracks AS t USING (track_id)
 WHERE t.dossier_id = ANY($1) ORDER BY p.position_id"""
_RELATIONS = "SELECT * FROM lagebild.relations WHERE dossier_id = ANY($1) ORDER BY relation_id"
_FOUND = "discrepancy_id, dossier_id, kind, severity, document_id, claims, why"
_DISCREPANCIES = f"""
SELECT {_FOUND} FROM lagebild.discrepancies WHERE dossier_id = ANY($1)
UNION ALL
SELECT {_FOUND} FROM lagebild.audit_findings WHERE dossier_id = ANY($1)
 ORDER BY discrepancy_id"""  # noqa: S608  (columns are constants)

T = TypeVar("T", Track, Relation, Discrepancy)


async def load_dossiers(connection: Connection, base_ids: Sequence[str] | None = None) -> tuple[Dossier, ...]:
    """Return the dossiers of these bases (None: all), with everything in the order of ids.

    Several queries: run them in a transaction that sees one state of the database.
    """
    found = await connection.fetch(_DOSSIERS, None if base_ids is None else list(base_ids))
    if not found:
        return ()
    ids = [row["dossier_id"] for row in found]
    loaded = await _load_tracks(connection, ids)
    tracks = _group(track for track in loaded if track.positions)
    past = _group(track for track in loaded if not track.positions)
    relations = _group([_read_relation(row) for row in await connection.fetch(_RELATIONS, ids)])
    discrepancies = _group([read_discrepancy(row) for row in await connection.fetch(_DISCREPANCIES, ids)])
    return tuple(
        Dossier(
            dossier_id=row["dossier_id"],
            label=row["label"],
            tracks=tuple(tracks[row["dossier_id"]]),
            relations=tuple(relations[row["dossier_id"]]),
            discrepancies=tuple(discrepancies[row["dossier_id"]]),
            past=tuple(past[row["dossier_id"]]),
        )
        for row in found
    )


async def _load_tracks(connection: Connection, dossier_ids: list[str]) -> list[Track]:
    positions: defaultdict[str, list[Position]] = defaultdict(list)
    for row in await connection.fetch(_POSITIONS, dossier_ids):
        positions[row["track_id"]].append(_read_position(row))
    estimates = {row["track_id"]: _read_estimate(row) for row in await connection.fetch(_ESTIMATES, dossier_ids)}
    history: defaultdict[str, list[HistoricEstimate]] = defaultdict(list)
    for row in await connection.fetch(_HISTORY, dossier_ids):
        history[row["track_id"]].append(HistoricEstimate(row["known_on"].isoformat(), _read_estimate(row)))
    return [
        Track(
            track_id=row["track_id"],
            dossier_id=row["dossier_id"],
            measure=row["measure"],
            unit=row["unit"],
            place=read_place(row),
            estimate=estimates.get(row["track_id"]),
            history=tuple(history[row["track_id"]]),
            positions=tuple(positions[row["track_id"]]),
            document_count=row["document_count"],
        )
        for row in await connection.fetch(_TRACKS, dossier_ids)
    ]


def _group(values: Iterable[T]) -> defaultdict[str, list[T]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for value in values:
        grouped[value.dossier_id].append(value)
    return grouped


def _read_position(row: Record) -> Position:
    return Position(
        position_id=row["position_id"],
        track_id=row["track_id"],
        origin=Label(row["origin_id"], row["origin_label"]),
        quantity=Figure(
            point=read_number(row["point"]),
            low=read_number(row["low"]),
            high=read_number(row["high"]),
            modifier=row["modifier"],
            unit=row["unit"],
            aspect=row["aspect"],
        ),
        as_of=read_texts(row["as_of"]),
        effective=read_day(row["effective"]),
        first_said=read_day(row["first_said"]),
        last_said=read_day(row["last_said"]),
        current=row["current"],
        admissible=row["admissible"],
        claims=read_texts(row["claims"]),
        documents=read_texts(row["documents"]),
        claim_count=row["claim_count"],
        document_count=row["document_count"],
    )


def _read_estimate(row: Record) -> Estimate:
    return Estimate(
        low=read_number(row["low"]),
        best=read_number(row["best"]),
        high=read_number(row["high"]),
        origins=row["origins"],
        rule=row["rule"],
        claims=read_texts(row["claims"]),
        why=row["why"],
    )


def _read_relation(row: Record) -> Relation:
    return Relation(
        relation_id=row["relation_id"],
        dossier_id=row["dossier_id"],
        kind=row["kind"],
        parts=read_texts(row["parts"]),
        to=row["to_position"],
        delta=read_number(row["delta"]),
        why=row["why"],
    )


def read_discrepancy(row: Record) -> Discrepancy:
    """Return the discrepancy of a row of `discrepancies` or `audit_findings`."""
    return Discrepancy(
        discrepancy_id=row["discrepancy_id"],
        dossier_id=row["dossier_id"],
        kind=row["kind"],
        severity=row["severity"],
        document_id=row["document_id"],
        claims=read_texts(row["claims"]),
        why=row["why"],
    )
