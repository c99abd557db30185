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
