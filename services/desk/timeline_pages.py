"""How the figures of a dossier rose and fell: what was newly said on each day, and what was known after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.figures import format_estimate, format_figure
from services.desk.ledger_index import LedgerIndex, shorten_id
from services.desk.ledger_pages import name_track, note_state
from services.desk.periods import describe_periods
from shared.contracts.ledger import DossierV1, HistoricEstimateV1, PositionV1, TrackV1


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """A day of a track: positions first said on it, and the estimate from it on where that changed."""

    day: str
    said: tuple[PositionV1, ...]
    known: HistoricEstimateV1 | None


def print_timeline(page: Console, dossier: DossierV1, index: LedgerIndex) -> None:
    """Print for each track the days on which something was said, with the estimate as it was known then."""
    page.rule(Text.assemble((dossier.label, "topic"), "  ", (dossier.id, "quiet")), align="left")
    for track in dossier.tracks:
        page.print(Text.assemble((name_track(track), "bold"), (f"   {shorten_id(track.track_id)}", "quiet")))
        page.print(Padding(_list_days(track, index), (0, 0, 1, 2)))


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


def _list_days(track: TrackV1, index: LedgerIndex) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet", expand=True)
    table.add_column("day", width=10)
    table.add_column("newly said", ratio=1)
    table.add_column("known since then", width=36)
    for day in _split_days(track):
        said = Text("\n").join(_describe_saying(position, index) for position in day.said)
        table.add_row(day.day, said, "" if day.known is None else format_estimate(day.known))
    return table


def _describe_saying(position: PositionV1, index: LedgerIndex) -> Text:
    """Return "9 Zivilschutz (as of 2025-09-17), Südpost 2025-09-17" with its state and id."""
    as_of = f" (as of {describe_periods(position.as_of)})" if position.as_of else ""
    where = f", {index.name_document(position.documents[0])}" if position.documents else ""
    return Text(f"{format_figure(position.quantity)} {position.origin.label}{as_of}{where}").append(
        note_state(position, index)
    )
