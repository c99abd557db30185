"""Dossiers as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.reconciler.adapters.tables import Row, Rows, Table
from shared.domain.ledger import Discrepancy, Dossier, Estimate, Position, Relation, Track
from shared.storage.claims import write_place
from shared.storage.connections import Connection
from shared.storage.values import write_day, write_number

_ESTIMATE = ("low", "best", "high", "origins", "rule", "claims", "why")

DOSSIERS = Table("dossiers", ("dossier_id", "base_id", "label"))
TRACKS = Table(
    "tracks",
    (
        "track_id",
        "dossier_id",
        "measure",
        "unit",
        "place_id",
        "place_label",
        "place_within",
        "document_count",
        "is_past",
    ),
)
ESTIMATES = Table("estimates", ("track_id", *_ESTIMATE))
HISTORY = Table("estimate_history", ("track_id", "known_on", *_ESTIMATE), keys=2)
POSITIONS = Table(
    "positions",
    (
        "position_id",
        "track_id",
        "origin_id",
        "origin_label",
        "point",
        "low",
        "high",
        "modifier",
        "unit",
        "aspect",
        "as_of",
        "effective",
        "first_said",
        "last_said",
        "current",
        "admissible",
        "claims",
        "documents",
        "claim_count",
        "document_count",
    ),
)
RELATIONS = Table("relations", ("relation_id", "dossier_id", "kind", "parts", "to_position", "delta", "why"))
DISCREPANCIES = Table(
    "discrepancies", ("discrepancy_id", "dossier_id", "kind", "severity", "document_id", "claims", "why")
)

TABLES = (DOSSIERS, TRACKS, ESTIMATES, HISTORY, POSITIONS, RELATIONS, DISCREPANCIES)
"""Parents before children."""

_PARENTS = {
    DOSSIERS: "base_id",
    TRACKS: "dossier_id",
    ESTIMATES: "track_id",
    HISTORY: "track_id",
    POSITIONS: "track_id",
    RELATIONS: "dossier_id",
    DISCREPANCIES: "dossier_id",
}

Changes = Mapping[Table, tuple[Rows, Rows]]
"""What tables hold and should hold, parents before children."""


async def load_rows(connection: Connection, base_ids: Sequence[str]) -> dict[Table, Rows]:
    """Return what the tables hold of the dossiers of these bases.

    The ids of parents go from here to the next query: where a subquery finds them, the planner takes them for many and
    reads large tables whole.
    """
    held: dict[Table, Rows] = {}
    parents = {"base_id": list(base_ids)}
    for table in TABLES:
        parent = _PARENTS[table]
        query = f"SELECT {', '.join(table.columns)} FROM lagebild.{table.name} WHERE {parent} = ANY($1)"  # noqa: S608
        held[table] = table.index(tuple(row) for row in await connection.fetch(query, parents[parent]))
        if table in (DOSSIERS, TRACKS):
            parents[table.columns[0]] = [row[0] for row in held[table].values()]
    return held


def tabulate(entries: Iterable[tuple[str, Dossier]]) -> dict[Table, Rows]:
    """Return the rows of dossiers, which come with their base ids."""
    listed = list(entries)
    dossiers = [dossier for _, dossier in listed]
    tracks = [track for dossier in dossiers for track in (*dossier.tracks, *dossier.past)]
    positions = [position for track in tracks for position in track.positions]
    rows: dict[Table, Iterable[Row]] = {
        DOSSIERS: [(dossier.dossier_id, base_id, dossier.label) for base_id, dossier in listed],
        TRACKS: map(_write_track, tracks),
        ESTIMATES: ((t.track_id, *_write_estimate(t.estimate)) for t in tracks if t.estimate is not None),
        HISTORY: (row for track in tracks for row in _write_history(track)),
        POSITIONS: map(_write_position, positions),
        RELATIONS: (_write_relation(relation) for dossier in dossiers for relation in dossier.relations),
        DISCREPANCIES: (write_discrepancy(found) for dossier in dossiers for found in dossier.discrepancies),
    }
    return {table: table.index(rows[table]) for table in TABLES}


def compare_rows(before: Mapping[Table, Rows], after: Mapping[Table, Rows]) -> dict[Table, tuple[Rows, Rows]]:
    """Return for each table the rows that are not as they should be: as they are, and as they should be."""
    return {table: _compare(before[table], after[table]) for table in after}


def _compare(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    old = {key: row for key, row in before.items() if after.get(key) != row}
    return old, {key: row for key, row in after.items() if before.get(key) != row}


def _write_track(track: Track) -> Row:
    return (
        track.track_id,
        track.dossier_id,
        track.measure,
        track.unit,
        *write_place(track.place),
        track.document_count,
        not track.positions,
    )


def _write_estimate(estimate: Estimate) -> Row:
    return (
        write_number(estimate.low),
        write_number(estimate.best),
        write_number(estimate.high),
        estimate.origins,
        estimate.rule,
        list(estimate.claims),
        estimate.why,
    )


def _write_history(track: Track) -> Iterator[Row]:
    for past in track.history:
        yield track.track_id, write_day(past.known_on), *_write_estimate(past.estimate)


def _write_position(position: Position) -> Row:
    figure = position.quantity
    return (
        position.position_id,
        position.track_id,
        position.origin.id,
        position.origin.label,
        write_number(figure.point),
        write_number(figure.low),
        write_number(figure.high),
        figure.modifier,
        figure.unit,
        figure.aspect,
        list(position.as_of),
        write_day(position.effective),
        write_day(position.first_said),
        write_day(position.last_said),
        position.current,
        position.admissible,
        list(position.claims),
        list(position.documents),
        position.claim_count,
        position.document_count,
    )


def _write_relation(relation: Relation) -> Row:
    return (
        relation.relation_id,
        relation.dossier_id,
        relation.kind,
        list(relation.parts),
        relation.to,
        write_number(relation.delta),
        relation.why,
    )


def write_discrepancy(found: Discrepancy) -> Row:
    """Return the row of a discrepancy."""
    return (
        found.discrepancy_id,
        found.dossier_id,
        found.kind,
        found.severity,
        found.document_id,
        list(found.claims),
        found.why,
    )
