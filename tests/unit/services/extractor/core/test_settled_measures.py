"""What "Opfer" are, where the article says it elsewhere."""

from __future__ import annotations

from tests.unit.services.extractor.lexicon.examples import read_claims

_HEAD = "Bürgerkrieg in Syrien: 240.000 Tote\n\n"


def test_victims_are_the_dead_where_the_same_figure_is_told_of_the_dead() -> None:
    claims = read_claims(_HEAD + "Die Zahl der Opfer ist in Syrien auf über 240.000 gestiegen, sagt die Regierung.")

    assert [claim.measure for claim in claims] == ["killed", "killed"]


def test_victims_are_the_dead_where_nobody_is_told_to_be_wounded() -> None:
    claims = read_claims(_HEAD + "Die Zahl der Opfer ist in Syrien auf über 310.000 gestiegen, sagt die Regierung.")

    assert [claim.measure for claim in claims] == ["killed", "killed"]


def test_victims_of_another_figure_stay_ambiguous_beside_wounded() -> None:
    told = "In Syrien gab es 500 Verletzte. Die Zahl der Opfer ist auf über 310.000 gestiegen, sagt die Regierung."
    claims = read_claims(_HEAD + told)

    assert [claim.measure for claim in claims] == ["killed", "wounded", "casualties"]
    assert claims[2].confidence < 0.5
