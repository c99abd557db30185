from __future__ import annotations

import pytest

from services.desk.dossiers import select_dossiers
from services.desk.errors import DeskError
from shared.contracts.ledger import LedgerV1


@pytest.fixture
def two(ledger: LedgerV1) -> LedgerV1:
    (flood,) = ledger.dossiers
    longer = flood.model_copy(update={"id": "hochwasser@SI/menschen-2", "label": "another"})
    return ledger.model_copy(update={"dossiers": (flood, longer)})


def test_an_exact_id_is_not_taken_for_the_beginning_of_another(two: LedgerV1) -> None:
    assert [one.id for one in select_dossiers(two, "hochwasser@SI/menschen").dossiers] == ["hochwasser@SI/menschen"]


def test_part_of_a_label_chooses_in_any_case(two: LedgerV1) -> None:
    assert [one.label for one in select_dossiers(two, "ANOTHER").dossiers] == ["another"]


def test_discrepancies_of_other_dossiers_are_left_out(two: LedgerV1) -> None:
    assert select_dossiers(two, "another").discrepancies == ()
    assert len(select_dossiers(two, "Slowenien").discrepancies) == 1


def test_an_unknown_name_lists_those_there_are(two: LedgerV1) -> None:
    with pytest.raises(DeskError, match="hochwasser@SI/menschen-2"):
        select_dossiers(two, "erdbeben")
