"""The first page of a ledger: each event with its main figures and what is wrong with them, serious things first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.conflict_pages import print_discrepancy, sort_conflicts
from services.desk.events import Event, count_major, list_events, name_group
from services.desk.figures import format_figure, format_number, name_measure
from services.desk.ledger_index import LedgerIndex, shorten_id
from services.desk.periods import describe_periods
from shared.contracts.ledger import DiscrepancyV1, DossierV1, EstimateV1, LedgerV1, PositionV1, TrackV1

_SHOWN_COUNTS = 5
_SHOWN_CONFLICTS = 3
_EVERYBODY = "Menschen"


def print_front(page: Console, ledger: LedgerV1, *, closer: Sequence[tuple[str, str]] = (), more: int = 0) -> None:
    """Print the events of a ledger, those with serious conflicts first.

    `closer`: commands that show more, each with what it shows. `more`: how many dossiers are not in this ledger.
    """
    events = list_events(ledger)
    if not events:
        page.print("The ledger is empty: no article in it makes a claim.")
        return
    index = LedgerIndex(ledger)
    for event in events:
        _print_event(page, event, index)
    if more:
        page.print(Text(f"{more:,} more dossiers, which have fewer conflicts or are older", style="quiet"))
    for purpose, command in closer:
        page.print(Text.assemble((f"{purpose}: ", "quiet"), (command, "topic")), soft_wrap=True)


def list_closer(ledger: LedgerV1) -> list[tuple[str, str]]:
    """Return commands that show more of a ledger in Postgres, with a dossier of its first event as example."""
    events = list_events(ledger)
    if not events:
        return []
    counts = events[0].counts
    dossier = counts[0][0].id if counts else events[0].dossiers[0].id
    return [
        ("who says what, in which words", f"lagebild ledger {dossier}"),
        ("from day to day", f"lagebild timeline {dossier}"),
        ("all conflicts", "lagebild conflicts"),
        ("what eight digits stand for", "lagebild explain ID"),
        ("all dossiers", "lagebild dossiers"),
    ]


def _print_event(page: Console, event: Event, index: LedgerIndex) -> None:
    page.rule(Text.assemble((event.name, "topic"), (f"  {_describe_event(event)}", "quiet")), align="left")
    counts = event.counts
    if counts:
        page.print(_list_counts(counts[:_SHOWN_COUNTS]))
    if counts[_SHOWN_COUNTS:]:
        beside = "; ".join(_name_count(dossier, track) for dossier, track in counts[_SHOWN_COUNTS:])
        page.print(Padding(Text(f"also: {beside}", style="quiet"), (0, 0, 0, 2)))
    if event.uncounted:
        without = f"{event.uncounted} more without an estimate: denied, planned, vague or uncertain"
        page.print(Padding(Text(without, style="quiet"), (0, 0, 0, 2)))
    _print_conflicts(page, sort_conflicts(event.conflicts, index), index)
    page.print()


def _print_conflicts(page: Console, found: Sequence[DiscrepancyV1], index: LedgerIndex) -> None:
    """Print the first serious conflict with its words, the next in a line each, and the number of the others."""
    major = [one for one in found if one.severity == "major"]
    for one in major[:1]:
        print_discrepancy(page, one, index)
    for one in major[1:_SHOWN_CONFLICTS]:
        head = (f"{one.severity} · {one.kind.replace('_', ' ')}", "bad")
        page.print(Text.assemble(head, (f"  {shorten_id(one.id)}  ", "quiet"), one.why))
    left = len(major[_SHOWN_CONFLICTS:]), len(found) - len(major)
    named = [f"{count} {name}" for count, name in zip(left, ("major", "minor"), strict=True) if count]
    if named:
        page.print(Text(f"and {' and '.join(named)} conflict{'' if sum(left) == 1 else 's'}", style="quiet"))


def _describe_event(event: Event) -> str:
    """Return "4 articles, 2025-09-16 to 2025-09-24, 1 major conflict"."""
    number, is_more = event.articles
    parts = [f"{number}{'+' if is_more else ''} article{'' if number == 1 and not is_more else 's'}"]
    if event.days is not None:
        first, last = event.days
        parts.append(first if first == last else f"{first} to {last}")
    major = count_major(event.conflicts)
    if major:
        parts.append(f"{major} major conflict{'' if major == 1 else 's'}")
    return ", ".join(parts)


def _list_counts(counts: Sequence[tuple[DossierV1, TrackV1]]) -> Table:
    """Return the counts as a table, those of one group together; people need no name."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet", expand=True)
    table.add_column("what", width=25)
    table.add_column("best", justify="right", width=9)
    table.add_column("low to high", width=18)
    table.add_column("origins", justify="right", width=7)
    table.add_column("said last", ratio=1)
    shown, is_headed = "", False
    for dossier, track, estimate in _sort_groups(counts):
        group = _name_people(dossier, track)
        if group != shown:
            table.add_row(Text(f"{group or _EVERYBODY}:", style="quiet"))
            shown, is_headed = group, True
        best = "–" if estimate.best is None else format_number(estimate.best)
        name = f"{'  ' if is_headed else ''}{_name_track(track)}"
        bounds, origins = _describe_bounds(estimate), str(estimate.origins)
        table.add_row(name, Text(best, style="figure"), bounds, origins, _describe_latest(track, estimate))
    return table


