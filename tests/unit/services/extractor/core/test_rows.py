"""Lists of places or names with a figure each."""

from __future__ import annotations

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_EPIDEMIC = "Cholera-Epidemie in Kabul weitet sich aus\n\nDie Seuche breitet sich in der ganzen Region weiter aus.\n\n"


def test_the_rows_of_a_list_count_what_the_line_above_says() -> None:
    text = _EPIDEMIC + "Die Neuinfektionen verteilen sich so auf die Städte:\n\n- Herat: 1.027\n\n- Kandahar: 954\n"

    assert print_claims(read_claims(text)) == "infected 1027; infected 954"


def test_a_list_ends_with_its_rows() -> None:
    text = (
        _EPIDEMIC + "Die Neuinfektionen verteilen sich so:\n\n- Herat: 1.027\n\nDie Buslinie 12 fährt.\n\n- Tor: 954\n"
    )

    assert print_claims(read_claims(text)) == "infected 1027"


def test_rows_of_nothing_that_is_counted_are_no_claims() -> None:
    text = _EPIDEMIC + "Die Öffnungszeiten der Ämter im Überblick:\n\n- Herat: 954\n"

    assert read_claims(text) == ()


def test_a_row_keeps_a_measure_of_its_own() -> None:
    text = _EPIDEMIC + "Die Neuinfektionen verteilen sich so:\n\n- Herat: 12 Tote\n\n- Kandahar: 954\n"

    assert print_claims(read_claims(text)) == "killed 12; infected 954"
