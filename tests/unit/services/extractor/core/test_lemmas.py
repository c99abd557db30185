"""The singular of what is counted."""

from __future__ import annotations

import pytest

from services.extractor.core.lemmas import find_lemma


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
