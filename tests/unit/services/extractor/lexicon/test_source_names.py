"""The named sources as a whole: every one is known under all its names, and names are short enough to name one."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import Entry, load_lexicon
from services.extractor.core.noun_phrases import NounPhrase
from services.extractor.core.source_names import SourceBook
from services.extractor.core.tokens import split_tokens
from tests.unit.services.extractor.lexicon.examples import read_claims

_LEXICON = load_lexicon()
_BOOK = SourceBook(_LEXICON)
_LONGEST_NAME = 8


def resolve(name: str) -> str | None:
    tokens = split_tokens(name)
    source = _BOOK.resolve(tokens, NounPhrase(0, len(tokens)))
    return None if source is None else source.id


def list_names(entry: Entry) -> list[str]:
    return [entry.get("label"), *entry.get("aliases", ())]


def test_every_source_is_known_under_all_its_names() -> None:
    wrong = [
        (name, resolve(name), entry.id)
        for entry in _LEXICON["sources"]
        for name in list_names(entry)
        if resolve(name) != entry.id
    ]

    assert wrong == []


def test_no_name_is_so_long_that_it_names_everybody() -> None:
    names = [name for entry in _LEXICON["sources"] for name in list_names(entry)]

    assert [name for name in names if len(name.split()) > _LONGEST_NAME] == []


def test_no_source_belongs_to_itself_in_the_end() -> None:
    parents = {entry.id: entry.get("parents", ()) for entry in _LEXICON["sources"]}

    def list_ancestors(source: str) -> set[str]:
        above = set(parents[source])
        return above.union(*(list_ancestors(parent) for parent in above))

    assert [source for source in parents if source in list_ancestors(source)] == []


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Laut der US-Katastrophenschutzbehörde Fema starben 12 Menschen.", "fema"),
        ("Nach Angaben des türkischen Innenministeriums starben 12 Menschen.", "türkisches-innenministerium"),
        ("Nach Angaben des Innenministeriums in Rom starben 12 Menschen.", "italienisches-innenministerium"),
        ("Frankreichs Innenministerium meldete 12 Tote.", "französisches-innenministerium"),
        ("12 Menschen seien tot, teilte die Kantonspolizei Zürich mit.", "kantonspolizei-zürich"),
        ("12 Menschen seien tot, teilte die Zürcher Kantonspolizei mit.", "kantonspolizei-zürich"),
        ("Die Landespolizeidirektion Tirol meldete 12 Tote.", "landespolizeidirektion-tirol"),
        ("Wie die Nachrichtenagentur Kyodo berichtete, starben 12 Menschen.", "kyodo"),
        ("Die Hilfsorganisation Alarm Phone meldete 12 Tote.", "alarm-phone"),
        ("Nach Angaben des Bundesamts für Migration starben 12 Menschen.", "bamf"),
        ("Die Gewerkschaft Verdi sprach von 12 Toten.", "verdi"),
        ("Der Umweltverband BUND sprach von 12 Toten.", "bund-naturschutz"),
        ("Laut dem Landeskriminalamt in Stuttgart starben 12 Menschen.", "lka-baden-württemberg"),
        ("Laut Brüsseler Behörde starben 12 Menschen.", "eu-kommission"),
        ("Paris sprach von 12 Toten.", "paris"),
    ],
)
def test_a_source_is_found_where_newspapers_name_it(sentence: str, source: str) -> None:
    assert [claim.source and claim.source.id for claim in read_claims(sentence)] == [source]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Der Bund meldete 12 Tote.", "bund-naturschutz"),
        ("Hilfsorganisationen in Frankreich meldeten 12 Tote.", "paris"),
        ("Die Polizei in Paris meldete 12 Tote.", "paris"),
        ("Die Versicherung in Genf meldete 12 Tote.", "mobiliar"),
        ("Der Bürgermeister von Rom meldete 12 Tote.", "rom"),
        ("Das Ministerium für Bildung meldete 12 Tote.", "bundesgesundheitsministerium"),
        ("Die Welt zählte 12 Tote.", "zeitung-die-welt"),
        ("Ein Augenzeuge mit Blick auf den Platz meldete 12 Tote.", "boulevardzeitung-blick"),
    ],
)
def test_a_source_is_not_taken_for_another(sentence: str, source: str) -> None:
    assert source not in [claim.source and claim.source.id for claim in read_claims(sentence)]
