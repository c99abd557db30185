from __future__ import annotations

import pytest

from services.desk.quotes import quote_claim
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import LedgerV1


def claim_of(ledger: LedgerV1, exact: str, figure: str) -> ClaimV1:
    start = exact.index(figure)
    claim = ledger.claims[0].model_dump()
    claim["evidence"] = {"start": 7, "end": 7 + len(exact), "exact": exact, "prefix": "", "suffix": ""}
    claim["figure"] = {"start": 7 + start, "end": 7 + start + len(figure)}
    return ClaimV1.model_validate(claim)


@pytest.mark.parametrize(
    ("exact", "figure", "shown"),
    [
        ("Neun Tote.", "Neun", "»Neun Tote.«"),
        ("Es gab etwa\n8.000 Tote.", "etwa\n8.000", "»Es gab etwa 8.000 Tote.«"),
        ("1.000 getöteten\n\n\n\noder verletzten", "1.000", "»1.000 getöteten oder verletzten«"),
        ("die ukrai-\nnische Armee: neun", "neun", "»die ukrai-nische Armee: neun«"),
    ],
)
def test_a_sentence_is_shown_on_one_line(ledger: LedgerV1, exact: str, figure: str, shown: str) -> None:
    assert quote_claim(claim_of(ledger, exact, figure)).plain == shown


def test_the_figure_is_marked(ledger: LedgerV1) -> None:
    quoted = quote_claim(claim_of(ledger, "Es gab etwa\n8.000 Tote.", "etwa\n8.000"))
    assert [quoted.plain[span.start : span.end] for span in quoted.spans if span.style == "bold"] == ["etwa 8.000"]
