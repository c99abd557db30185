"""How the figures of a dossier rose and fell: what was newly said on each day, and what was known after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.events import rank_track
from services.desk.figures import format_estimate, format_figure
from services.desk.ledger_index import LedgerIndex, shorten_id
from services.desk.ledger_pages import name_track, note_state
from services.desk.periods import describe_periods
from shared.contracts.ledger import (
    DossierV1,
    HistoricEstimateV1,
    PairRelationV1,
    PositionV1,
    RelationV1,
    TrackV1,
)

_SHOWN_OTHERS = 3


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """A day of a track: positions first said on it, and the estimate from it on where that changed."""

    day: str
    said: tuple[PositionV1, ...]
    known: HistoricEstimateV1 | None


def print_timeline(page: Console, dossier: DossierV1, index: LedgerIndex) -> None:
    """Print for each track the days on which something was said, with the estimate as it was known then."""
    page.rule(Text.assemble((dossier.label, "topic"), "  ", (dossier.id, "quiet")), align="left")
    links = _link_positions(dossier.relations)
    for track in sorted(dossier.tracks, key=rank_track):
        page.print(Text.assemble((name_track(track), "bold"), (f"   {shorten_id(track.track_id)}", "quiet")))
        page.print(Padding(_list_days(track, index, links), (0, 0, 1, 2)))


def timeline_to_json(dossier: DossierV1) -> dict[str, object]:
    """Return for each track its days, each with what was newly said and the estimate from then on (null: as before)."""
    return {
        "id": dossier.id,
        "label": dossier.label,
        "tracks": [
            {
                **track.model_dump(mode="json", include={"track_id", "measure", "unit", "place"}),
                "days": [
                    {
                        "day": day.day,
                        "said": [position.model_dump(mode="json") for position in day.said],
                        "known": None if day.known is None else day.known.model_dump(mode="json"),
                    }
                    for day in _split_days(track)
                ],
            }
            for track in dossier.tracks
        ],
    }


def _split_days(track: TrackV1) -> list[TimelineDay]:
    """Return the days on which something was first said or the estimate changed, in order."""
    known = {past.known_on: past for past in track.history}
    said: defaultdict[str, list[PositionV1]] = defaultdict(list)
    for position in track.positions:
        if position.first_said is not None:
            said[position.first_said[:10]].append(position)
    return [TimelineDay(day, tuple(said.get(day, ())), known.get(day)) for day in sorted({*known, *said})]


Links = Mapping[str, Mapping[str, Sequence[str]]]
"""For each position and word ("replaces", "against") the ids of positions."""


def _link_positions(relations: Iterable[RelationV1]) -> Links:
    """Return what each position replaces and contradicts."""
    links: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for relation in relations:
        if isinstance(relation, PairRelationV1) and relation.kind in {"supersedes", "contradicts"}:
            if relation.kind == "supersedes":
                links[relation.to]["replaces"].append(relation.from_)
            else:
                links[relation.to]["against"].append(relation.from_)
                links[relation.from_]["against"].append(relation.to)
    return links


def _list_days(track: TrackV1, index: LedgerIndex, links: Links) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet", expand=True)
    table.add_column("day", width=10)
    table.add_column("newly said", ratio=1)
    table.add_column("known since then", width=32)
    for day in _split_days(track):
        said = Text("\n").join(_describe_saying(position, day.day, index, links) for position in day.said)
        table.add_row(day.day, said, "" if day.known is None else format_estimate(day.known))
    return table


def _describe_saying(position: PositionV1, day: str, index: LedgerIndex, links: Links) -> Text:
    """Return "9 Zivilschutz, in Südpost, replaces ≥4, against 12 Innenministerium" with its state and id."""
    told = Text(format_figure(position.quantity), style="figure" if position.current else "")
    told.append(f" {position.origin.label}", style="")
    if position.as_of:
        told.append(f" (as of {describe_periods(position.as_of)})")
    where = index.name_document(position.documents[0]).removesuffix(f" {day}") if position.documents else ""
    if where and where != position.origin.label:
        told.append(f", in {where}")
    for word, others in sorted(links.get(position.position_id, {}).items(), reverse=True):
        named = [_name_other(one, position, index) for one in others[:_SHOWN_OTHERS]]
        more = f" and {len(others) - _SHOWN_OTHERS} more" if others[_SHOWN_OTHERS:] else ""
        told.append(f", {word} {', '.join(named)}{more}", style="good" if word == "replaces" else "bad")
    return told.append_text(note_state(position, index))


def _name_other(position_id: str, beside: PositionV1, index: LedgerIndex) -> str:
    """Return the figure of another position, with its origin where that is not the same."""
    other = index.positions[position_id].position
    figure = format_figure(other.quantity)
    return figure if other.origin.id == beside.origin.id else f"{figure} {other.origin.label}"
