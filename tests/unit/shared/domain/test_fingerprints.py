"""Fingerprints: the same words give the same one, and equal slots estimate the text that two articles share."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.fingerprints import SLOTS, fingerprint_text

_WORDS = [f"wort{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyz'[n // 100]}" for n in range(600)]


def share_slots(one: str, other: str) -> float:
    pairs = zip(fingerprint_text(one), fingerprint_text(other), strict=True)
    return sum(a == b for a, b in pairs) / SLOTS


@given(st.text())
def test_any_text_has_a_fingerprint_or_too_few_words(text: str) -> None:
    fingerprint = fingerprint_text(text)

    assert len(fingerprint) in {0, SLOTS}
    assert all(slot >= 0 for slot in fingerprint)


def test_fewer_than_five_words_have_none() -> None:
    assert fingerprint_text("nur vier kurze Worte") == ()
    assert len(fingerprint_text("es sind fünf kurze Worte")) == SLOTS


def test_case_figures_marks_and_line_ends_make_no_difference() -> None:
    text = "In Kabul starben zwölf Menschen bei dem Beben am Montag"

    assert fingerprint_text(text) == fingerprint_text(
        "In KABUL: starben zwölf\nMenschen – bei dem Beben am 28. Montag!"
    )


def test_texts_share_slots_as_they_share_words() -> None:
    words = random.Random(1).sample(_WORDS, 500)
    text, half = " ".join(words), " ".join(words[:250] + list(reversed(words[250:])))
    other = " ".join(random.Random(2).sample(_WORDS, 500))

    assert share_slots(text, text) == 1
    assert share_slots(text, " ".join(words[:490])) > 0.6
    assert 0.1 < share_slots(text, half) < 0.7
    assert share_slots(text, other) < 0.1
