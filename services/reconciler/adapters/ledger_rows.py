"""Dossiers as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from services.reconciler.adapters.tables import Row, Rows, Table
from shared.domain.ledger import Discrepancy, Dossier, Estimate, Position, Relation, Track
from shared.storage.claims import write_place
from shared.storage.values import write_day, write_number

_ESTIMATE = ("low", "best", "high", "origins", "rule", "claims", "why")

DOSSIERS = Table("dossiers", ("dossier_id", "base_id", "label"))
TRACKS = Table("tracks", ("track_id", "dossier_id", "measure", "unit", "place_id", "place_label", "place_within"))
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
    ),
)
MEMBERS = Table("position_claims", ("position_id", "claim_id"), keys=2)
RELATIONS = Table("relations", ("relation_id", "dossier_id", "kind", "parts", "to_position", "delta", "why"))
DISCREPANCIES = Table(
    "discrepancies", ("discrepancy_id", "dossier_id", "kind", "severity", "document_id", "claims", "why")
)

Ledgers = Sequence[tuple[str, Dossier]]
"""Dossiers with their base ids."""


def compare_ledgers(before: Ledgers, after: Ledgers) -> list[tuple[Table, Rows, Rows]]:
    """Return what the tables hold and should hold, parents before children.

    Dossiers that stay as they are do not appear at all.
    """
    old_entries = {dossier.dossier_id: (base_id, dossier) for base_id, dossier in before}
    new_entries = {dossier.dossier_id: (base_id, dossier) for base_id, dossier in after}
    old = _tabulate(entry for name, entry in old_entries.items() if new_entries.get(name) != entry)
    new = _tabulate(entry for name, entry in new_entries.items() if old_entries.get(name) != entry)
    return [(table, old[table], new[table]) for table in old]


def _tabulate(entries: Iterable[tuple[str, Dossier]]) -> dict[Table, Rows]:
    listed = list(entries)
    dossiers = [dossier for _, dossier in listed]
    tracks = [track for dossier in dossiers for track in dossier.tracks]
    positions = [position for track in tracks for position in track.positions]
    rows: dict[Table, Iterable[Row]] = {
        DOSSIERS: [(dossier.dossier_id, base_id, dossier.label) for base_id, dossier in listed],
        TRACKS: map(_write_track, tracks),
        ESTIMATES: ((t.track_id, *_write_estimate(t.estimate)) for t in tracks if t.estimate is not None),
        HISTORY: (row for track in tracks for row in _write_history(track)),
        POSITIONS: map(_write_position, positions),
        MEMBERS: ((p.position_id, claim_id) for p in positions for claim_id in p.claims),
        RELATIONS: (_write_relation(relation) for dossier in dossiers for relation in dossier.relations),
        DISCREPANCIES: (write_discrepancy(found) for dossier in dossiers for found in dossier.discrepancies),
    }
    return {table: table.index(each) for table, each in rows.items()}


def _write_track(track: Track) -> Row:
    return track.track_id, track.dossier_id, track.measure, track.unit, *write_place(track.place)


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
