"""Who says it: the source of a figure in its own sentence."""

from __future__ import annotations

import pytest

from services.extractor.core.attributions import AttributionFinder
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.tokens import split_tokens
from tests.unit.services.extractor.lexicon.examples import read_claims

_FINDER = AttributionFinder(load_lexicon())


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Laut Polizei starben 12 Menschen.", "Polizei"),
        ("Bei dem Unfall starben laut der Feuerwehr 12 Menschen.", "Feuerwehr"),
        ("Nach Angaben der Küstenwache starben 12 Menschen.", "Küstenwache"),
        ("Der Polizei zufolge starben 12 Menschen.", "Polizei"),
        ("Medienberichten zufolge starben 12 Menschen.", "Berichte"),
        ("Nach Polizeiangaben starben 12 Menschen.", "Polizei"),
        ("Nach US-Angaben starben 12 Soldaten.", "USA"),
        ("12 Menschen starben, teilte die Polizei mit.", "Polizei"),
        ("Wie die Polizei mitteilte, starben 12 Menschen.", "Polizei"),
        ("12 Menschen starben, wie die Polizei am Montag mitteilte.", "Polizei"),
        ("Die Polizei sprach von 12 Toten.", "Polizei"),
        ("Die Polizei geht von 12 Toten aus.", "Polizei"),
        ("12 Menschen seien gestorben, so die Polizei.", "Polizei"),
        ("12 Menschen seien gestorben, sagte Innenminister Karl Muster.", "Innenminister Karl Muster"),
        ("„Wir haben 12 Tote“, sagte Karl Muster.", "Karl Muster"),
        ("«Wir haben 12 Tote», sagte Karl Muster.", "Karl Muster"),
        ("Seoul meldete 12 Tote.", "Seoul"),
        ("Die Weltgesundheitsorganisation meldete 12 Tote.", "WHO"),
        ("Der Tod von 12 Menschen wurde von der Polizei bestätigt.", "Polizei"),
        ("12 Tote meldete die Polizei.", "Polizei"),
        ("Die Junge Musterunion sprach von 12 Toten.", "Junge Musterunion"),
        ("Die Deutsche Telekom sprach von 12 Toten.", "Deutsche Telekom"),
        ("Laut Veranstalter:innen starben 12 Menschen.", "Veranstalter"),
        ("Von 12 Toten sprach am Montag die Polizei.", "Polizei"),
        ("Jetzt hat auch der Betreiber Musterbahn gemeldet, dass 12 Menschen starben.", "Betreiber Musterbahn"),
        ("Das Ministerium kündigt an, 300 Soldaten zu schicken.", "Ministerium"),
        ("Das Ministerium macht publik, dass 12 Menschen starben.", "Ministerium"),
        ("Der Verband geht nach einer ersten Hochrechnung von einer Gesamtzahl von 12 Toten aus.", "Verband"),
        ("Karl Muster: 12 Tote bei Brand", "Karl Muster"),
        ("Es waren laut [3][lokalen Medienberichten] 12 Menschen tot.", "Berichte"),
        ("12 Menschen seien tot, hieß es aus dem Innenministerium.", "Innenministerium"),
        ("Die Hisbollah erklärte, sie habe 12 Soldaten getötet.", "Hisbollah"),
        ("Israel meldete 5 Tote; die Hisbollah erklärte, sie habe 12 getötet.", "Hisbollah"),
        ("12 Menschen seien tot, hieß es am Abend bei der Rettungsleitstelle.", "Rettungsleitstelle"),
        ("12 Menschen seien tot, hieß es vonseiten der Polizei.", "Polizei"),
        ("Beim Zivilschutz hieß es, 12 Menschen seien tot.", "Zivilschutz"),
        ("In einer Mitteilung der Polizei hieß es, 12 Menschen seien tot.", "Polizei"),
        ("12 Menschen starben, wie es aus dem Ministerium hieß.", "Ministerium"),
        ("Die Klinik meldete 5 Verletzte. 12 Menschen seien tot, hieß es von der Feuerwehr.", "Feuerwehr"),
        ("12 Tote meldete die Polizei. Am Vortag hatte sie noch von 9 Toten gesprochen.", "Polizei"),
        ("LinkedIn teilte mit, dass 12 Stellen wegfallen.", "LinkedIn"),
        ("Nach Verdi-Berechnungen fehlen 12 Millionen Euro.", "Verdi"),
        ("In Medienberichten war von 12 Toten die Rede.", "Berichte"),
        ("Laut offiziellen Angaben des Innenministeriums starben 12 Menschen.", "Innenministerium"),
        ("Am Montag verübten die Taliban nach eigenen Angaben einen Anschlag mit 12 Toten.", "Taliban"),
        ("Einem Bericht des Senders ORF zufolge starben 12 Menschen.", "ORF"),
        ("12 Menschen seien tot, heißt es im Bericht der UNO.", "UNO"),
        ("Nach einer Aufstellung der Caritas starben 12 Menschen.", "Caritas"),
        ("Laut einem vertraulichen Papier des Innenministeriums starben 12 Menschen.", "Innenministerium"),
        ("Aus einer Antwort der Bundesregierung auf eine Anfrage geht hervor, dass 12 starben.", "Bundesregierung"),
        ("12 Menschen starben, wie aus Unterlagen der Polizei hervorgeht.", "Polizei"),
        ("Nach Überzeugung der Ermittler starben 12 Menschen.", "Ermittler"),
        ("Laut Zwischenbericht starben 12 Menschen.", "Zwischenbericht"),
        ("Laut Siemens-Angaben fallen 12 Stellen weg.", "Siemens"),
        ("Getötet wurden, wie von der Polizei berichtet, 12 Menschen.", "Polizei"),
    ],
)
def test_a_source_is_named(sentence: str, label: str) -> None:
    *_, claim = read_claims(sentence)

    assert claim.source is not None
    assert claim.source.label == label


