"""The gazetteer as a whole: every place ends in a country, and no common word or surname becomes a place."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import Entry, load_lexicon
from services.extractor.core.places import PlaceFinder
from services.extractor.core.tokens import split_tokens

_LEXICON = load_lexicon()
_PLACES = PlaceFinder(_LEXICON)
_BY_ID = {entry.id: entry for entry in _LEXICON["places"]}
_CODE_LENGTH = 2


def find(text: str) -> list[str]:
    return [mention.place.id for mention in _PLACES.find(split_tokens(text))]


def is_country(entry: Entry) -> bool:
    return len(entry.id) == _CODE_LENGTH and entry.id.isupper()


def test_every_place_ends_in_a_country() -> None:
    lost = [
        entry.id
        for entry in _BY_ID.values()
        if not is_country(_BY_ID[_PLACES.get(entry.id).within[-1]] if _PLACES.get(entry.id).within else entry)
    ]

    assert lost == []


def test_a_name_wins_over_the_genitive_of_another() -> None:
    owners = {form: entry.id for entry in _BY_ID.values() for form in entry.forms if not entry.get("ambiguous")}
    genitives = {form + "s" for entry in _BY_ID.values() for form in entry.forms} & owners.keys()

    assert "Tartus" in genitives
    assert {form: find(form) for form in genitives} == {form: [owners[form]] for form in genitives}


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("in Hinwil ZH", ("kanton-zürich", "CH")),
        ("in Baden AG", ("aargau", "CH")),
        ("in Baden bei Wien", ("niederösterreich", "AT")),
        ("im Landkreis Passau", ("bayern", "DE")),
        ("im Bezirk Gmunden", ("oberösterreich", "AT")),
        ("in El Fascher", ("SD",)),
        ("in Chan Junis", ("PS",)),
        ("im Misox", ("graubünden", "CH")),
        ("auf Maui", ("US",)),
    ],
)
def test_a_town_lies_in_its_region_and_country(text: str, within: tuple[str, ...]) -> None:
    (place,) = find(text)

    assert _PLACES.get(place).within == within


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["in Schanghai", "in Shanghai"], "schanghai"),
        (["in Kiew", "in Kyjiw"], "kiew"),
        (["in Al-Faschir", "in El-Fascher", "in Al-Fashir"], "al-faschir"),
        (["in Pjöngjang", "in Pyongyang"], "pjöngjang"),
        (["in Belarus", "in Weißrussland", "in Weissrussland", "belarussische", "weissrussischen"], "BY"),
        (["in Großbritannien", "in Grossbritannien", "britischer"], "GB"),
        (["in der Demokratischen Republik Kongo", "im Kongo"], "CD"),
        (["in Neuenburg", "in Neuchâtel"], "neuenburg"),
    ],
)
def test_a_place_is_one_under_all_its_names(names: list[str], place: str) -> None:
    assert {found for name in names for found in find(name)} == {place}


@pytest.mark.parametrize(
    "text",
    [
        "Die Halle brannte, das Essen war fertig",
        "der Zug hielt am Hof, die Weiden blühten",
        "Sprecher Thomas Hagen und Minister Landau",
        "die Siege und das Singen, die Sitten der Reihe nach",
        "laut von der Hamas kontrollierter Behörde",
        "Herr Wolf lag auf der Lauer",
        "die Suva rät, die Rheine ist ein Fluss",
        "Heide und Heiden, Leer und Horn",
        "der Franken und die Alb",
        "Georgia Meier und Virginia Raggi",
        "das Visier, die Au, das Egg, der Brunnen, das Lachen",
        "Frau Nancy Faeser, Herr Austin, Herr Hamilton",
        "der Simplon und der Lech",
    ],
)
def test_common_words_and_surnames_are_no_places(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", ["in Halle", "in Essen", "nach Wil", "aus Hof", "bei Siegen", "in Goma", "in Leer"])
def test_a_town_that_is_a_common_word_is_one_behind_its_preposition(text: str) -> None:
    assert len(find(text)) == 1
