"""What an id of the ledger stands for."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from services.desk.conflict_pages import print_discrepancy, print_words
from services.desk.errors import DeskError
from services.desk.figures import format_estimate, format_figure
from services.desk.ledger_index import LedgerIndex, PlacedPosition, list_ends
from services.desk.ledger_pages import describe_state, explain_relation, list_positions, name_track
from services.desk.periods import describe_period
from services.desk.proofs import SHORTEST_PREFIX, Proof
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import DiscrepancyV1, DocumentV1, LedgerV1, TrackV1

Explained = ClaimV1 | PlacedPosition | TrackV1 | DiscrepancyV1 | DocumentV1


def explain_proof(page: Console, proof: Proof) -> None:
    """Print what an id stands for, and why its article is one voice with others where it is."""
    _explain(page, LedgerIndex(proof.ledger, proof.named), proof.ledger, proof.identity, proof.places)
    for copy in proof.copies:
        words = (
            f"{copy.copy} shares {copy.share:.0%} of its words with {copy.speaker}: in {copy.dossier_id} they are one "
            f"voice where both give a figure without a source, and the first of them to give it speaks."
        )
        page.print(Text.assemble(("copy  ", "warn"), words))


def explain_id(page: Console, ledger: LedgerV1, wanted: str) -> None:
    """Print what the id stands for; its first digits do where they are enough.

    Raises:
        DeskError: No such id, or several that begin so.
    """
    _explain(page, LedgerIndex(ledger), ledger, wanted, {})


def _explain(page: Console, index: LedgerIndex, ledger: LedgerV1, wanted: str, places: Mapping[str, str]) -> None:
    """Explain an id; `places`: the position of each claim, of claims that it does not name among its first."""
    found = _find_explained(ledger, index, wanted)
    if isinstance(found, ClaimV1):
        _explain_claim(page, ledger, found, index, places)
    elif isinstance(found, PlacedPosition):
        _explain_position(page, found, index)
    elif isinstance(found, TrackV1):
        _explain_track(page, found, index)
    elif isinstance(found, DocumentV1):
        _explain_document(page, ledger, found, index)
    else:
        print_discrepancy(page, found, index)


def _find_explained(ledger: LedgerV1, index: LedgerIndex, wanted: str) -> Explained:
    known: dict[str, Explained] = {
        **index.claims,
        **index.positions,
        **{track.track_id: track for dossier in ledger.dossiers for track in dossier.tracks},
        **{found.id: found for found in ledger.discrepancies},
        **index.documents,
    }
    if wanted in known:
        return known[wanted]
    if len(wanted) < SHORTEST_PREFIX:
        raise DeskError(f"{wanted}: give at least the first {SHORTEST_PREFIX} digits of an id")
    found = [one for one in known if one.startswith(wanted)]
    if len(found) != 1:
        why = f"{len(found)} ids begin so, give more digits" if found else "nothing in the ledger has that id"
        raise DeskError(f"{wanted}: {why}")
    return known[found[0]]


def _explain_claim(
    page: Console, ledger: LedgerV1, claim: ClaimV1, index: LedgerIndex, places: Mapping[str, str]
) -> None:
    page.print(Text.assemble("claim ", (claim.claim_id, "quiet"), f" in dossier {claim.dossier_id}"))
    print_words(page, [claim], index)
    known = {
        "counted": claim.subject.label,
        "place": None if claim.place is None else claim.place.label,
        "as of": claim.as_of and f"{describe_period(claim.as_of)} ({claim.as_of_basis})",
        "firmness": claim.modality,
        "told by": None if claim.source is None else ", ".join(claim.source.via) or None,
        "rule": f"{claim.rule}, confidence {claim.confidence:.2f}",
    }
    for name, told in known.items():
        if told is not None:
            page.print(Padding(Text.assemble((f"{name}: ", "quiet"), told), (0, 0, 0, 4)))
    for placed in index.positions.values():
        if claim.claim_id in placed.position.claims or places.get(claim.claim_id) == placed.position.position_id:
            _explain_position(page, placed, index, words=False)
    for found in ledger.discrepancies:
        if claim.claim_id in found.claims:
            print_discrepancy(page, found, index)


def _explain_position(page: Console, placed: PlacedPosition, index: LedgerIndex, *, words: bool = True) -> None:
    position = placed.position
    said = f"{format_figure(position.quantity)} {name_track(placed.track)}, says {position.origin.label}"
    state = (describe_state(position, index), "quiet")
    page.print(Text.assemble("position ", (position.position_id, "quiet"), "  ", (said, "figure"), state))
    page.print(Padding(Text(f"in dossier {placed.dossier.id}"), (0, 0, 0, 4)))
    if words:
        print_words(page, index.find_claims(position.claims), index)
    for relation in placed.dossier.relations:
        if position.position_id in list_ends(relation):
            page.print(Padding(explain_relation(relation), (0, 0, 0, 4)))


def _explain_track(page: Console, track: TrackV1, index: LedgerIndex) -> None:
    page.print(Text.assemble("track ", (track.track_id, "quiet"), "  ", (name_track(track), "figure")))
    if track.estimate is not None:
        page.print(Padding(Text(f"{format_estimate(track.estimate)}\n{track.estimate.why}"), (0, 0, 0, 4)))
    page.print(Padding(list_positions(track, index, words=True), (0, 0, 0, 4)))


def _explain_document(page: Console, ledger: LedgerV1, document: DocumentV1, index: LedgerIndex) -> None:
    page.print(Text.assemble("document ", (document.document_id, "quiet"), f"  {document.path}"))
    page.print(Padding(Text(index.name_document(document.document_id)), (0, 0, 0, 4)))
    if document.url is not None:
        page.print(Padding(Text(document.url), (0, 0, 0, 4)))
    for claim in ledger.claims:
        if claim.document_id == document.document_id:
            print_words(page, [claim], index)