@pytest.mark.parametrize(
    "sentence",
    [
        "Bei dem Unfall starben 12 Menschen.",
        "Die Polizei nahm nach dem Brand mit 12 Toten einen Mann fest.",
        "Es gab 12 Tote.",
        "Nach dem Beben starben 12 Menschen.",
        "Die Musik war laut, als 12 Menschen starben.",
        "Schweres Busunglück in Kabul: 12 Menschen starben.",
        "Schweres Inferno: 12 Menschen starben.",
        "Tödlicher Brandanschlag in Kabul: 12 Menschen starben.",
        "Großrazzia Kabul: 12 Männer festgenommen",
        "Verlaufen die Grabungen wie gemeldet, werden 12 Tote geborgen.",
        "Man blieb unter dem für 2024 prognostizierten Minus von 3 Millionen Euro.",
        "Während die Stadt von einer Entspannung sprach, mussten 50 Menschen evakuiert werden.",
        "Nach dem Brand mit 12 Toten sprach die Stadt von Trauer.",
        "Verletzt wurden wie berichtet 12 Menschen.",
        "Nach dem Beben sagte die EU 12 Millionen Euro Hilfe zu.",
    ],
)
def test_the_outlet_speaks_for_itself(sentence: str) -> None:
    assert [claim.source for claim in read_claims(sentence)] == [None] * len(read_claims(sentence))
    assert read_claims(sentence)


def test_a_source_has_its_place_in_the_text() -> None:
    text = "Bei dem Beben starben nach Angaben der Küsten-\nwache 12 Menschen."
    (claim,) = read_claims(text)

    assert claim.source is not None
    assert claim.source.span is not None
    assert text[claim.source.span.start : claim.source.span.end] == "der Küsten-\nwache"


def test_attributions_stand_from_left_to_right_with_the_rule_that_made_them() -> None:
    found = _FINDER.find(split_tokens("Laut Polizei starben 12 Menschen, die Feuerwehr sprach von 14 Toten."))

    assert [(one.source.label if one.source else None, one.rule) for one in found] == [
        ("Polizei", "source.laut"),
        ("Feuerwehr", "source.sprechen_von"),
    ]


def test_each_figure_has_its_own_source() -> None:
    claims = read_claims("Laut Polizei starben 12 Menschen, die Feuerwehr sprach von 14 Toten.")

    assert [claim.source and claim.source.label for claim in claims] == ["Polizei", "Feuerwehr"]
