"""Who did it is not counted among those to whom it was done."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Ein Mann tötete 12 Menschen.", "killed 12"),
        ("In der Stadt tötete ein Fahrer 12 Menschen.", "killed 12"),
        ("12 Menschen tötete ein Mann.", "killed 12"),
        ("Drei Angreifer verletzten in der Stadt 12 Menschen.", "wounded 12"),
        ("Drei Männer haben in der Stadt 12 Menschen getötet.", "killed 12"),
        ("Zwei Männer sollen 12 Menschen getötet haben.", "killed 12 / reported"),
        ("Weil zwei Männer dort 12 Menschen töteten, weinen viele.", "killed 12"),
        ("12 Frauen wurden von drei Männern verletzt.", "wounded 12"),
        ("Drei Bewaffnete entführten 12 Kinder.", "captured 12"),
        ("Zwei Soldaten erschossen 12 Menschen.", "killed 12"),
        ("50 Polizisten nahmen 12 Männer fest.", "deployed 50; captured 12"),
        ("Gesucht werden drei Männer, die 12 Frauen getötet haben.", "killed 12"),
    ],
)
def test_who_does_it_is_no_victim(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(sentence)) == claims


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Zwei Menschen tötete die Lawine.", "killed 2"),
        ("Die Rebellen, die 12 Menschen töteten, flohen.", "killed 12"),
        ("Vier Männer haben sich verletzt.", "wounded 4"),
        ("Bei dem Brand verletzten sich 12 Menschen.", "wounded 12"),
        ("Eine Gruppe von zwei Männern wurde getötet.", "killed 2"),
        ("12 Menschen haben ihr Leben verloren.", "killed 12"),
        ("Der Mann hat 12 Kinder getötet und drei Frauen verletzt.", "killed 12; wounded 3"),
        ("Die Armee tötete 12 Kämpfer und verletzte 30 Menschen.", "killed 12; wounded 30"),
        ("Zwei Soldaten wurden erschossen.", "killed 2"),
        ("Betrauert werden drei Männer, die getötet wurden.", "killed 3"),
        ("Betrauert werden drei Männer, die die Armee getötet hat.", "killed 3"),
    ],
)
def test_victims_are_not_taken_for_those_who_did_it(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(sentence)) == claims
