"""Dossiers out of Postgres: tracks with their positions and estimates, relations, discrepancies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

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
from shared.storage.values import read_day, read_number, read_texts

_DOSSIERS = """
SELECT dossier_id, label FROM lagebild.dossiers
 WHERE $1::text[] IS NULL OR base_id = ANY($1)
 ORDER BY dossier_id"""
_TRACKS = """
SELECT track_id, dossier_id, measure, unit, place_id, place_label, place_within FROM lagebild.tracks
 WHERE dossier_id = ANY($1) ORDER BY track_id"""
_ESTIMATES = """
SELECT e.* FROM lagebild.estimates AS e JOIN lagebild.tracks AS t USING (track_id) WHERE t.dossier_id = ANY($1)"""
_HISTORY = """
SELECT h.* FROM lagebild.estimate_history AS h JOIN lagebild.tracks AS t USING (track_id)
 WHERE t.dossier_id = ANY($1) ORDER BY h.track_id, h.known_on"""
_POSITIONS = """
SELECT p.* FROM lagebild.positions AS p JOIN lagebild.tracks AS t USING (track_id)
 WHERE t.dossier_id = ANY($1) ORDER BY p.position_id"""
_MEMBERS = """
SELECT pc.position_id, c.claim_id, c.document_id
  FROM lagebild.tracks AS t
  JOIN lagebild.positions AS p USING (track_id)
  JOIN lagebild.position_claims AS pc USING (position_id)
  JOIN lagebild.claims AS c USING (claim_id)
 WHERE t.dossier_id = ANY($1)"""
_RELATIONS = "SELECT * FROM lagebild.relations WHERE dossier_id = ANY($1) ORDER BY relation_id"
_DISCREPANCIES = "SELECT * FROM lagebild.discrepancies WHERE dossier_id = ANY($1) ORDER BY discrepancy_id"

Row = Mapping[str, Any]


class Connection(Protocol):
    """What of an asyncpg connection is used here."""

    async def fetch(self, query: str, *args: Any) -> Sequence[Row]:
        """Return the rows of a query."""
        ...


async def load_dossiers(connection: Connection, base_ids: Sequence[str] | None = None) -> tuple[Dossier, ...]:
    """Return the dossiers of these bases (None: all), with everything in the order of ids.

    Several queries: run them in a transaction that sees one state of the database.
    """
    found = await connection.fetch(_DOSSIERS, None if base_ids is None else list(base_ids))
    if not found:
        return ()
    ids = [row["dossier_id"] for row in found]
    tracks = _group(await _load_tracks(connection, ids), "dossier_id")
    relations = _group([_read_relation(row) for row in await connection.fetch(_RELATIONS, ids)], "dossier_id")
    discrepancies = _group(
        [_read_discrepancy(row) for row in await connection.fetch(_DISCREPANCIES, ids)], "dossier_id"
    )
    return tuple(
        Dossier(
            row["dossier_id"],
            row["label"],
            tuple(tracks[row["dossier_id"]]),
            tuple(relations[row["dossier_id"]]),
            tuple(discrepancies[row["dossier_id"]]),
        )
        for row in found
    )


async def _load_tracks(connection: Connection, dossier_ids: list[str]) -> list[Track]:
    claims: defaultdict[str, list[Row]] = defaultdict(list)
    for row in await connection.fetch(_MEMBERS, dossier_ids):
        claims[row["position_id"]].append(row)
    positions = _group(
        [_read_position(row, claims[row["position_id"]]) for row in await connection.fetch(_POSITIONS, dossier_ids)],
        "track_id",
    )
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
        )
        for row in await connection.fetch(_TRACKS, dossier_ids)
    ]


def _group(values: Iterable[Any], attribute: str) -> defaultdict[str, list[Any]]:
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for value in values:
        grouped[getattr(value, attribute)].append(value)
    return grouped


def _read_position(row: Row, claims: Sequence[Row]) -> Position:
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
        claims=tuple(sorted(claim["claim_id"] for claim in claims)),
        documents=tuple(sorted({claim["document_id"] for claim in claims})),
    )


def _read_estimate(row: Row) -> Estimate:
    return Estimate(
        low=read_number(row["low"]),
        best=read_number(row["best"]),
        high=read_number(row["high"]),
        origins=row["origins"],
        rule=row["rule"],
        claims=read_texts(row["claims"]),
        why=row["why"],
    )


def _read_relation(row: Row) -> Relation:
    return Relation(
        relation_id=row["relation_id"],
        dossier_id=row["dossier_id"],
        kind=row["kind"],
        parts=read_texts(row["parts"]),
        to=row["to_position"],
        delta=read_number(row["delta"]),
        why=row["why"],
    )


def _read_discrepancy(row: Row) -> Discrepancy:
    return Discrepancy(
        discrepancy_id=row["discrepancy_id"],
        dossier_id=row["dossier_id"],
        kind=row["kind"],
        severity=row["severity"],
        document_id=row["document_id"],
        claims=read_texts(row["claims"]),
        why=row["why"],
    )
