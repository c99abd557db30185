"""Laws of reading: claims lie in the text, numbers are read as they are written, what says nothing changes nothing."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.numerals import NumeralReader, read_digits
from services.extractor.core.pipeline import extract_claims
from services.extractor.core.quantities import Figure, QuantityFinder
from services.extractor.core.tokens import split_tokens
from shared.domain.claims import Claim
from tests.unit.services.extractor.core.number_words import spell_number
from tests.unit.services.extractor.core.soup import SoupCook
from tests.unit.services.extractor.lexicon.examples import make_article, read_claims

_LEXICON = load_lexicon()
_NUMERALS = NumeralReader(_LEXICON)
_QUANTITIES = QuantityFinder(_LEXICON)
_ARTICLES = sorted((Path(__file__).parents[4] / "golden" / "articles").glob("*/article.txt"))
_FUZZ_INPUTS = int(os.environ.get("LAGEBILD_FUZZ_INPUTS", "2000"))
_BATCHES = 4
_UNHURRIED = settings(deadline=None)
"""A busy machine is no fault of the reader's."""
_GERMAN = "abcdefghijklmnoprstuvwzäöüßABDEFKLMPSTZ0123456789.,'-–„“«»()!? \n"
_PHRASES = (
    "12 Tote", "rund 3.000 Soldaten starben", "laut Polizei", "am Montag", "\n\n", ", darunter zwei Kinder",
)  # fmt: skip
_TEXTS = st.lists(
    st.one_of(
        st.text(alphabet=_GERMAN, max_size=30),
        st.text(max_size=10),
        st.sampled_from(_PHRASES),
    ),
    max_size=12,
).map(" ".join)


def find_figures(words: str) -> list[Figure]:
    return _QUANTITIES.find(split_tokens(words))


def assert_borne_out(text: str, claims: tuple[Claim, ...]) -> None:
    for claim in claims:
        figure, evidence = claim.figure, claim.evidence
        assert 0 <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == claim.quantity.text
        assert text[evidence.start : evidence.end] == evidence.exact
        assert evidence.start <= figure.start < figure.end <= evidence.end
        assert text[: evidence.start].endswith(evidence.prefix)
        assert text[evidence.end :].startswith(evidence.suffix)
        for span in (claim.source.span if claim.source else None, claim.as_of_span):
            assert span is None or 0 <= span.start < span.end <= len(text)


@given(_TEXTS)
@settings(_UNHURRIED, max_examples=300)
def test_every_claim_of_any_text_stands_in_it(text: str) -> None:
    assert_borne_out(text, read_claims(text))


@given(_TEXTS)
@settings(_UNHURRIED, max_examples=60)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert extract_claims(make_article(text), _LEXICON) == extract_claims(make_article(text), _LEXICON)


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_no_text_makes_the_reader_fail(batch: int) -> None:
    cook = SoupCook(batch)
    for _ in range(_FUZZ_INPUTS // _BATCHES):
        text = cook.make_text()
        assert_borne_out(text, read_claims(text))


@cache
def read_golden(path: Path) -> tuple[str, tuple[Claim, ...]]:
    text = path.read_text(encoding="utf-8")
    return text, read_claims(text)


@given(
    st.sampled_from(_ARTICLES),
    st.lists(st.text(alphabet="qxyjv", min_size=3, max_size=9), min_size=3, max_size=12),
)
@settings(_UNHURRIED, max_examples=120)
def test_a_paragraph_without_a_known_word_changes_no_claim(path: Path, words: list[str]) -> None:
    text, claims = read_golden(path)
    paragraph = " ".join(words).capitalize() + "."

    longer = read_claims(f"{text}\n{paragraph}\n")

    assert [_essence(claim) for claim in longer] == [_essence(claim) for claim in claims]


def _essence(claim: Claim) -> tuple[object, ...]:
    return claim.figure, claim.measure, claim.quantity, claim.source, claim.as_of, claim.modality


@_UNHURRIED
@given(st.integers(0, 10**12), st.sampled_from([".", "'", "’", " ", ""]))
def test_digits_are_read_as_written(value: int, mark: str) -> None:
    written = f"{value:,}".replace(",", mark)

    assert read_digits(written) == value
    assert [figure.point for figure in find_figures(f"Es gab {written} Tote.")] == [value]


@given(st.integers(2, 10**12), st.sampled_from([".", "'", "’", " ", "\u00a0", "\u202f", "\u2009"]))
@settings(_UNHURRIED, max_examples=60)
def test_a_claim_carries_the_number_with_any_mark(value: int, mark: str) -> None:
    written = f"{value:,}".replace(",", mark)
    text = f"Bei dem Beben in Kabul wurden {written} Menschen getötet."

    (claim,) = read_claims(text)

    assert (claim.quantity.point, claim.quantity.text) == (value, written)


@_UNHURRIED
@given(st.integers(0, 10**6 - 1))
def test_number_words_are_read_as_written(value: int) -> None:
    word = spell_number(value)

    assert _NUMERALS.read(word) == value
    assert _NUMERALS.read(word.replace("ß", "ss")) == value


@_UNHURRIED
@given(st.integers(2, 999), st.sampled_from([("Millionen", 10**6), ("Milliarden", 10**9)]))
def test_number_words_with_a_scale_are_read_as_written(count: int, scale: tuple[str, int]) -> None:
    word, factor = scale

    assert [figure.point for figure in find_figures(f"Es gab {spell_number(count)} {word} Tote.")] == [count * factor]


@_UNHURRIED
@given(st.integers(10**6, 10**12 - 1))
def test_number_words_of_several_scales_are_read_as_written(value: int) -> None:
    assume(value % 10**6)

    assert [figure.point for figure in find_figures(f"Es gab {spell_number(value)} Tote.")] == [value]


@_UNHURRIED
@given(
    st.integers(1, 999_999),
    st.integers(0, 3),
    st.sampled_from([("Millionen", 10**6), ("Milliarden", 10**9), ("Mio.", 10**6)]),
)
def test_digits_with_a_scale_are_read_as_written(digits: int, decimals: int, scale: tuple[str, int]) -> None:
    word, factor = scale
    assume(digits // 10**decimals < 1000)
    whole, rest = divmod(digits, 10**decimals)
    written = f"{whole},{rest:0{decimals}d}" if decimals else str(whole)

    assert [figure.point for figure in find_figures(f"Es gab {written} {word} Tote.")] == [
        digits * factor // 10**decimals
    ]


@_UNHURRIED
@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from([("", 1), (" Tausend", 10**3), (" Millionen", 10**6)]))
def test_a_range_shares_its_scale(low: int, more: int, scale: tuple[str, int]) -> None:
    word, factor = scale
    (figure,) = find_figures(f"Es gab zwischen {low} und {low + more}{word} Tote.")

    assert (figure.point, figure.low, figure.high) == (None, low * factor, (low + more) * factor)
