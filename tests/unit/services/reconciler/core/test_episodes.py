"""Episodes of what has no name."""

from __future__ import annotations

from typing import Any

from services.reconciler.core.audit import audit_document
from services.reconciler.core.episodes import split_episodes
from services.reconciler.core.tallies import tally_statements
from tests.golden.ledger_notation import read_document

_QUAKE = {"event": "erdbeben@MM", "kind": "quake", "named": False, "group": "menschen"}


def _split(*documents: dict[str, Any], case: dict[str, Any] | None = None) -> list[tuple[str, list[str]]]:
    sets = [read_document({"doc": f"d{index}", **each}, case or _QUAKE) for index, each in enumerate(documents)]
    statements = [each for claim_set in sets for each in audit_document(claim_set).statements]
    state, _ = tally_statements("erdbeben@MM/menschen", statements)
    return [
        (
            each.dossier_id,
            sorted(str(told.gist.key.figure.point) for told in each.tallies for _ in range(told.mentions)),
        )
        for each in split_episodes(state.base_id, state.tallies)
    ]


def test_a_gap_parts_two_events() -> None:
    assert _split(
        {"published": "2025-03-28", "claims": [{"killed": "144"}]},
        {"published": "2025-04-20", "claims": [{"killed": "3000"}]},
        {"published": "2025-06-29", "claims": [{"killed": "12"}]},
    ) == [("erdbeben@MM/menschen", ["144", "3000"]), ("erdbeben@MM/menschen#2025-06-29", ["12"])]


def test_a_named_event_has_one_episode() -> None:
    named = {**_QUAKE, "named": True}
    far = [{"published": day, "claims": [{"killed": "1"}]} for day in ("2023-01-01", "2025-01-01")]

    assert len(_split(*far, case=named)) == 1


def test_an_as_of_leads_back_to_the_first_event() -> None:
    assert _split(
        {"published": "2025-03-28", "claims": [{"killed": "144"}]},
        {"published": "2025-06-29", "claims": [{"killed": "12"}, {"killed": "145", "as_of": "2025-03-30"}]},
    ) == [("erdbeben@MM/menschen", ["144", "145"]), ("erdbeben@MM/menschen#2025-06-29", ["12"])]


def test_the_undated_joins_what_it_equals_else_the_latest() -> None:
    assert _split(
        {"published": "2025-03-28", "claims": [{"killed": "144", "by": "Junta"}]},
        {"published": "2025-06-29", "claims": [{"killed": "12", "by": "Junta"}]},
        {"claims": [{"killed": "144", "by": "Junta"}, {"killed": "13", "by": "Junta"}]},
    ) == [("erdbeben@MM/menschen", ["144", "144"]), ("erdbeben@MM/menschen#2025-06-29", ["12", "13"])]


def test_what_is_planned_begins_nothing() -> None:
    assert _split(
        {"published": "2025-03-28", "claims": [{"killed": "144"}]},
        {"published": "2025-09-28", "claims": [{"deployed": "12", "is": "planned"}]},
    ) == [("erdbeben@MM/menschen", ["12", "144"])]
