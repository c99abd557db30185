"""The ledger for people: each dossier's tracks with low, best, high, the positions, the words, and how they relate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.events import rank_track
from services.desk.figures import format_estimate, format_figure, name_measure
from services.desk.ledger_index import LedgerIndex, shorten_id
from services.desk.periods import describe_periods
from services.desk.quotes import quote_claim
from shared.contracts.ledger import DossierV1, LedgerV1, PositionV1, RelationV1, TrackV1

_RELATION_WORDS = {
    "supersedes": ("replaced", "good"),
    "sums_to": ("adds up", "good"),
    "contradicts": ("contradicts", "bad"),
    "refines": ("narrows", "quiet"),
    "corroborates": ("agrees", "quiet"),
    "part_of": ("part of", "quiet"),
}
"""In the order in which they are shown."""

_SHOWN_ARTICLES = 3
_SHOWN_RELATIONS = 4


def print_ledger(page: Console, ledger: LedgerV1, *, words: bool = True) -> None:
    """Print every dossier; `words` adds to each position the sentence that bears it out."""
    if not ledger.dossiers:
        page.print("The ledger is empty: no article in it makes a claim.")
    index = LedgerIndex(ledger)
    for dossier in ledger.dossiers:
        print_dossier(page, dossier, index, words=words)


def print_dossier(page: Console, dossier: DossierV1, index: LedgerIndex, *, words: bool) -> None:
    """Print one dossier with all its tracks."""
    page.rule(Text.assemble((dossier.label, "topic"), "  ", (dossier.id, "quiet")), align="left")
    for track in sorted(dossier.tracks, key=rank_track):
        page.print(_head_track(track))
        if track.estimate is not None:
            page.print(Padding(Text(track.estimate.why, style="quiet"), (0, 0, 0, 2)))
        page.print(Padding(list_positions(track, index, words=words), (0, 0, 0, 2)))
        print_relations(page, _list_relations(dossier, track))
        page.print()


def name_track(track: TrackV1) -> str:
    """Return "killed", "money (USD)", "deployed in Kursk"."""
    unit = "" if track.unit == "person" or track.measure.startswith("other:") else f" ({track.unit})"
    return f"{name_measure(track.measure)}{unit}" + ("" if track.place is None else f" in {track.place.label}")


def _head_track(track: TrackV1) -> Text:
    """Return the track's name, estimate and id."""
    name, short_id = Text(name_track(track), style="bold"), (f"   {shorten_id(track.track_id)}", "quiet")
    if track.estimate is None:
        return Text.assemble(name, ("   no estimate: no figure that may enter one", "quiet"), short_id)
    origins = f"{track.estimate.origins} origin{'' if track.estimate.origins == 1 else 's'}"
    return Text.assemble(name, "   ", (format_estimate(track.estimate), "figure"), (f"   {origins}", "quiet"), short_id)


def list_positions(track: TrackV1, index: LedgerIndex, *, words: bool) -> Table:
    """Return the track's positions as a table; `words` adds the sentence of each one's first claim."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True)
    table.add_column("figure", justify="right", width=15)
    table.add_column("origin", width=20)
    table.add_column("as of", width=11)
    table.add_column("articles", ratio=1)
    for position in sorted(track.positions, key=_rank_position):
        style = "" if position.current and position.admissible else "quiet"
        articles = Text(_list_articles(position, index)).append(note_state(position, index))
        if words:
            for claim in index.find_claims(position.claims[:1]):
                articles.append("\n").append_text(quote_claim(claim))
                document = index.documents.get(claim.document_id)
                if document is not None and document.url is not None:
                    articles.append(f"\n{document.url}", style="quiet")
        table.add_row(
            Text(format_figure(position.quantity), style="figure" if position.current else ""),
            position.origin.label,
            _date_position(position),
            articles,
            style=style,
        )
    return table


def _list_relations(dossier: DossierV1, track: TrackV1) -> list[RelationV1]:
    """Return the relations that lead to this track, what is replaced first."""
    mine = {position.position_id for position in track.positions}
    kinds = list(_RELATION_WORDS)
    return sorted((one for one in dossier.relations if one.to in mine), key=lambda one: kinds.index(one.kind))


def _rank_position(position: PositionV1) -> tuple[str, str]:
    """Order as things were said to stand; what has no date comes first."""
    return position.effective or "", position.position_id


def _date_position(position: PositionV1) -> str:
    return describe_periods(position.as_of) or position.effective or "undated"


def _list_articles(position: PositionV1, index: LedgerIndex) -> str:
    shown = [index.name_document(document) for document in position.documents[:_SHOWN_ARTICLES]]
    more = max(position.document_count, len(position.documents)) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def note_state(position: PositionV1, index: LedgerIndex) -> Text:
    """Return the state of a position and its short id: "  (kept apart: denied)  3f9a21c0"."""
    return Text(f"{describe_state(position, index)}  {shorten_id(position.position_id)}", style="quiet")


def describe_state(position: PositionV1, index: LedgerIndex) -> str:
    """Return whether a position is replaced and why it is kept apart, in brackets; nothing where neither holds."""
    apart = index.explain_apart(position)
    notes = [*([] if position.current else ["replaced"]), *([] if apart is None else [f"kept apart: {apart}"])]
    return f"  ({', '.join(notes)})" if notes else ""


def print_relations(page: Console, relations: Sequence[RelationV1]) -> None:
    """Print the first relations of each kind, and how many more there are."""
    by_kind: defaultdict[str, list[RelationV1]] = defaultdict(list)
    for relation in relations:
        by_kind[relation.kind].append(relation)
    for kind, found in by_kind.items():
        for relation in found[:_SHOWN_RELATIONS]:
            page.print(Padding(explain_relation(relation), (0, 0, 0, 4)))
        if found[_SHOWN_RELATIONS:]:
            word, _ = _RELATION_WORDS[kind]
            more = f"{word}: {len(found) - _SHOWN_RELATIONS} more; lagebild explain shows those of a position"
            page.print(Padding(Text(more, style="quiet"), (0, 0, 0, 4)))


def explain_relation(relation: RelationV1) -> Text:
    """Return the relation's kind as a word and its why-sentence."""
    word, style = _RELATION_WORDS[relation.kind]
    return Text.assemble((f"{word}: ", style), relation.why)
