"""Cleaned text and the way back to the text as read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.core.cleaned_texts import clean_text
from shared.domain.claims import Span


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Sol-\ndaten", "Soldaten"),
        ("Ukraine-\nKrieg", "Ukraine-Krieg"),
        ("Artillerie-\nund Raketengeschosse", "Artillerie- und Raketengeschosse"),
        ("Sol\u00addaten", "Soldaten"),
        ("Sol\u00ad\ndaten", "Soldaten"),
        ("10.\n000 Tote", "10.000 Tote"),
        ("10. 000 Tote", "10.000 Tote"),
        ("O\ufb03zier", "Offizier"),
        ("12\u00a0000 Tote", "12 000 Tote"),
        ("12\u202f000 Tote", "12 000 Tote"),
        ("  zwölf \n\n\n Tote\t", "zwölf Tote"),
        ("zwölf Tote", "zwölf Tote"),
        ("Gedanken - Strich", "Gedanken - Strich"),
    ],
)
def test_a_text_is_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw, 0, len(raw)).text == clean


def test_words_are_found_again_in_the_text_as_read() -> None:
    raw = "Die Armee zählte 10.\n000 Sol-\ndaten am Fluss."
    cleaned = clean_text(raw, 0, len(raw))
    start = cleaned.text.index("10.000 Soldaten")

    span = cleaned.trace(start, start + len("10.000 Soldaten"))

    assert raw[span.start : span.end] == "10.\n000 Sol-\ndaten"


def test_what_is_cut_out_leaves_a_blank() -> None:
    raw = "Zwölf[gallery ids=1]Tote"

    assert clean_text(raw, 0, len(raw), (Span(5, 20),)).text == "Zwölf Tote"


def test_words_join_across_what_is_cut_out() -> None:
    raw = "48 ge-\n\n  – 2 –\n\ntöteten"
    cleaned = clean_text(raw, 0, len(raw), (Span(10, 15),))

    assert cleaned.text == "48 getöteten"
    assert cleaned.trace(3, 12) == Span(3, len(raw))


@given(st.text(alphabet="ab1.-\u00ad\ufb01\n \u00a0", max_size=60))
def test_every_character_has_its_place(raw: str) -> None:
    cleaned = clean_text(raw, 0, len(raw))

    assert len(cleaned.origins) == len(cleaned.text)
    assert list(cleaned.origins) == sorted(cleaned.origins)
    for index, char in enumerate(cleaned.text):
        span = cleaned.trace(index, index + 1)
        assert char in raw[span.start : span.end] or char == " " or raw[span.start] == "\ufb01"
