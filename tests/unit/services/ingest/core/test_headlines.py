from __future__ import annotations

import pytest

from services.ingest.core.headlines import fold_headline, read_headline


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Kämpfe im Ukraine-\nKrieg", "Kämpfe im Ukraine-Krieg"),
        ("Verletzte Sol-\ndaten", "Verletzte Soldaten"),
        ("Verletzte Sol- \r\n  daten", "Verletzte Soldaten"),
        ("Ost-\nund Westeuropa", "Ost- und Westeuropa"),
        ("US-\namerikanische Hilfe", "US-amerikanische Hilfe"),
        ("80-\njährige gerettet", "80-jährige gerettet"),
        ("Kata\u00adstrophen\u00ad\nschutz", "Katastrophenschutz"),
        ("Hilfe für\n\nden  Süden\t!", "Hilfe für den Süden !"),
        ("Flut – 12 Tote", "Flut – 12 Tote"),
        ("-\n-\n", "---"[:2]),
        ("", ""),
    ],
)
def test_writes_a_headline_in_one_line(raw: str, folded: str) -> None:
    assert fold_headline(raw) == folded


def test_reads_the_headline_above_a_text() -> None:
    text = "Flut im Tal: Sie-\nben Tote\n\nSieben Menschen sind bei der Flut ums Leben gekommen."
    assert read_headline(text) == "Flut im Tal: Sieben Tote"


def test_running_prose_has_no_headline() -> None:
    assert read_headline("Sieben Menschen sind bei der Flut ums Leben gekommen, sagte ein Sprecher.\n") is None
