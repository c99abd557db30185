"""Dossiers as rows, and what of them is written."""

from __future__ import annotations

from dataclasses import replace

from services.reconciler.adapters.ledger_rows import DOSSIERS, HISTORY, POSITIONS, compare_rows, tabulate
from services.reconciler.adapters.tables import Rows, Table
from services.reconciler.adapters.voices import BANDS
from services.reconciler.core.reconcile import reconcile
from shared.domain.ledger import Dossier
from tests.integration.claim_sets import generate_claim_sets

Entry = tuple[str, Dossier]

ENTRIES = [
    (dossier.dossier_id.partition("#")[0], dossier) for dossier in reconcile(generate_claim_sets(30, 1)).dossiers
]


def test_what_stays_does_not_appear() -> None:
    assert all(not before and not after for before, after in compare(ENTRIES, ENTRIES).values())


def test_only_rows_that_change_appear() -> None:
    (base_id, changed), *others = ENTRIES

    tables = compare(ENTRIES, [(base_id, replace(changed, label="Anders")), *others])

    assert list(tables.pop(DOSSIERS)[1].values()) == [(changed.dossier_id, base_id, "Anders")]
    assert all(not before and not after for before, after in tables.values())


def test_a_position_is_a_row_that_counts_its_claims() -> None:
    rows = tabulate(ENTRIES)[POSITIONS]

    positions = [position for _, dossier in ENTRIES for track in dossier.tracks for position in track.positions]
    assert {key: row[-2:] for (key,), row in rows.items()} == {
        position.position_id: (position.claim_count, position.document_count) for position in positions
    }


def compare(before: list[Entry], after: list[Entry]) -> dict[Table, tuple[Rows, Rows]]:
    return compare_rows(tabulate(before), tabulate(after))


def test_statements_name_the_key_and_every_column() -> None:
    pair = Table("pairs", ("a", "b", "c"), keys=2)

    assert pair.upsert == (
        "INSERT INTO lagebild.pairs (a, b, c) VALUES ($1, $2, $3) ON CONFLICT (a, b) DO UPDATE SET c = excluded.c"
    )
    assert pair.delete == "DELETE FROM lagebild.pairs WHERE a = $1 AND b = $2"
    assert BANDS.upsert.endswith("ON CONFLICT (band, known, document_id, version) DO NOTHING")
    assert HISTORY.index([("t", "day", 1)]) == {("t", "day"): ("t", "day", 1)}
