"""Dates as EDTF, relative ones told from the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from services.extractor.core.dates import DateFinder
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.tokens import split_tokens

_DATES = DateFinder(load_lexicon())
_WEDNESDAY = date(2025, 4, 30)


def find(text: str, published: date | None = _WEDNESDAY) -> list[tuple[str, str]]:
    return [(mention.edtf, mention.basis) for mention in _DATES.find(split_tokens(text), published)]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("am 28. April 2025", "2025-04-28"),
        ("am 28.04.2025", "2025-04-28"),
        ("am 7.11.24", "2024-11-07"),
        ("im Jänner 2025", "2025-01"),
        ("im Feber 2025", "2025-02"),
        ("Ende Oktober 2024", "2024-10"),
        ("im Herbst 2024", "2024-23"),
        ("im Winter 2024", "2024-24"),
        ("im Jahr 2023", "2023"),
        ("seit August 2023", "2023-08/.."),
        ("seit Anfang August 2023", "2023-08/.."),
        ("seit 2022", "2022/.."),
    ],
)
def test_a_full_date_needs_no_publication(text: str, edtf: str) -> None:
    assert find(text, None) == [(edtf, "stated")]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("heute", "2025-04-30"),
        ("gestern", "2025-04-29"),
        ("am Mittwoch", "2025-04-30"),
        ("am Donnerstag", "2025-04-24"),
        ("am Sonntagabend", "2025-04-27"),
        ("am 28. April", "2025-04-28"),
        ("am 3. Mai", "2024-05-03"),
        ("im Jänner", "2025-01"),
        ("im Dezember", "2024-12"),
        ("seit Dezember", "2024-12/.."),
        ("im vergangenen Herbst", "2024-23"),
        ("im vergangenen Jahr", "2024"),
        ("im Vorjahr", "2024"),
        ("heuer", "2025"),
        ("Anfang des Jahres", "2025"),
    ],
)
def test_a_relative_date_is_resolved_or_left_out(text: str, edtf: str) -> None:
    assert find(text) == [(edtf, "resolved")]
    assert find(text, None) == []


@pytest.mark.parametrize(
    "text", ["", "2024 Tote", "am kommenden Freitag", "der 99.99.2024", "12 Menschen", "am Tag", "im mai"]
)
def test_what_is_no_date_of_a_figure_is_left_out(text: str) -> None:
    assert find(text) == []


def test_a_date_has_its_place() -> None:
    tokens = split_tokens("Es starben am 28. April 2025 zwölf Menschen.")
    (mention,) = _DATES.find(tokens, None)

    assert [token.text for token in tokens[mention.start : mention.end]] == ["28", ".", "April", "2025"]
