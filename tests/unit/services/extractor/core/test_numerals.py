"""German numbers in digits and in words."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.numerals import NumeralReader, read_digits, settle

_NUMERALS = NumeralReader(load_lexicon())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("300", 300),
        ("1500", 1500),
        ("10.000", 10_000),
        ("12'000", 12_000),
        ("12’000", 12_000),
        ("12 000", 12_000),
        ("1.234.567", 1_234_567),
        ("3,5", 3.5),
        ("1.250,75", 1250.75),
        ("1.5", 1.5),
        ("2,0", 2),
    ],
)
def test_digits_are_read(written: str, value: float) -> None:
    assert read_digits(written) == value


@pytest.mark.parametrize(
    "written", ["1.2.3", "10.3000", "1.23.456", "12'00", "1,2,3", "3,", ",5", "", "zwölf", "1" * 30, "1,1234567"]
)
def test_what_is_no_number_is_not_read(written: str) -> None:
    assert read_digits(written) is None


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("null", 0),
        ("zwölf", 12),
        ("zwoelf", 12),
        ("siebzehn", 17),
        ("dreißig", 30),
        ("dreissig", 30),
        ("einundzwanzig", 21),
        ("neunundneunzig", 99),
        ("hundert", 100),
        ("einhundert", 100),
        ("hundertzwanzig", 120),
        ("hundertundeins", 101),
        ("dreihundertfünfundvierzig", 345),
        ("zwölfhundert", 1200),
        ("tausend", 1000),
        ("zwölftausend", 12_000),
        ("zweitausenddreihundert", 2300),
        ("hunderttausend", 100_000),
        ("fünfhunderttausend", 500_000),
    ],
)
def test_a_number_word_is_read(word: str, value: int) -> None:
    assert _NUMERALS.read(word) == value


@pytest.mark.parametrize(
    "word",
    ["", "haus", "achtung", "zweifel", "hundertschaft", "undzwanzig", "zwanzigdrei", "hundertmal", "dreiundelf"],
)
def test_another_word_is_no_number(word: str) -> None:
    assert _NUMERALS.read(word) is None


def test_an_endless_number_word_is_refused_at_once() -> None:
    assert _NUMERALS.read("hundert" * 10_000) is None


@pytest.mark.parametrize(
    ("value", "settled"), [(1.7e9, 1_700_000_000), (8.014 * 1e9, 8_014_000_000), (0.5, 0.5), (2.0000000001, 2), (3, 3)]
)
def test_integral_values_are_integers(value: float, settled: float) -> None:
    assert settle(value) == settled
    assert isinstance(settle(value), int) == float(settled).is_integer()
