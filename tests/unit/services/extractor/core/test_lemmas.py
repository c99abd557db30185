"""The singular of what is counted."""

from __future__ import annotations

import pytest

from services.extractor.core.lemmas import find_lemma, is_written_small


@pytest.mark.parametrize(
    ("noun", "lemma"),
    [
        ("Häuser", "Haus"),
        ("Asylgesuche", "Asylgesuch"),
        ("Flüchtlingsaufgriffe", "Flüchtlingsaufgriff"),
        ("Deichbaustellen", "Deichbaustelle"),
        ("Crew-Mitglieder", "Crew-Mitglied"),
        ("Vermummten", "Vermummter"),
        ("Freiwillige", "Freiwilliger"),
        ("Verfahren", "Verfahren"),
        ("Kosten", "Kosten"),
        ("Artillerie-", "Artillerie-"),
        ("Xyzqu", "Xyzqu"),
    ],
)
def test_a_noun_is_named_in_the_singular(noun: str, lemma: str) -> None:
    assert find_lemma(noun) == lemma


@pytest.mark.parametrize("word", ["Schweres", "Tödlicher", "Verheerende", "Verlaufen", "Steigen"])
def test_what_only_begins_a_sentence_is_known(word: str) -> None:
    assert is_written_small(word)


@pytest.mark.parametrize("word", ["Johannes", "Dieter", "Helene", "Karsten", "Novak", "Klein", "Koch", "Braun", "Kaya"])
def test_a_name_is_no_adjective_or_verb(word: str) -> None:
    assert not is_written_small(word)
