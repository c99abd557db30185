from __future__ import annotations

import io

from rich.console import Console

from services.desk.conflict_pages import print_conflicts
from shared.contracts.ledger import LedgerV1


def read(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def test_a_conflict_shows_why_and_the_words_of_both_sides(page: Console, ledger: LedgerV1) -> None:
    print_conflicts(page, ledger)
    text = read(page)
    assert "zivilschutz says 9, innenministerium says 12" in text
    assert "»Neun Menschen starben laut Zivilschutz.«" in text
    assert "»Laut Ministerium starben zwölf Menschen.«" in text


def test_major_conflicts_come_before_minor_ones(page: Console, ledger: LedgerV1) -> None:
    (major,) = ledger.discrepancies
    minor = major.model_copy(update={"id": "a", "kind": "headline_hedge", "severity": "minor", "why": "only a hedge"})
    print_conflicts(page, ledger.model_copy(update={"discrepancies": (minor, major)}))
    text = read(page)
    assert text.index("innenministerium says 12") < text.index("only a hedge")


def test_no_conflict_is_said_in_words(page: Console, ledger: LedgerV1) -> None:
    print_conflicts(page, ledger.model_copy(update={"discrepancies": ()}))
    assert "No conflicts" in read(page)
