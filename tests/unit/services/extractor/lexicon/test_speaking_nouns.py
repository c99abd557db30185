"""Which nouns can speak: every form of source_heads.yaml in its kind, and nouns that look like them not at all."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.source_names import SourceBook
from tests.unit.services.extractor.lexicon.examples import read_claims

_LEXICON = load_lexicon()
_BOOK = SourceBook(_LEXICON)


def read_kinds(sentence: str) -> list[str | None]:
    return [None if claim.source is None else claim.source.kind for claim in read_claims(sentence)]


def test_every_form_speaks_as_its_kind() -> None:
    wrong = [
        (form, _BOOK.kind_of_head(form), entry.get("kind"))
        for entry in _LEXICON["source_heads"]
        for form in entry.forms
        if _BOOK.kind_of_head(form) != entry.get("kind")
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        ("Eine Zeugin", "person"),
        ("Ein Anwohner", "person"),
        ("Der Wehrführer", "person"),
        ("Die Gemeindepräsidentin", "person"),
        ("Der Landesrat", "person"),
        ("Ein Krankenhausmitarbeiter", "person"),
        ("Der Oberarzt", "person"),
        ("Der Bischof", "person"),
        ("Die Bezirkshauptmannschaft", "authority"),
        ("Das Generalkonsulat", "authority"),
        ("Die Diözese", "authority"),
        ("Der Krisenstab", "authority"),
        ("Das örtliche Widerstandskomitee", "ngo"),
        ("Die Ärztekammer", "ngo"),
        ("Die Rebellen", "military"),
        ("Das Oberkommando", "military"),
        ("Die Staatsanwältin", "police"),
        ("Die Mordkommission", "police"),
        ("Die Gebäudeversicherung", "company"),
        ("Die Ratingagentur", "company"),
        ("Die Geschäftsleitung", "company"),
        ("Die Virologin", "experts"),
        ("Die Seismologen", "experts"),
        ("Die Festivalleitung", "organisers"),
        ("Die Korrespondentin", "media"),
    ],
)
def test_who_speaks_is_a_source_of_its_kind(speaker: str, kind: str) -> None:
    assert read_kinds(f"{speaker} sprach von 12 Toten.") == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "Auf der Autobahn starben 12 Menschen, die Fahrzeuge brannten aus.",
        "Die Flugzeuge brannten, 12 Menschen starben.",
        "Bei der Entführung starben 12 Menschen.",
        "Das Feuerwerk tötete 12 Menschen.",
        "Aus der Gasleitung strömte Gas, 12 Menschen starben.",
        "In der Innenstadt starben 12 Menschen.",
        "Eine Lawine tötete 12 Menschen.",
        "In dem Trichter lagen 12 Tote.",
    ],
)
def test_things_are_no_speakers(sentence: str) -> None:
    assert set(read_kinds(sentence)) <= {None}
    assert read_claims(sentence)


def test_the_police_count_vehicles_and_not_the_vehicles() -> None:
    assert read_kinds("Auf der Autobahn zählte die Polizei 12 Tote.") == ["police"]
