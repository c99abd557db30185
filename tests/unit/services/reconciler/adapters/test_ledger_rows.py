"""Dossiers as rows, and what of them is written."""

from __future__ import annotations

from dataclasses import replace

from services.reconciler.adapters.ledger_rows import DOSSIERS, HISTORY, MEMBERS, POSITIONS, compare_ledgers
from services.reconciler.adapters.tables import Table
from services.reconciler.core.reconcile import reconcile
from tests.integration.claim_sets import generate_claim_sets

ENTRIES = [
    (dossier.dossier_id.partition("#")[0], dossier) for dossier in reconcile(generate_claim_sets(30, 1)).dossiers
]


def test_what_stays_does_not_appear() -> None:
    assert all(not before and not after for _, before, after in compare_ledgers(ENTRIES, ENTRIES))


def test_one_dossier_that_changes_appears_alone() -> None:
    (base_id, changed), *others = ENTRIES
    after = [(base_id, replace(changed, label="Anders")), *others]

    tables = {table: (old, new) for table, old, new in compare_ledgers(ENTRIES, after)}

    assert list(tables[DOSSIERS][1].values()) == [(changed.dossier_id, base_id, "Anders")]
    assert tables[POSITIONS][0] == tables[POSITIONS][1]
    assert len(tables[POSITIONS][0]) == sum(len(track.positions) for track in changed.tracks)


def test_every_claim_of_a_position_is_a_row() -> None:
    rows = next(new for table, _, new in compare_ledgers([], ENTRIES) if table is MEMBERS)

    positions = [position for _, dossier in ENTRIES for track in dossier.tracks for position in track.positions]
    assert set(rows) == {(position.position_id, claim_id) for position in positions for claim_id in position.claims}


def test_statements_name_the_key_and_every_column() -> None:
    pair = Table("pairs", ("a", "b", "c"), keys=2)

    assert pair.upsert == (
        "INSERT INTO lagebild.pairs (a, b, c) VALUES ($1, $2, $3) ON CONFLICT (a, b) DO UPDATE SET c = excluded.c"
    )
    assert pair.delete == "DELETE FROM lagebild.pairs WHERE a = $1 AND b = $2"
    assert MEMBERS.upsert.endswith("ON CONFLICT (position_id, claim_id) DO NOTHING")
    assert HISTORY.index([("t", "day", 1)]) == {("t", "day"): ("t", "day", 1)}
