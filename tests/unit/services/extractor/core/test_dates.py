"""Dates as EDTF, relative ones told from the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from services.extractor.core.dates import DateFinder
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.tokens import split_tokens

_DATES = DateFinder(load_lexicon())
_WEDNESDAY = date(2025, 4, 30)


def find(text: str, published: date | None = _WEDNESDAY) -> list[tuple[str | None, str]]:
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
        ("ab Juli 2023", "2023-07/.."),
        ("bis Ende 2027", "2027"),
        ("Stand: 11.08.2024", "2024-08-11"),
        ("(2023: 30'223)", "2023"),
        ("für 2026", "2026"),
        ("strich sie 2003, als", "2003"),
        ("in den Jahren 2014 und 2015", "2014/2015"),
        ("im Geschäftsjahr 2023/24", "2023/2024"),
        ("zwischen 2014 und 2020", "2014/2020"),
        ("zwischen März und Juni 2023", "2023-03/2023-06"),
        ("von November bis Februar 2024", "2023-11/2024-02"),
        ("vom 3. bis 5. Mai 2024", "2024-05-03/2024-05-05"),
        ("zwischen dem 24. Februar und dem 3. März 2024", "2024-02-24/2024-03-03"),
        ("im ersten Halbjahr 2024", "2024-01/2024-06"),
        ("im 2. Quartal 2024", "2024-04/2024-06"),
        ("in der zweiten Jahreshälfte 2023", "2023-07/2023-12"),
        ("in den ersten neun Monaten 2024", "2024-01/2024-09"),
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
        ("Samstagfrüh", "2025-04-26"),
        ("am späten Sonntagnachmittag", "2025-04-27"),
        ("in der Nacht zum Dienstag", "2025-04-29"),
        ("in der Nacht von Montag auf Dienstag", "2025-04-29"),
        ("von Freitag bis Sonntag", "2025-04-25/2025-04-27"),
        ("am vergangenen Mittwoch", "2025-04-23"),
        ("am Freitag vergangener Woche", "2025-04-25"),
        ("am kommenden Freitag", "2025-05-02"),
        ("am Sonntag vor einer Woche", "2025-04-20"),
        ("am Wochenende", "2025-04-26/2025-04-27"),
        ("vorgestern", "2025-04-28"),
        ("am 9. Juni", "2024-06-09"),
        ("am 27./28. April", "2025-04-27/2025-04-28"),
        ("Anfang des Monats", "2025-04"),
        ("Ende vergangenen Monats", "2025-03"),
        ("in der vergangenen Woche", "2025-04-21/2025-04-27"),
        ("vor zwei Tagen", "2025-04-28"),
        ("vor einer Woche", "2025-04-23~"),
        ("vor rund drei Jahren", "2022"),
        ("seit gut einem Jahr", "2024-04~/.."),
        ("seit Jahresbeginn", "2025/.."),
        ("binnen 24 Stunden", "2025-04-29/2025-04-30"),
        ("in den vergangenen drei Monaten", "2025-01/2025-04"),
        ("im dritten Quartal", "2024-07/2024-09"),
        ("im letzten Quartal", "2025-01/2025-03"),
        ("im März vergangenen Jahres", "2024-03"),
        ("im Herbst des Vorjahres", "2024-23"),
        ("im gleichen Zeitraum des Vorjahres", "2024"),
        ("von Januar bis März", "2025-01/2025-03"),
        ("vom 1. bis zum 15. März", "2025-03-01/2025-03-15"),
        ("in der Silvesternacht", "2024-12-31"),
        ("für Freitag", "2025-05-02"),
    ],
)
def test_a_relative_date_is_resolved_or_untold(text: str, edtf: str) -> None:
    assert find(text) == [(edtf, "resolved")]
    assert find(text, None) == [(None, "resolved")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024 Tote",
        "an jedem Freitag",
        "der 99.99.2024",
        "12 Menschen",
        "am Tag",
        "im mai",
        "seit Kriegsbeginn",
        "im selben Zeitraum",
        "vor wenigen Tagen",
        "in den kommenden Wochen",
        "am Donnerstag zuvor",
        "am Morgen",
        "pro Jahr",
        "nach zwei Tagen",
        "am 31. Juni",
        "im fünften Quartal",
        "im Sommer",
        "die ersten zwei Wochen",
    ],
)
def test_what_is_no_date_of_a_figure_is_left_out(text: str) -> None:
    assert find(text) == []


def test_a_date_has_its_place() -> None:
    tokens = split_tokens("Es starben am 28. April 2025 zwölf Menschen.")
    (mention,) = _DATES.find(tokens, None)

    assert [token.text for token in tokens[mention.start : mention.end]] == ["28", ".", "April", "2025"]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Am 3. Mai 2024 brannte es, am Tag darauf erneut.", "2024-05-04"),
        ("Am 3. Mai 2024 brannte es, am Donnerstag zuvor auch.", "2024-05-02"),
        ("Nach dem Brand von 2020 und im Jahr zuvor.", "2019"),
        ("Im vergangenen Jahr brannte es, im Jahr davor auch.", "2023"),
        ("Am 3. Mai 2024 brannte es, tags darauf wieder.", "2024-05-04"),
        ("Am 3. Mai 2024 brannte es, zwei Wochen später erneut.", "2024-05-17"),
    ],
)
def test_a_date_counts_from_the_one_just_named(text: str, edtf: str) -> None:
    assert find(text)[-1] == (edtf, "resolved")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Am Freitag müssen 300 Menschen das Viertel verlassen.", "2025-05-02"),
        ("Am Freitag mussten 300 Menschen das Viertel verlassen.", "2025-04-25"),
        ("Bis Ende Juni sollen 300 Stellen wegfallen.", "2025-06"),
        ("Ab dem 1. Juli sollen 300 Soldaten kommen.", "2025-07-01/.."),
        ("Im dritten Quartal sollen 300 Stellen wegfallen.", "2025-07/2025-09"),
        ("Binnen 24 Stunden müssen 300 Menschen das Viertel verlassen.", "2025-04-30/2025-05-01"),
    ],
)
def test_what_is_planned_lies_ahead(text: str, edtf: str) -> None:
    assert find(text) == [(edtf, "resolved")]
