from __future__ import annotations

import pytest

from services.desk.quotes import Sentences, quote_claim, quote_claims
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


def test_several_figures_of_one_sentence_are_marked_in_one_quote(ledger: LedgerV1) -> None:
    exact = "Zwölf Tote, darunter zwei Kinder."
    quoted = quote_claims([claim_of(ledger, exact, figure) for figure in ("zwei", "Zwölf")])
    assert quoted.plain == f"»{exact}«"
    assert [quoted.plain[span.start : span.end] for span in quoted.spans if span.style == "bold"] == ["Zwölf", "zwei"]


def test_sentences_are_numbered_as_they_come(ledger: LedgerV1) -> None:
    sentences, (first, second, _) = Sentences(), ledger.claims
    assert [sentences.number(claim) for claim in (first, second, first)] == [(1, True), (2, True), (1, False)]
