"""Places, what they lie in, and the country a text is about."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.places import PlaceFinder, find_country
from services.extractor.core.tokens import split_tokens

_PLACES = PlaceFinder(load_lexicon())


def find(text: str) -> list[tuple[str, bool]]:
    return [(mention.place.label, mention.local) for mention in _PLACES.find(split_tokens(text))]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Das Beben in Kabul", [("Kabul", True)]),
        ("Moskau meldete 12 Tote", [("Moskau", False)]),
        ("in der Region Kursk", [("Kursk", True)]),
        ("Kabuls Krankenhäuser", [("Kabul", False)]),
        ("südkoreanische Soldaten", [("Südkorea", False)]),
        ("im Kursk-Gebiet", [("Kursk", True)]),
        ("in Buenos Aires und in Kabul", [("Buenos Aires", True), ("Kabul", True)]),
        ("ein kabul in klein", []),
        ("", []),
    ],
)
def test_places_are_found(text: str, places: list[tuple[str, bool]]) -> None:
    assert find(text) == places


def test_a_place_names_what_contains_it() -> None:
    (mention,) = _PLACES.find(split_tokens("in Kabul"))

    assert (mention.place.id, mention.place.within) == ("kabul", ("AF",))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("In Kabul hat die Erde gebebt, Hilfe kam aus Deutschland.", "AF"),
        ("Deutsche Helfer flogen nach Peru. In Peru und in Lima gab es Tote.", "PE"),
        ("Niemand weiß, wo es war.", None),
    ],
)
def test_the_country_is_where_most_happens(text: str, country: str | None) -> None:
    assert find_country(_PLACES.find(split_tokens(text))) == country


def test_an_unknown_place_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        _PLACES.get("atlantis")
