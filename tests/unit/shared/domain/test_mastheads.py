"""What a page prints around its headline, and what only looks like it."""

from __future__ import annotations

import pytest

from shared.domain.mastheads import is_byline, is_masthead


@pytest.mark.parametrize(
    "line",
    [
        "Wirtschaft",
        "Home » News » Welt",
        "Startseite / Region",
        "Lesezeit: 3 Minuten",
        "vor 3 Stunden",
        "12 Kommentare",
        "Abonnieren Sie hier unseren Newsletter",
        "An: Redaktion",
    ],
)
def test_rubrics_buttons_and_notices(line: str) -> None:
    assert is_masthead(line)
    assert not is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "22.12.2025",
        "Stand: 03.02.2025, 18:20 Uhr | Lesezeit: 3 Minuten",
        "Di., 5. Nov. 2024 | 09.30 Uhr",
        "Aktualisiert am 15.09.2024 - 21:40",
        "2025-04-28 14:30",
        "Von Anna Berg, Kabul",
        "von Anna Berg",
        "Autorin: Anna Berg",
        "Abendpost 12. März 2025",
    ],
)
def test_dates_and_names(line: str) -> None:
    assert is_byline(line)
    assert is_masthead(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sport und Flut",
        "12 Tote",
        "Von Menschen und Mäusen",
        "von Menschen in Kabul",
        "von Menschen",
        "Stand: 12 Tote",
        "Am 12. März 2025 starben sie",
        "Der Anschlag vom 12. März 2025",
        "Kommentare gab es viele",
        "Die Polizei zählt 12 Kommentare",
        "Unser Newsletter meldet 12 Tote",
        "1. Tote nach Beben",
        "Sieben gegen Theben / Zwölf für Rom",
    ],
)
def test_words_of_an_article_are_none(line: str) -> None:
    assert not is_masthead(line)


def test_a_long_line_is_read_no_further() -> None:
    assert not is_masthead("Startseite > " * 100_000)
