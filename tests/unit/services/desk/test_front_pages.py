"""The first page: events with their main figures, serious conflicts first."""

from __future__ import annotations

import io

from rich.console import Console

from services.desk.events import identify_event, list_events
from services.desk.front_pages import list_closer, print_front
from shared.contracts.ledger import LedgerV1


def read(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def add_event(ledger: LedgerV1, dossier_id: str, label: str, **changes: object) -> LedgerV1:
    """Return the ledger with the same dossier once more, under another id, without conflicts."""
    (dossier, *_) = ledger.dossiers
    tracks = tuple(track.model_copy(update=changes) for track in dossier.tracks)
    added = dossier.model_copy(update={"id": dossier_id, "label": label, "tracks": tracks})
    return ledger.model_copy(update={"dossiers": (*ledger.dossiers, added)})


def test_an_event_shows_figures_the_latest_voice_and_the_words_of_its_conflict(page: Console, ledger: LedgerV1) -> None:
    print_front(page, ledger)
    text = read(page)
    assert "2 articles, 2025-09-16 to 2025-09-17, 1 major conflict" in text
    assert "killed" in text
    assert "9 to 12" in text
    assert "Innenministerium 12, 2025-09-17" in " ".join(text.split())
    assert "zivilschutz says 9, innenministerium says 12 on the same day" in text
    assert "»Neun Menschen starben laut Zivilschutz.«" in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100


def test_what_the_latest_voice_said_before_is_named(page: Console, ledger: LedgerV1) -> None:
    (dossier,) = ledger.dossiers
    (track,) = dossier.tracks
    shown = track.model_copy(update={"positions": track.positions[:2]})
    print_front(page, ledger.model_copy(update={"dossiers": (dossier.model_copy(update={"tracks": (shown,)}),)}))
    assert "Zivilschutz 9, 2025-09-17; before 4, 2025-09-16" in " ".join(read(page).split())


def test_events_with_serious_conflicts_come_first_then_the_latest(ledger: LedgerV1) -> None:
    (track,) = ledger.dossiers[0].tracks
    later = tuple(one.model_copy(update={"last_said": "2025-12-01"}) for one in track.positions)
    grown = add_event(ledger, "streik@DE/menschen", "Streik (DE): Menschen")
    grown = add_event(grown, "beben@MM/menschen", "Beben (MM): Menschen", positions=later)

    assert [event.dossiers[0].id for event in list_events(grown)] == [
        "hochwasser@SI/menschen",
        "beben@MM/menschen",
        "streik@DE/menschen",
    ]


def test_groups_of_one_event_stand_together_under_their_names(page: Console, ledger: LedgerV1) -> None:
    named = ledger.model_copy(
        update={"dossiers": tuple(one.model_copy(update={"label": "Flut (SI): Menschen"}) for one in ledger.dossiers)}
    )
    print_front(page, add_event(named, "hochwasser@SI/kinder", "Flut (SI): Kinder"))
    text = read(page)
    assert text.count("Flut (SI)") == 1
    assert "Kinder:" in text


def test_people_behind_a_group_stand_under_a_heading_of_their_own(page: Console, ledger: LedgerV1) -> None:
    labelled = [one.model_copy(update={"label": "Flut (SI): Menschen"}) for one in ledger.dossiers]
    kids = add_event(ledger, "hochwasser@SI/kinder", "Flut (SI): Kinder").dossiers[-1]
    print_front(page, ledger.model_copy(update={"dossiers": (kids, *labelled)}))
    lines = [line.rstrip() for line in read(page).splitlines()]
    under = lines[lines.index("Menschen:") + 1]
    assert under.startswith("  killed")


def test_an_episode_is_an_event_of_its_own() -> None:
    assert identify_event("erdbeben@MM/menschen#2025-07-01") == "erdbeben@MM#2025-07-01"
    assert identify_event("ukraine-krieg/soldaten") == "ukraine-krieg"


def test_figures_without_an_estimate_are_counted_not_shown(page: Console, ledger: LedgerV1) -> None:
    print_front(page, add_event(ledger, "hochwasser@SI/kinder", "Menschen · Hochwasser in Slowenien", estimate=None))
    assert "1 more without an estimate" in read(page)


def test_what_is_not_shown_is_counted_and_the_way_to_it_named(page: Console, ledger: LedgerV1) -> None:
    print_front(page, ledger, closer=list_closer(ledger), more=1988)
    text = read(page)
    assert "1,988 more dossiers" in text
    assert "lagebild ledger hochwasser@SI/menschen" in text


def test_an_empty_ledger_says_so(page: Console, ledger: LedgerV1) -> None:
    empty = ledger.model_copy(update={"dossiers": (), "discrepancies": ()})
    print_front(page, empty)
    assert "ledger is empty" in read(page)
    assert list_closer(empty) == []
