"""Where the headline stands on a page, and where there is none."""

from __future__ import annotations

import pytest

from shared.domain.headlines import find_credit, find_headline

_HEADLINE = "Zwölf Tote nach Flut im Süden"
_PROSE = "Bei einer Flut im Süden des Landes sind zwölf Menschen gestorben, wie die Polizei am Montag mitteilte."


def read(text: str) -> str | None:
    span = find_headline(text)
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    "above",
    [
        "Panorama",
        "1. Ausland",
        "Home Region Sport Magazin Agenda",
        "Startseite > Panorama > Katastrophen",
        "Aktualisiert 25.08.2007 15:09",
        "Publiziert: 14.01.2025, 11:32 / Aktualisiert: 14.01.2025, 15:05",
        "Montag, 3. März 2025",
        "Der Nordbote 12. März 2025",
        "Von Anna Berg und Peter Holm",
        "Veröffentlicht von Muster.Medien",
        "Wir verwenden Cookies, um diese Seite zu verbessern.",
        "Ihr Browser ist veraltet. Bitte erneuern Sie ihn.",
        "Zum Inhalt springen",
        "(Foto: via REUTERS)",
        "Ein Boot am Morgen nach der Flut. Bild: AP/Muster",
        "Helfer schippen Schlamm aus den Kellern. KEYSTONE/MAX MUSTER",
        "Niederösterreich",
        "Unwetter-Lage",
        "bdt0321 4 pl 245 dpa 0543",
        "Katastrophen/Musterland/",
        "(Zusammenfassung 1700)",
        "Von: Pressestelle <presse@muster.example>\nGesendet: Montag, 3. Februar 2025 09:14",
        "***",
    ],
)
def test_what_stands_above_a_headline_is_none(above: str) -> None:
    assert read(f"{above}\n\n{_HEADLINE}\n\n{_PROSE}\n") == _HEADLINE


@pytest.mark.parametrize(
    "headline",
    [
        "Flucht",
        "Land unter",
        "Von Kabul nach Paris: Die Flucht zweier Brüder",
        "Der Angriff vom 12. März 2025",
        "12 Tote in Kabul",
        "Sport frei nach der Flut",
        "Die Welt nach dem Beben",
        "Panorama der Zerstörung",
        "Wie Cookies den Wahlkampf entschieden",
    ],
)
def test_a_headline_may_look_like_what_stands_above_one(headline: str) -> None:
    assert read(f"{headline}\n\n{_PROSE}\n") == headline


def test_a_subject_line_is_a_headline_without_its_marks() -> None:
    assert read(f"An: Redaktion\nBetreff: WG: {_HEADLINE}\n\n{_PROSE}\n") == _HEADLINE


def test_a_date_run_together_with_the_headline_is_not_part_of_it() -> None:
    assert read(f"{_HEADLINE} Stand: 11.08.2024 21:07 Uhr\n\n{_PROSE}\n") == _HEADLINE


def test_a_short_subheading_does_not_make_the_headline_a_kicker() -> None:
    assert read(f"Schlammflut\nZwölf Tote\n\n{_PROSE}\n") == "Schlammflut"


def test_a_headline_broken_over_lines_is_whole() -> None:
    broken = "Zwölf Tote nach\nder Flut im Süd-\nosten"

    assert read(f"Panorama\n{broken}\n\n{_PROSE}\n") == broken


@pytest.mark.parametrize(
    "text",
    [
        _PROSE,
        f"Panorama\n\n{_PROSE}\n",
        f"Aktualisiert 25.08.2007 15:09\n{_PROSE}\n",
        f"(Foto: via REUTERS)\n\n{_PROSE}\n",
        "",
        " \n\n",
        "Panorama",
        "---\n---",
    ],
)
def test_prose_has_no_headline(text: str) -> None:
    assert find_headline(text) is None


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Helfer am Ufer. Foto: Muster/dpa", "Foto: Muster/dpa"),
        ("Helfer am Ufer (Bild: sda)", "(Bild: sda)"),
        ("Helfer am Ufer. Foto: muster-bilder.example", "Foto: muster-bilder.example"),
        ("Helfer am Ufer. | Bildquelle: EPA", "Bildquelle: EPA"),
        ("Helfer am Ufer. © AFP", "© AFP"),
        ("Helfer am Ufer. KEYSTONE/MAX MUSTER", "KEYSTONE/MAX MUSTER"),
        ("Helfer am Ufer. (Muster Media via AP)", "(Muster Media via AP)"),
    ],
)
def test_a_credit_ends_a_caption(caption: str, credit: str) -> None:
    start = find_credit(caption)

    assert start is not None
    assert caption[start:].strip(" |") == credit


@pytest.mark.parametrize(
    "line",
    [
        "Auf dem Foto: niemand. Es gab zwölf Tote.",
        "Das Bild: 12 Tote lagen auf der Straße",
        "Das teilte die Polizei mit. (dpa)",
        "Die Agentur AP/dpa meldete zwölf Tote.",
        "Er sagte, das Bild sei klar: Niemand habe überlebt.",
    ],
)
def test_no_credit_is_seen_in_a_sentence(line: str) -> None:
    assert find_credit(line) is None
