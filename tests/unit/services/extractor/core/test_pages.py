"""Which lines are the article, and which section each paragraph is."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pages import PageReader

_PAGES = PageReader(load_lexicon())
_HEADLINE = "Zwölf Tote nach Flut im Süden"
_BODY = (
    "Bei einer Flut im Süden des Landes sind zwölf Menschen gestorben. Das teilte die Polizei am Montag mit.\n\n"
    "Die Helfer suchten bis in die Nacht nach Vermissten. Viele Straßen waren gesperrt, der Strom fiel aus.\n\n"
    "Am Dienstag soll der Regen nachlassen. Die Behörden warnen dennoch vor neuen Erdrutschen in der Region."
)


def read(raw: str) -> list[tuple[str, str]]:
    return [(paragraph.section, paragraph.content.text) for paragraph in _PAGES.read(raw)]


def find_section(raw: str, words: str) -> str | None:
    return next((section for section, text in read(raw) if words in text), None)


def test_a_headline_and_paragraphs() -> None:
    sections = [section for section, _ in read(f"{_HEADLINE}\n\n{_BODY}\n")]

    assert sections[0] == "headline"
    assert sections[-1] == "body"
    assert len(sections) == 4


def test_a_standfirst_before_a_dateline_is_the_lead() -> None:
    raw = f"{_HEADLINE}\n\nDie Helfer suchen weiter, die Straßen sind gesperrt.\n\nMusterstadt (dpa) – {_BODY}\n"

    assert find_section(raw, "Helfer suchen weiter") == "lead"
    assert find_section(raw, "Bei einer Flut") == "body"


def test_a_short_line_without_a_stop_is_a_subheading() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nViele Häuser zerstört\n\nIn der Stadt stehen nur noch wenige Mauern, sagt man.\n"

    assert find_section(raw, "Viele Häuser") == "subheading"


def test_a_run_of_words_and_values_is_a_box() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nOrt Musterstadt\nTote 12\nVerletzte 4700\nDatum Montag\n"

    assert {find_section(raw, words) for words in ("Tote 12", "Verletzte 4700")} == {"infobox"}


@pytest.mark.parametrize(
    "furniture",
    [
        "Foto: Muster/dpa",
        "Lesen Sie auch: 30 Tote bei Zugunfall",
        "Seite 2 von 3",
        "Stand: 28.04.2025, 14:30 Uhr",
        "Diese Seite verwendet Cookies.",
        "Anzeige",
        "(dpa/red)",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\n{furniture}\n\nDie Lage bleibt nach Angaben der Behörden angespannt und unklar.\n"

    assert furniture not in "\n".join(text for _, text in read(raw))
    assert find_section(raw, "Die Lage bleibt") == "body"


def test_nothing_behind_the_comments_counts() -> None:
    assert find_section(f"{_HEADLINE}\n\n{_BODY}\n\nKommentare\n\nIch habe 50 Tote gesehen!\n", "50 Tote") is None


def test_a_page_break_inside_a_sentence_ends_no_paragraph() -> None:
    raw = (
        f"{_HEADLINE}\n\nDie Zahl der Opfer stieg am Montag weiter, die\nRegierung sprach von 300 verletzten und\n"
        "\n\n\n\nobdachlosen Menschen in der Stadt und in\nden Dörfern der Umgebung, wo viele noch warten.\n"
    )

    assert "300 verletzten und obdachlosen Menschen" in "\n".join(text for _, text in read(raw))


@pytest.mark.parametrize("raw", ["", "\n\n", "\x00", "-\n-\n-", "Kommentare"])
def test_a_page_of_nothing_is_read(raw: str) -> None:
    assert isinstance(_PAGES.read(raw), list)
