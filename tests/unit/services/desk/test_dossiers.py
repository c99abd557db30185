from __future__ import annotations

import pytest

from services.desk.dossiers import refuse_dossier, select_dossiers
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


def test_a_misspelt_name_finds_the_near_one(two: LedgerV1) -> None:
    with pytest.raises(DeskError, match=r"near are\n  hochwasser@SI/menschen\n`lagebild dossiers` lists all 2"):
        select_dossiers(two, "Slovenien")


def test_of_many_dossiers_a_page_is_listed() -> None:
    labels = {f"flut-{number}/menschen": f"Flut {number}: Menschen" for number in range(300)}
    with pytest.raises(DeskError, match="lists all 300") as caught:
        refuse_dossier("erdbeben", labels)
    assert str(caught.value).count("\n") == 16


def test_without_dossiers_it_says_what_to_do() -> None:
    with pytest.raises(DeskError, match="drop articles into the inbox"):
        refuse_dossier("erdbeben", {})


def test_an_unknown_name_lists_those_there_are(two: LedgerV1) -> None:
    with pytest.raises(DeskError, match="hochwasser@SI/menschen-2"):
        select_dossiers(two, "erdbeben")
