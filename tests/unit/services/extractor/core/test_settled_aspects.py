"""Which figures are totals, told by the whole article."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import read_claims


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("Lawine in Tirol: ein Toter\n\nIn Tirol ist am Sonntag ein Mensch ums Leben gekommen.", ["total", "total"]),
        ("Bei dem Beben in Kabul starben 12 Menschen. Auch ein Kind wurde getötet.", ["total", "subset"]),
        ("Bei dem Beben in Kabul wurde ein Kind getötet. In Herat wurde ein Mann getötet.", ["subset", "subset"]),
        ("Im Ukraine-Krieg ist ein Soldat aus Kanada in der Ukraine gestorben.", ["subset"]),
        ("Bei dem Brand in Bochum starben sechs Menschen. Weitere 23 wurden verletzt.", ["total", "total"]),
        ("Es gab 12 Verletzte bei dem Brand in Bochum. Weitere 23 wurden verletzt.", ["total", "increment"]),
    ],
)
def test_an_article_tells_totals_from_parts(text: str, aspects: list[str]) -> None:
    assert [claim.quantity.aspect for claim in read_claims(text)] == aspects


@pytest.mark.parametrize(
    "sentence",
    [
        "Zuvor war von 50 Toten die Rede gewesen.",
        "Zunächst hatte die Polizei 50 Tote gemeldet.",
    ],
)
def test_what_was_said_at_first_is_doubted(sentence: str) -> None:
    claims = read_claims("Bei dem Beben in Kabul starben 41 Menschen. " + sentence)

    assert [claim.confidence < 0.5 for claim in claims] == [False, True]
