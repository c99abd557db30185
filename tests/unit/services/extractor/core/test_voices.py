"""Who says it when the source stands in another sentence."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import read_claims


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Die Polizei sprach von 12 Toten. Drei weitere Menschen seien verletzt worden.", ["Polizei", "Polizei"]),
        ("Die Polizei sprach von 12 Toten. Demnach wurden 30 Menschen verletzt.", ["Polizei", "Polizei"]),
        ("12 Menschen seien gestorben. Das teilte die Polizei mit.", ["Polizei"]),
        (
            "Innenminister Karl Muster sprach von 12 Toten. Er sagte, 30 Menschen seien verletzt.",
            ["Innenminister Karl Muster"] * 2,
        ),
        ("„Wir haben 12 Tote“, sagte Karl Muster. „30 Menschen wurden verletzt.“", ["Karl Muster", "Karl Muster"]),
        ("„Wir haben 12 Tote“, sagte Karl Muster. In Rom gab es 30 Verletzte.", ["Karl Muster", None]),
        ("Eine Fähre sei mit 278 Toten gesunken. Andere hätten überlebt, meldete die Polizei.", ["Polizei"]),
        ("Die Polizei sprach von 12 Toten. Den Angaben zufolge wurden 30 Menschen verletzt.", ["Polizei", "Polizei"]),
        ("Die Polizei sprach von 12 Toten. Nach ihren Angaben wurden 30 Menschen verletzt.", ["Polizei", "Polizei"]),
        ("Karl Muster sprach von 12 Toten. 30 Gäste wurden nach seinen Worten verletzt.", ["Karl Muster"] * 2),
        ("Karl Muster sprach von 12 Toten. Seiner Darstellung zufolge gab es 30 Verletzte.", ["Karl Muster"] * 2),
        ("Karl Muster sprach von 12 Toten. Nach seinen Freunden suchten 30 Helfer.", ["Karl Muster", None]),
        ("12 Menschen wurden getötet. Das sagte Bürgermeister Karl Muster.", ["Bürgermeister Karl Muster"]),
        ("12 Menschen wurden getötet. Das erwartete Volumen ist groß.", [None]),
        ("Die Regierung gab die Zahl der Toten dagegen mit 19 an.", ["Regierung"]),
        ("Die Regierung nannte 12 Tote, die Armee dagegen 19 Tote.", ["Regierung", None]),
        (
            "Laut Karl Muster starben 12 Menschen. Die Polizei meldete 3 Tote. Er sagte, 30 Menschen seien verletzt.",
            ["Karl Muster", "Polizei", "Karl Muster"],
        ),
        ("Die Polizei sprach von 12 Toten. In Rom wurden 30 Menschen verletzt.", ["Polizei", None]),
        ("Die Polizei sprach von 12 Toten.\n\nIn Rom wurden 30 Menschen verletzt.", ["Polizei", None]),
    ],
)
def test_a_voice_is_carried_where_the_words_say_so(text: str, labels: list[str | None]) -> None:
    assert [claim.source.label if claim.source else None for claim in read_claims(text)] == labels


def test_a_carried_source_is_found_where_it_is_named() -> None:
    text = "Die Polizei sprach von 12 Toten. Drei weitere Menschen seien verletzt worden."
    carried = read_claims(text)[1].source

    assert carried is not None
    assert carried.span is not None
    assert text[carried.span.start : carried.span.end] == "Die Polizei"
