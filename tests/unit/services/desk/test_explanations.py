from __future__ import annotations

import io

import pytest
from rich.console import Console

from services.desk.errors import DeskError
from services.desk.explanations import explain_id
from shared.contracts.ledger import LedgerV1


def explain(page: Console, ledger: LedgerV1, wanted: str) -> str:
    explain_id(page, ledger, wanted)
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def test_a_claim_leads_to_its_position_and_its_conflicts(page: Console, ledger: LedgerV1) -> None:
    text = explain(page, ledger, "c-nine")
    assert "»Neun Menschen starben laut Zivilschutz.«" in text
    assert "position p-nine" in text
    assert "replaced: zivilschutz went from 4 to 9" in text
    assert "innenministerium says 12" in text


def test_a_position_names_all_relations_that_touch_it(page: Console, ledger: LedgerV1) -> None:
    text = explain(page, ledger, "p-nine")
    assert "from 4 to 9" in text
    assert "do not overlap" in text


def test_a_track_gives_its_estimate_with_the_reason(page: Console, ledger: LedgerV1) -> None:
    text = explain(page, ledger, "7ac0000000000001")
    assert "low 9 · best 12 · high 12" in text
    assert "two origins" in text


def test_a_document_lists_what_it_claims(page: Console, ledger: LedgerV1) -> None:
    text = explain(page, ledger, "d-second")
    assert "zwölf Menschen" in text
    assert "Neun Menschen" in text
    assert "vier Menschen" not in text


def test_the_first_digits_of_an_id_do(page: Console, ledger: LedgerV1) -> None:
    assert "track 7ac0000000000001" in explain(page, ledger, "7ac000")


@pytest.mark.parametrize(("wanted", "why"), [("7a", "at least the first 6"), ("deadbeef", "nothing in the ledger")])
def test_an_unknown_or_too_short_id_says_what_is_wrong(page: Console, ledger: LedgerV1, wanted: str, why: str) -> None:
    with pytest.raises(DeskError, match=why):
        explain_id(page, ledger, wanted)


def test_a_prefix_of_several_ids_asks_for_more_digits(page: Console, ledger: LedgerV1) -> None:
    twins = tuple(claim.model_copy(update={"claim_id": f"twinid-{n}"}) for n, claim in enumerate(ledger.claims))
    with pytest.raises(DeskError, match="3 ids begin so"):
        explain_id(page, ledger.model_copy(update={"claims": twins}), "twinid-")


def test_a_position_that_is_kept_apart_says_why(page: Console, denied: LedgerV1) -> None:
    assert "(kept apart: denied)" in explain(page, denied, "p-twelve")
