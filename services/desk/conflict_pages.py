"""What cannot all be right, for people: who contradicts whom, and articles against themselves, with the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from services.desk.figures import format_figure, name_counted
from services.desk.ledger_index import LedgerIndex, shorten_id
from services.desk.quotes import Sentences, identify_sentence, quote_claims
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import DiscrepancyV1, DossierV1, FigureV1, LedgerV1

_STYLES = {"major": "bad", "minor": "warn"}
_SHOWN_CLAIMS = 6
_UNDATED = "9999"
_BLANKS = re.compile(r"\s+")


def print_conflicts(page: Console, ledger: LedgerV1) -> None:
    """Print the discrepancies of each dossier: the serious ones first, then in the order of their days."""
    if not ledger.discrepancies:
        page.print("No conflicts: no sources contradict each other, no headline its article.")
        return
    index = LedgerIndex(ledger)
    for dossier in ledger.dossiers:
        found = [one for one in ledger.discrepancies if one.dossier_id == dossier.id]
        if found:
            _print_dossier(page, dossier, sort_conflicts(found, index), index)


def conflicts_to_json(ledger: LedgerV1) -> dict[str, object]:
    """Return the discrepancies in the order in which they are printed, with the claims and documents they name."""
    index = LedgerIndex(ledger)
    found = sort_conflicts(ledger.discrepancies, index)
    claims = {claim.claim_id: claim for one in found for claim in index.find_claims(one.claims)}
    documents = {claim.document_id for claim in claims.values()}
    return {
        "discrepancies": [one.model_dump(mode="json") for one in found],
        "claims": [claim.model_dump(mode="json") for _, claim in sorted(claims.items())],
        "documents": [one.model_dump(mode="json") for one in ledger.documents if one.document_id in documents],
    }


def sort_conflicts(found: Iterable[DiscrepancyV1], index: LedgerIndex) -> list[DiscrepancyV1]:
    """Return major before minor ones, each by the day on which the later side was published."""
    return sorted(found, key=lambda one: (one.severity != "major", _date_conflict(one, index), one.kind, one.id))


def print_discrepancy(
    page: Console, found: DiscrepancyV1, index: LedgerIndex, sentences: Sentences | None = None
) -> None:
    """Print one discrepancy: severity, kind and id, why it is one, and the words of both sides.

    Sentences that the page has printed before are named by their numbers.
    """
    day = _date_conflict(found, index)
    place = (
        ("undated" if day == _UNDATED else day) if found.document_id is None else index.name_document(found.document_id)
    )
    head = (f"{found.severity} · {found.kind.replace('_', ' ')}", _STYLES[found.severity])
    page.print(Text.assemble(head, (f"  {place}  {shorten_id(found.id)}", "quiet")))
    page.print(Padding(Text(found.why), (0, 0, 0, 2)))
    _print_tellings(page, _join_tellings(index.find_claims(found.claims)), index, sentences or Sentences())


def print_words(page: Console, claims: Sequence[ClaimV1], index: LedgerIndex) -> None:
    """Print for each claim its figure, who says so where, and the sentence, each sentence once."""
    _print_tellings(page, [[claim] for claim in claims], index, Sentences())


def _print_tellings(
    page: Console, tellings: Sequence[Sequence[ClaimV1]], index: LedgerIndex, sentences: Sentences
) -> None:
    shown = [telling[0] for telling in tellings[:_SHOWN_CLAIMS]]
    for telling in tellings[:_SHOWN_CLAIMS]:
        number, is_new = sentences.number(telling[0])
        told = _describe_telling(telling, index)
        if not is_new:
            told.append(f"  [{number}]", style="quiet")
        else:
            together = [claim for claim in shown if identify_sentence(claim) == identify_sentence(telling[0])]
            told.append(f"\n[{number}] ", style="quiet").append_text(quote_claims(together))
            told.append_text(_quote_source(telling[0], index)).append_text(_show_url(telling[0], index))
        page.print(Padding(told, (0, 0, 0, 4)))
    if len(tellings) > _SHOWN_CLAIMS:
        page.print(Padding(Text(f"and {len(tellings) - _SHOWN_CLAIMS} more claims", style="quiet"), (0, 0, 0, 4)))


def _describe_telling(telling: Sequence[ClaimV1], index: LedgerIndex) -> Text:
    """Return "9 killed, Zivilschutz, body and headline of Südpost 2025-09-17 (kept apart: denied)"."""
    claim = telling[0]
    source = "own voice" if claim.source is None else claim.source.label
    sections = " and ".join(dict.fromkeys(one.section for one in telling))
    reason = index.find_reason(claim)
    return Text.assemble(
        (format_figure(FigureV1.model_validate(claim.quantity.model_dump())), "figure"),
        f"{name_counted(claim.measure, claim.quantity.unit)}, {source}, {sections} of",
        f" {index.name_document(claim.document_id)}",
        ("" if reason is None else f" (kept apart: {reason})", "quiet"),
    )


def _quote_source(claim: ClaimV1, index: LedgerIndex) -> Text:
    """Return where another sentence names the source, on a line of its own; nothing where the claim's own does."""
    if claim.claim_id not in index.named:
        return Text()
    before, name, behind = (_BLANKS.sub(" ", words) for words in index.named[claim.claim_id])
    return Text.assemble(
        ("\nsource named: ", "quiet"), (f"»…{before}", "quote"), (name, "bold"), (f"{behind}…«", "quote")
    )


def _show_url(claim: ClaimV1, index: LedgerIndex) -> Text:
    document = index.documents.get(claim.document_id)
    return Text() if document is None or document.url is None else Text(f"\n{document.url}", style="quiet")


def _join_tellings(claims: Iterable[ClaimV1]) -> list[list[ClaimV1]]:
    """Group what one article says several times, in headline and body: first the claim that names its source."""
    tellings: dict[tuple[str, str, str], list[ClaimV1]] = {}
    for claim in claims:
        figure = format_figure(FigureV1.model_validate(claim.quantity.model_dump(exclude={"text"})))
        tellings.setdefault((claim.document_id, figure, claim.measure), []).append(claim)
    return [
        sorted(telling, key=lambda one: (one.source is None, one.section != "body")) for telling in tellings.values()
    ]


def _print_dossier(page: Console, dossier: DossierV1, found: Sequence[DiscrepancyV1], index: LedgerIndex) -> None:
    page.rule(Text.assemble("conflicts: ", (dossier.label, "topic"), "  ", (dossier.id, "quiet")), align="left")
    sentences = Sentences()
    for one in found:
        print_discrepancy(page, one, index, sentences)
    page.print()


def _date_conflict(found: DiscrepancyV1, index: LedgerIndex) -> str:
    """Return the day of the latest article on either side; what has no date comes last."""
    documents = {claim.document_id for claim in index.find_claims(found.claims)}
    days = (index.documents[one].published for one in documents if one in index.documents)
    return max((day[:10] for day in days if day is not None), default=_UNDATED)
