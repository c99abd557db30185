"""Words are what the regular expression finds, for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.words import split_words


def find_slowly(text: str) -> tuple[bytes, ...]:
    return tuple(word.encode() for word in re.findall(r"[^\W\d_]+", text.lower()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zwölf Verletzte – „schlimm“, sagt Weiß (90 Einsatzkräfte).",
        "daß_es 3-jährig²Ⅷ½ ist: İstanbul, ǅ, ﬁx, ÅNGSTRÖM, naïve Łódź",
        "Київ 北京 ٣٤ अ\u0301",
    ],
)
def test_words_are_runs_of_letters(text: str) -> None:
    assert split_words(text) == find_slowly(text)


@settings(deadline=None)  # on a busy machine nothing is quick
@given(st.text(max_size=60))
def test_of_any_text_the_same_words_as_the_expression_finds(text: str) -> None:
    assert split_words(text) == find_slowly(text)
