"""Whose fate a verb tells: the figure's of its own clause, not everybody's who is counted in the sentence."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_EVENT = "Bei dem Busunglück in Kabul "


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("saßen 40 Menschen im Bus, zwei Kinder starben.", "other:Insasse 40; killed 2"),
        ("waren 40 Menschen im Bus; zwei Kinder starben.", "other:Insasse 40; killed 2"),
        ("saßen 40 Menschen im Bus und zwei Kinder starben.", "other:Insasse 40; killed 2"),
        ("waren 40 Menschen im Bus, als zwei Kinder getötet wurden.", "other:Insasse 40; killed 2"),
        ("kam Hilfe für 200 Menschen, von denen 12 starben.", "other:Mensch 200; killed 12"),
        ("starben zwei Kinder, 40 Menschen saßen im Bus.", "killed 2; other:Insasse 40"),
        ("wurden zwei Kinder getötet, 40 Menschen liegen im Krankenhaus.", "killed 2; other:Patient 40"),
        ("betreuten 20 Helfer die Opfer, zwei Kinder wurden verletzt.", "deployed 20; wounded 2"),
    ],
)
def test_a_complete_clause_keeps_its_people(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_EVENT + sentence)).replace(" / Kabul", "") == claims


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("wurden 40 Menschen, von denen viele Kinder waren, verletzt.", "wounded 40"),
        ("wurden 40 Menschen, die im Bus saßen, getötet.", "killed 40"),
        ("wurden sieben Soldaten, drei Polizisten und zwei Kinder getötet.", "killed 7; killed 3; killed 2"),
        ("beklagte das Dorf 40 Menschen, die getötet wurden.", "killed 40"),
        ("waren 12 Menschen getötet und 30 Menschen verletzt worden.", "killed 12; wounded 30"),
        ("starben 12 Menschen, 3 Kinder waren darunter.", "killed 12; killed 3"),
        ("wurde mit 40 Menschen gesprochen, sie wurden festgenommen.", "captured 40"),
    ],
)
def test_a_fate_reaches_over_insertions_lists_and_pronouns(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_EVENT + sentence)).replace(" / Kabul", "") == claims
