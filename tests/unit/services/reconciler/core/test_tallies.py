"""What is kept of a dossier: how much, and what makes it more."""

from __future__ import annotations

from typing import Any

from services.reconciler.core.audit import audit_document
from services.reconciler.core.tallies import Company, tally_statements
from tests.golden.ledger_notation import read_document

_FLOOD = {"event": "flut", "kind": "flood", "group": "menschen"}
_UNNAMED = {**_FLOOD, "named": False}


def _tally(*documents: dict[str, Any], case: dict[str, Any] = _FLOOD) -> tuple[int, tuple[Company, ...]]:
    sets = [read_document({"doc": f"d{number}", **each}, case) for number, each in enumerate(documents)]
    state, _ = tally_statements("flut/menschen", [each for one in sets for each in audit_document(one).statements])
    return len(state.tallies), state.companies


def test_the_same_figures_with_a_new_date_each_day_are_one_company() -> None:
    days = [f"2025-05-{day:02}" for day in range(1, 21)]
    documents = [
        {
            "published": day,
            "claims": [{"killed": "600", "by": "polizei", "as_of": day}, {"wounded": "20", "by": "polizei"}],
        }
        for day in days
    ]

    tallies, companies = _tally(*documents)

    assert tallies == 21
    assert [company.documents for company in companies] == [20]


def test_an_event_without_a_name_keeps_its_days_apart() -> None:
    first = {"published": "2025-05-01", "claims": [{"killed": "600", "by": "polizei"}]}
    second = {"published": "2025-09-01", "claims": [{"killed": "600", "by": "polizei"}]}

    assert len(_tally(first, second, case=_UNNAMED)[1]) == 2
    assert len(_tally(first, second)[1]) == 1


def test_what_may_not_be_compared_is_another_member() -> None:
    sure = {"published": "2025-05-01", "claims": [{"killed": "600", "by": "polizei"}]}
    unsure = {"published": "2025-05-01", "claims": [{"killed": "600", "by": "polizei", "sure": 0.3}]}

    assert len(_tally(sure, unsure)[1]) == 2
