from __future__ import annotations

import io
import json

from rich.console import Console

from services.desk.ledger_index import LedgerIndex
from services.desk.timeline_pages import print_timeline, timeline_to_json
from shared.contracts.ledger import LedgerV1


def test_each_day_shows_what_was_said_and_what_was_known_then(page: Console, ledger: LedgerV1) -> None:
    print_timeline(page, ledger.dossiers[0], LedgerIndex(ledger))
    assert isinstance(page.file, io.StringIO)
    text = page.file.getvalue()
    first, second = text.index("2025-09-16 "), text.index("2025-09-17 ")
    assert first < text.index("4 Zivilschutz") < second < text.index("9 Zivilschutz")
    assert first < text.index("low 4 · best 4 · high open") < second < text.index("low 9 · best 12 · high 12")


def test_what_is_kept_apart_says_why_and_each_saying_has_its_id(page: Console, denied: LedgerV1) -> None:
    print_timeline(page, denied.dossiers[0], LedgerIndex(denied))
    assert isinstance(page.file, io.StringIO)
    text = " ".join(page.file.getvalue().split())
    assert "(kept apart: denied)" in text
    assert "p-nine" in text
    assert "7ac00000" in text


def test_a_saying_names_what_it_replaces_and_contradicts(page: Console, ledger: LedgerV1) -> None:
    print_timeline(page, ledger.dossiers[0], LedgerIndex(ledger))
    assert isinstance(page.file, io.StringIO)
    text = " ".join(page.file.getvalue().split())
    assert "9 Zivilschutz, in flut-2.txt, replaces 4, against 12" in text
    assert "12 Innenministerium, in flut-2.txt, against 9 Zivilschutz" in text


def test_programs_get_the_same_days(ledger: LedgerV1) -> None:
    (track,) = json.loads(json.dumps(timeline_to_json(ledger.dossiers[0])))["tracks"]
    assert track["track_id"] == "7ac0000000000001"
    assert [day["day"] for day in track["days"]] == ["2025-09-16", "2025-09-17"]
    assert [len(day["said"]) for day in track["days"]] == [1, 2]
    assert [day["known"]["best"] for day in track["days"]] == [4, 12]
