"""Lists of places or names with a figure each."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_EPIDEMIC = "Cholera-Epidemie in Kabul weitet sich aus\n\nDie Seuche breitet sich in der ganzen Region weiter aus.\n\n"


def test_the_rows_of_a_list_count_what_the_line_above_says() -> None:
    text = _EPIDEMIC + "Die Neuinfektionen verteilen sich so auf die Städte:\n\n- Herat: 1.027\n\n- Kandahar: 954\n"

    assert print_claims(read_claims(text)) == "infected 1027 / Herat; infected 954 / Kandahar"


def test_a_list_ends_with_its_rows() -> None:
    text = (
        _EPIDEMIC + "Die Neuinfektionen verteilen sich so:\n\n- Herat: 1.027\n\nDie Buslinie 12 fährt.\n\n- Tor: 954\n"
    )

    assert print_claims(read_claims(text)) == "infected 1027 / Herat"


def test_rows_of_nothing_that_is_counted_are_no_claims() -> None:
    text = _EPIDEMIC + "Die Öffnungszeiten der Ämter im Überblick:\n\n- Herat: 954\n"

    assert read_claims(text) == ()


def test_a_row_keeps_a_measure_of_its_own() -> None:
    text = _EPIDEMIC + "Die Neuinfektionen verteilen sich so:\n\n- Herat: 12 Tote\n\n- Kandahar: 954\n"

    assert print_claims(read_claims(text)) == "killed 12; infected 954 / Kandahar"


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "Am stärksten betroffen sind Herat (640) und Kandahar (431).",
            "infected 1200; infected 640 / Herat; infected 431 / Kandahar",
        ),
        ("Die meisten Infektionen gab es in der Provinz Herat (640).", "infected 1200; infected 640 / Herat"),
        ("Die Seuche erreichte auch Herat (2021) und Kandahar (2024).", "infected 1200"),
        ("Hilfsflüge kamen aus Herat (3) und Kandahar (2).", "infected 1200"),
        ("Es landeten Hilfsflüge in Herat (3) und Kandahar (2).", "infected 1200"),
    ],
)
def test_a_figure_in_brackets_behind_a_place_counts_what_was_counted(sentence: str, claims: str) -> None:
    text = _EPIDEMIC + "Bisher gab es 1.200 Infektionen. " + sentence

    assert print_claims(read_claims(text)) == claims
