"""Figures with their hedges and bounds: what they say and in which words."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.quantities import QuantityFinder
from services.extractor.core.tokens import split_tokens

_FINDER = QuantityFinder(load_lexicon())
_Row = tuple[str, object, object, object, str]


def list_figures(sentence: str) -> list[_Row]:
    tokens = split_tokens(sentence)
    return [
        (sentence[tokens[f.start].start : tokens[f.end - 1].end], f.point, f.low, f.high, f.modifier)
        for f in _FINDER.find(tokens)
    ]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("Es gab 300 Tote.", ("300", 300, 300, 300, "exact")),
        ("Es gab rund 10.000 Tote.", ("rund 10.000", 10_000, 10_000, 10_000, "about")),
        ("Es gab ca. 300 Tote.", ("ca. 300", 300, 300, 300, "about")),
        ("Es gab an die 300 Tote.", ("an die 300", 300, 300, 300, "about")),
        ("Es gab um die 300 Tote.", ("um die 300", 300, 300, 300, "about")),
        ("Es gab knapp 300 Tote.", ("knapp 300", 300, 300, 300, "just_under")),
        ("Es gab fast 300 Tote.", ("fast 300", 300, 300, 300, "just_under")),
        ("Es gab gut 300 Tote.", ("gut 300", 300, 300, 300, "just_over")),
        ("Es gab mindestens 300 Tote.", ("mindestens 300", 300, 300, None, "at_least")),
        ("Es gab nicht weniger als 300 Tote.", ("nicht weniger als 300", 300, 300, None, "at_least")),
        ("Es gab mehr als acht Millionen Tote.", ("mehr als acht Millionen", 8_000_000, 8_000_000, None, "more_than")),
        ("Es gab über 300 Tote.", ("über 300", 300, 300, None, "more_than")),
        ("Es gab bis zu 300 Tote.", ("bis zu 300", 300, None, 300, "at_most")),
        ("Es gab höchstens 300 Tote.", ("höchstens 300", 300, None, 300, "at_most")),
        ("Es gab nicht mehr als 300 Tote.", ("nicht mehr als 300", 300, None, 300, "at_most")),
        ("Es gab weniger als 300 Tote.", ("weniger als 300", 300, None, 300, "less_than")),
        ("Es gab mindestens rund 300 Tote.", ("mindestens rund 300", 300, 300, None, "at_least")),
        ("Es gab 20.000 bis 30.000 Tote.", ("20.000 bis 30.000", None, 20_000, 30_000, "range")),
        ("Es gab 20 bis 30 Tote.", ("20 bis 30", None, 20, 30, "range")),
        ("Es gab 20–30 Tote.", ("20–30", None, 20, 30, "range")),
        ("Es gab zwischen 20 und 30 Tote.", ("zwischen 20 und 30", None, 20, 30, "range")),
        ("Es gab etwa 20 bis 30 Tote.", ("etwa 20 bis 30", None, 20, 30, "range")),
        ("Er kostet 1,7 bis 5,5 Milliarden Euro.", ("1,7 bis 5,5 Milliarden", None, 1.7e9, 5.5e9, "range")),
        ("Es gab zwölf bis dreizehn Millionen Tote.", ("zwölf bis dreizehn Millionen", None, 12e6, 13e6, "range")),
        ("Es gab 1,2 Mio. Tote.", ("1,2 Mio.", 1_200_000, 1_200_000, 1_200_000, "exact")),
        ("Es gab zwei Dutzend Tote.", ("zwei Dutzend", 24, 24, 24, "exact")),
        ("Es gab ein Dutzend Tote.", ("ein Dutzend", 12, 12, 12, "exact")),
        ("Es gab eine halbe Million Tote.", ("eine halbe Million", 500_000, 500_000, 500_000, "exact")),
        ("Es gab anderthalb Millionen Tote.", ("anderthalb Millionen", 1_500_000, 1_500_000, 1_500_000, "exact")),
        ("Es gab Dutzende Tote.", ("Dutzende", None, 12, None, "vague")),
        ("Es gab Zehntausende Tote.", ("Zehntausende", None, 10_000, None, "vague")),
        ("Es gab mehrere Hundert Tote.", ("mehrere Hundert", None, 100, None, "vague")),
        ("Es gab Millionen Tote.", ("Millionen", None, 1_000_000, None, "vague")),
    ],
)
def test_a_figure_is_read_with_its_hedge(sentence: str, figure: _Row) -> None:
    assert list_figures(sentence) == [figure]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Die Meldung über 300 Tote ist falsch.", ["300"]),
        ("Gegen 300 Personen wird ermittelt.", ["300"]),
        ("Unter 300 Verletzten waren viele Kinder.", ["300"]),
        ("12 Tote und 45 Verletzte", ["12", "45"]),
        ("Von 30 starben rund 20.", ["30", "rund 20"]),
        ("30 bis 20 Tote", ["30", "20"]),
    ],
)
def test_a_preposition_is_no_hedge_and_two_figures_are_two(sentence: str, words: list[str]) -> None:
    assert [row[0] for row in list_figures(sentence)] == words


def test_the_indefinite_article_counts_one_alone() -> None:
    (figure,) = _FINDER.find(split_tokens("Ein Soldat starb."))

    assert (figure.point, figure.lone) == (1, True)


@pytest.mark.parametrize(("written", "plain"), [("2024", True), ("2.024", False), ("rund 2024", False)])
def test_bare_digits_may_be_a_year(written: str, plain: bool) -> None:  # noqa: FBT001
    (figure,) = _FINDER.find(split_tokens(f"Es gab {written} Tote."))

    assert figure.plain == plain


@pytest.mark.parametrize(("count", "found"), [(60, 60), (300, 0)])
def test_a_table_of_numbers_run_together_has_no_figures(count: int, found: int) -> None:
    assert len(list_figures(" Tote ".join(str(7 + number) for number in range(count)))) == found