def _sort_groups(counts: Sequence[tuple[DossierV1, TrackV1]]) -> list[tuple[DossierV1, TrackV1, EstimateV1]]:
    """Return the counts of each group together, groups in the order of their first."""
    told = [(dossier, track, track.estimate) for dossier, track in counts if track.estimate is not None]
    groups = list(dict.fromkeys(_name_people(dossier, track) for dossier, track, _ in told))
    return sorted(told, key=lambda one: groups.index(_name_people(one[0], one[1])))


def _name_people(dossier: DossierV1, track: TrackV1) -> str:
    """Return the group, where it is not people in general; things name themselves."""
    group = name_group(dossier)
    return "" if group == _EVERYBODY or track.measure.startswith("other:") or track.unit != "person" else group


def _name_track(track: TrackV1) -> str:
    """Return "killed", "money (EUR)", "participants in Leipzig"."""
    unit = "" if track.unit == "person" or track.measure.startswith("other:") else f" ({track.unit})"
    return f"{name_measure(track.measure)}{unit}" + ("" if track.place is None else f" in {track.place.label}")


def _name_count(dossier: DossierV1, track: TrackV1) -> str:
    """Return "37 Brücke", "120 deployed (Einsatzkräfte)"."""
    assert track.estimate is not None
    best, group = track.estimate.best, _name_people(dossier, track)
    number = _describe_bounds(track.estimate) if best is None else format_number(best)
    return f"{number} {_name_track(track)}" + (f" ({group})" if group else "")


def _describe_bounds(estimate: EstimateV1) -> str:
    """Return "9,000 to 30,000", "9,000 or more", "up to 30,000"; nothing where the best is all there is."""
    low, high = estimate.low, estimate.high
    if low == high == estimate.best and low is not None:
        return ""
    if low is None:
        return "open" if high is None else f"up to {format_number(high)}"
    return f"{format_number(low)} or more" if high is None else f"{format_number(low)} to {format_number(high)}"


def _describe_latest(track: TrackV1, estimate: EstimateV1) -> Text:
    """Return the latest figure of those that the estimate is made from, and what its origin said before."""
    standing = [one for one in track.positions if one.current and not set(one.claims).isdisjoint(estimate.claims)]
    if not standing:
        return Text("")
    latest = max(standing, key=lambda one: (one.effective or "", one.last_said or "", one.position_id))
    told = Text(f"{latest.origin.label} {format_figure(latest.quantity)}, {_date(latest)}")
    mine = (one for one in track.positions if one.origin.id == latest.origin.id and not one.current)
    before = [one for one in mine if one.quantity.aspect == latest.quantity.aspect]
    if before:
        replaced = max(before, key=lambda one: (one.effective or "", one.position_id))
        told.append(f"; before {format_figure(replaced.quantity)}, {_date(replaced)}", style="quiet")
    return told


def _date(position: PositionV1) -> str:
    return describe_periods(position.as_of) or position.effective or "undated"
