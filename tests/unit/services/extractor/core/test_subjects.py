"""Who or what is counted."""

from __future__ import annotations

import pytest

from services.extractor.core.subjects import Group, choose_group
from shared.domain.claims import Place
from tests.unit.services.extractor.lexicon.examples import read_claims

_KOREA = Place("KP", "Nordkorea")


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("12 Menschen wurden getötet.", "menschen"),
        ("Es gab 12 Tote.", "menschen"),
        ("Die Zahl der Toten stieg auf 12.", "menschen"),
        ("12 Bewohner wurden getötet.", "menschen"),
        ("12 Kinder wurden getötet.", "kinder"),
        ("12 nordkoreanische Soldaten wurden getötet.", "nordkoreanische-soldaten"),
        ("12 Polizisten wurden verletzt.", "polizisten"),
        ("300 Häuser wurden zerstört.", "gebäude"),
        ("Die Flammen vernichteten 300 Hektar Wald.", "wald"),
        ("Der Schaden beträgt 300 Millionen Euro.", "money"),
    ],
)
def test_a_subject_is_a_group_or_a_slug(sentence: str, subject: str) -> None:
    assert [claim.subject.id for claim in read_claims(sentence)] == [subject]


def test_bare_soldiers_are_those_that_the_article_counts() -> None:
    text = (
        "Nordkoreanische Soldaten kämpfen in Kursk. Die nordkoreanischen Truppen kamen im Herbst.\n\n"
        "Bisher wurden 300 Soldaten getötet. Es gab 40 Verletzte."
    )

    assert [claim.subject.id for claim in read_claims(text)] == ["nordkoreanische-soldaten"] * 2


@pytest.mark.parametrize(
    ("weights", "chosen"),
    [
        ({}, None),
        ({"K": 1}, None),
        ({"K": 5}, "K"),
        ({"K": 6, "R": 4}, "K"),
        ({"K": 5, "R": 5}, None),
        ({"K": 8, "R": 4, "U": 4}, None),
    ],
)
def test_a_group_is_the_articles_where_it_outweighs_all_others(weights: dict[str, int], chosen: str | None) -> None:
    groups = [(Group("soldaten", f"{country} Soldaten", _KOREA), weight) for country, weight in weights.items()]

    found = choose_group(groups)

    assert (None if found is None else found.plural[0]) == chosen


def test_soldiers_from_a_country_are_its_group() -> None:
    text = "Soldaten aus Nordkorea kämpfen in Kursk.\n\nBisher wurden 300 Soldaten getötet."

    assert [claim.subject.id for claim in read_claims(text)] == ["nordkoreanische-soldaten"]
