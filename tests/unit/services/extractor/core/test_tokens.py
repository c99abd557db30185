"""Words, numbers and marks, each with its place."""

from __future__ import annotations

import pytest

from services.extractor.core.tokens import make_slug, split_tokens, stem_word


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Rund 300 Tote", ["Rund", "300", "Tote"]),
        ("10.000 Soldaten", ["10.000", "Soldaten"]),
        ("12'000 Soldaten", ["12'000", "Soldaten"]),
        ("12’000 Soldaten", ["12’000", "Soldaten"]),
        ("12 000 Soldaten", ["12 000", "Soldaten"]),
        ("1,7 Milliarden", ["1,7", "Milliarden"]),
        ("Ende 2024 000 Tote", ["Ende", "2024", "000", "Tote"]),
        ("Ukraine-Krieg", ["Ukraine-Krieg"]),
        ("Artillerie- und Raketengeschosse", ["Artillerie-", "und", "Raketengeschosse"]),
        ("US-Präsident Trump, (78)", ["US-Präsident", "Trump", ",", "(", "78", ")"]),
        ("„Nein“, sagte er.", ["„", "Nein", "“", ",", "sagte", "er", "."]),
        ("", []),
    ],
)
def test_a_text_is_split(text: str, tokens: list[str]) -> None:
    assert [token.text for token in split_tokens(text)] == tokens


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("28.04.2025", "stamp"),
        ("28.4.", "stamp"),
        ("14:30", "stamp"),
        ("24-Jährige", "compound"),
        ("500-Kilo-Bombe", "compound"),
        ("30er", "compound"),
        ("300", "number"),
        ("1.000.000", "number"),
        ("3,5", "number"),
        ("Tote", "word"),
        ("T-72", "word"),
        ("%", "mark"),
    ],
)
def test_a_token_has_a_kind(text: str, kind: str) -> None:
    (token,) = split_tokens(text)

    assert token.kind == kind


def test_places_count_from_the_offset() -> None:
    text = "Es gab 12 Tote."

    assert [text[token.start - 100 : token.end - 100] for token in split_tokens(text, 100)] == [
        token.text for token in split_tokens(text)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("südkoreanischer", "südkoreanischen"),
        ("Geheimdienstes", "Geheimdienst"),
        ("Behörde", "Behörden"),
        ("Polizei", "Polizei"),
    ],
)
def test_endings_make_no_difference(one: str, other: str) -> None:
    assert stem_word(one) == stem_word(other)


def test_short_words_keep_their_endings() -> None:
    assert stem_word("Rom") != stem_word("Ro")


@pytest.mark.parametrize(
    ("words", "slug"),
    [("nordkoreanische Soldaten", "nordkoreanische-soldaten"), ("„Daily Gazette“", "daily-gazette"), ("Öl!", "öl")],
)
def test_a_slug_holds_letters_digits_and_hyphens(words: str, slug: str) -> None:
    assert make_slug(words) == slug
