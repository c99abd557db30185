"""The events of a ledger: what is counted in each, most told first, and what is wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.contracts.ledger import DiscrepancyV1, DossierV1, LedgerV1, TrackV1

_EPISODE = "#"


@dataclass(slots=True)
class Event:
    """Dossiers of one event, which count different groups, and what is wrong in them."""

    name: str
    dossiers: list[DossierV1] = field(default_factory=list)
    conflicts: list[DiscrepancyV1] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[DossierV1, TrackV1]]:
        """Tracks that have an estimate, each with its dossier: those told by most articles first."""
        tracks = [(dossier, track) for dossier in self.dossiers for track in dossier.tracks if track.estimate]
        return sorted(tracks, key=lambda pair: rank_track(pair[1]))

    @property
    def uncounted(self) -> int:
        """How many tracks have none: denied, planned, vague, uncertain figures alone."""
        return sum(track.estimate is None for dossier in self.dossiers for track in dossier.tracks)

    @property
    def articles(self) -> tuple[int, bool]:
        """The number of articles that the pages name, and whether there are more."""
        positions = [one for dossier in self.dossiers for track in dossier.tracks for one in track.positions]
        named = {document for one in positions for document in one.documents}
        return len(named), any(one.document_count > len(one.documents) for one in positions)

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day on which anything was said."""
        positions = [one for dossier in self.dossiers for track in dossier.tracks for one in track.positions]
        said = [day for one in positions for day in (one.first_said, one.last_said) if day is not None]
        return (min(said)[:10], max(said)[:10]) if said else None


def list_events(ledger: LedgerV1) -> list[Event]:
    """Return the events, those with most serious conflicts first, then the latest."""
    events: defaultdict[str, Event] = defaultdict(lambda: Event(""))
    owners: dict[str, str] = {}
    for dossier in ledger.dossiers:
        key = owners[dossier.id] = identify_event(dossier.id)
        events[key].name = min(filter(None, (events[key].name, name_event(dossier))))
        events[key].dossiers.append(dossier)
    for found in ledger.discrepancies:
        if found.dossier_id in owners:
            events[owners[found.dossier_id]].conflicts.append(found)
    by_day = sorted(events.values(), key=lambda each: each.days or ("", ""), reverse=True)
    return sorted(by_day, key=lambda each: count_major(each.conflicts), reverse=True)


def identify_event(dossier_id: str) -> str:
    """Return the event's part of a dossier's id, with the episode: `erdbeben@MM#2025-07-01`."""
    event, _, group = dossier_id.partition("/")
    _, mark, begins = group.partition(_EPISODE)
    return f"{event}{mark}{begins}"


def name_event(dossier: DossierV1) -> str:
    """Return the event's part of a dossier's label; the whole label where it has one part."""
    event, _, group = dossier.label.partition(": ")
    _, mark, begins = group.partition(" (from ")
    return f"{event}{mark}{begins}"


def name_group(dossier: DossierV1) -> str:
    """Return the group's part of a dossier's label; nothing where it has none."""
    return dossier.label.partition(": ")[2].partition(" (from ")[0]


def count_major(conflicts: Iterable[DiscrepancyV1]) -> int:
    """Return how many of these are serious."""
    return sum(one.severity == "major" for one in conflicts)


def rank_track(track: TrackV1) -> tuple[bool, int, int, str, str]:
    """Return what orders the counts of a page: what most articles tell first, things after people."""
    is_other = track.measure.startswith("other:")
    return is_other, -track.document_count, -len(track.positions), track.measure, track.track_id
