"""What weighs something: a claim where something happened to it, else nobody's figure."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_RAID = "Razzia in Graz: Die Polizei durchsuchte Wohnungen.\n\n"


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Die Beamten stellten 240 Gramm Kokain sicher.", "other:Kokain 240"),
        ("Beschlagnahmt wurden rund 12 kg reines Heroin.", "other:Heroin 12 / about"),
        ("Aus dem Lager wurden 300 Tonnen Weizen gestohlen.", "other:Weizen 300"),
        ("Der Teig braucht 300 Gramm Mehl.", "none"),
        ("Die Tasche wog 12 Kilogramm.", "none"),
        ("Ein Liter Milch kostet 2 Euro.", "none"),
    ],
)
def test_an_amount_is_a_claim_where_something_happened_to_it(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_RAID + sentence)) == claims


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Die Beamten stellten 5.000 Euro Bargeld sicher.", "money 5000"),
        ("Der Sachschaden beträgt 4.000 Franken.", "money 4000"),
        ("Das Gericht verhängte eine Busse von 2 Millionen Schweizer Franken.", "money 2000000"),
        ("Die Strafe beträgt 300 Millionen schwedische Kronen.", "money 300000000"),
        ("Ein Fahrrad kostet dort 4.000 Euro.", "none"),
        ("Statt 100 Millionen Euro gibt es nun 200 Millionen.", "money 100000000; money 200000000"),
    ],
)
def test_sums_of_an_event_are_told_from_prices(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_RAID + sentence)) == claims
