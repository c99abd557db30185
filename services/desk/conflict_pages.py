"""What cannot all be right, for people: who contradicts whom, and articles against themselves, with the words."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from services.desk.figures import format_figure
from services.desk.ledger_index import LedgerIndex
from services.desk.quotes import quote_claim
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import DiscrepancyV1, DossierV1, FigureV1, LedgerV1

_STYLES = {"major": "bad", "minor": "warn"}
_SHOWN_CLAIMS = 6


def print_conflicts(page: Console, ledger: LedgerV1) -> None:
    """Print the discrepancies of each dossier, the serious ones first."""
    if not ledger.discrepancies:
        page.print("No conflicts: no sources contradict each other, no headline its article.")
        return
    index = LedgerIndex(ledger)
    for dossier in ledger.dossiers:
        found = [one for one in ledger.discrepancies if one.dossier_id == dossier.id]
        if found:
            _print_dossier(page, dossier, sorted(found, key=_rank), index)


def print_discrepancy(page: Console, found: DiscrepancyV1, index: LedgerIndex) -> None:
    """Print one discrepancy: its kind, why it is one, and the words of both sides."""
    place = "" if found.document_id is None else f"  {index.name_document(found.document_id)}"
    page.print(Text.assemble((found.kind.replace("_", " "), _STYLES[found.severity]), (place, "quiet")))
    page.print(Padding(Text(found.why), (0, 0, 0, 2)))
    print_words(page, index.find_claims(found.claims), index)


def print_words(page: Console, claims: Sequence[ClaimV1], index: LedgerIndex) -> None:
    """Print for each claim its figure, who says so where, and the sentence."""
    for claim in claims[:_SHOWN_CLAIMS]:
        source = "own voice" if claim.source is None else claim.source.label
        page.print(
            Padding(
                Text.assemble(
                    (format_figure(FigureV1.model_validate(claim.quantity.model_dump())), "figure"),
                    f" {claim.measure}, {source}, {claim.section} of {index.name_document(claim.document_id)}\n",
                    quote_claim(claim),
                ),
                (0, 0, 0, 4),
            )
        )
    if len(claims) > _SHOWN_CLAIMS:
        page.print(Padding(Text(f"and {len(claims) - _SHOWN_CLAIMS} more claims", style="quiet"), (0, 0, 0, 4)))


def _print_dossier(page: Console, dossier: DossierV1, found: Sequence[DiscrepancyV1], index: LedgerIndex) -> None:
    page.rule(Text.assemble("conflicts: ", (dossier.label, "topic"), "  ", (dossier.id, "quiet")), align="left")
    for one in found:
        print_discrepancy(page, one, index)
    page.print()


def _rank(found: DiscrepancyV1) -> tuple[bool, str, str]:
    return found.severity != "major", found.kind, found.id
