from __future__ import annotations

import io

from rich.console import Console

from services.desk.ledger_pages import print_ledger
from shared.contracts.ledger import LedgerV1


def read(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def test_a_dossier_shows_its_estimate_positions_words_and_relations(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger)
    text = read(page)
    assert "low 9 · best 12 · high 12" in text
    assert "2 origins" in text
    assert "Innenministerium" in text
    assert "Grenzlandbote 2025-09-16" in text
    assert "»Mindestens vier Menschen kamen ums" in text
    assert "replaced: zivilschutz went from 4 to 9" in text
    assert "contradicts: 9 and 12 do not overlap" in text


def test_a_document_without_outlet_goes_by_its_path(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger)
    assert "flut-2.txt 2025-09-17" in read(page)


def test_words_can_be_left_out(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger, words=False)
    assert "ums Leben" not in read(page)


def test_no_line_is_wider_than_the_page(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger)
    assert max(len(line.rstrip()) for line in read(page).splitlines()) <= 100


def test_an_empty_ledger_says_so(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger.model_copy(update={"dossiers": ()}))
    assert "ledger is empty" in read(page)


def test_a_position_that_is_kept_apart_says_why(page: Console, denied: LedgerV1) -> None:
    print_ledger(page, denied, words=False)
    assert read(page).count("kept apart") == 1
    assert "(kept apart: denied)" in read(page)


def test_tracks_and_positions_show_what_explain_takes(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger, words=False)
    assert "7ac00000" in read(page)
    assert "p-nine" in read(page)


def test_the_estimate_says_in_a_sentence_how_it_came_about(page: Console, ledger: LedgerV1) -> None:
    print_ledger(page, ledger, words=False)
    assert "two origins" in read(page)


def test_dates_and_measures_are_words(page: Console, ledger: LedgerV1) -> None:
    (dossier,) = ledger.dossiers
    (track,) = dossier.tracks
    dated = tuple(position.model_copy(update={"as_of": ("2024-23",)}) for position in track.positions)
    track = track.model_copy(update={"positions": dated, "measure": "casualties"})
    print_ledger(page, ledger.model_copy(update={"dossiers": (dossier.model_copy(update={"tracks": (track,)}),)}))
    assert "autumn 2024" in read(page)
    assert "killed or wounded" in read(page)
    assert "casualties" not in read(page)
