"""Lexicon files are checked when they are read, and the advice names file and entry."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import LexiconError, find_words, load_lexicon, read_entries


def test_the_ruleset_names_one_state_of_words_and_rules() -> None:
    lexicon = load_lexicon()

    assert len(lexicon.ruleset) == 16
    assert load_lexicon() is lexicon


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        ("{}", "list of entries"),
        ("- {forms: [rund]}", "without an id"),
        ("- {id: rund, modifier: about, forms: [rund]}", "example"),
        (
            "- {id: a, modifier: about, forms: [a], example: x}\n- {id: a, modifier: about, forms: [b], example: x}",
            "'a'",
        ),
        (
            "- {id: a, modifier: about, forms: [a], example: x}\n- {id: b, modifier: about, forms: [a], example: x}",
            "'a'",
        ),
        ("- {id: rund, modifier: circa, forms: [rund], example: x}", "about"),
        ("- {id: rund, modifier: about, forms: [''], example: x}", "quote it"),
        ("- {id: nein, modifier: about, forms: [no], example: x}", "quote it"),
        ("- {id: rund, modifier: about, forms: ['u\u0308ber'], example: x}", "NFC"),
        ("- {id: rund, modifier: about, forms: [rund], farbe: rot, example: x}", "farbe"),
        ("- {id: rund, [", "no YAML"),
    ],
)
def test_a_slip_of_the_pen_is_found(content: str, advice: str) -> None:
    with pytest.raises(LexiconError, match=r"approximators\.yaml") as fault:
        read_entries("approximators", content)

    assert advice in str(fault.value)


def test_words_of_grammar_are_asked_for_by_their_part() -> None:
    assert "bis" in find_words("range joints")
    with pytest.raises(LexiconError, match="no entry 'unheard of'"):
        find_words("unheard of")
