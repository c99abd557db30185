"""Claims in, ledger out: every folder under `conflicts/` is a case, its expectation written by hand."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from services.reconciler.core.reconcile import reconcile
from shared.domain.ledger import Ledger
from tests.golden.ledger_notation import print_case, read_case

_FOLDER = Path(__file__).parent / "conflicts"
_CASES = sorted(path for path in _FOLDER.iterdir() if path.is_dir())


def test_there_are_cases() -> None:
    assert len(_CASES) >= 30


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_a_case_comes_to_the_ledger_written_by_hand(case: Path) -> None:
    expected = json.loads((case / "ledger.json").read_text(encoding="utf-8"))

    assert print_case(read_case(case / "claims.json"), expected) == expected


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_order_and_repetition_change_nothing(case: Path) -> None:
    claim_sets = list(read_case(case / "claims.json"))
    ledger = reconcile(claim_sets)
    for seed in range(4):
        shuffled = claim_sets + claim_sets[: seed % len(claim_sets)]
        random.Random(seed).shuffle(shuffled)
        turned = [replace(each, claims=tuple(reversed(each.claims))) for each in shuffled]

        assert reconcile(shuffled) == ledger
        assert reconcile(turned).dossiers == ledger.dossiers


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_every_finding_says_why_in_a_sentence(case: Path) -> None:
    for why in _list_reasons(reconcile(read_case(case / "claims.json"))):
        assert why.endswith(".")
        assert any(char.isdigit() for char in why)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_a_note_says_what_the_case_shows(case: Path) -> None:
    assert (case / "note.md").read_text(encoding="utf-8").startswith("# ")
    assert {path.name for path in case.iterdir()} == {"claims.json", "ledger.json", "note.md"}


def _list_reasons(ledger: Ledger) -> list[str]:
    relations = [each.why for dossier in ledger.dossiers for each in dossier.relations]
    discrepancies = [each.why for dossier in ledger.dossiers for each in dossier.discrepancies]
    estimates = [track.estimate.why for each in ledger.dossiers for track in each.tracks if track.estimate]
    return relations + discrepancies + estimates
