"""The subjunctive of indirect speech, told from adjectives, adverbs, nouns and the past."""

from __future__ import annotations

import pytest

from services.extractor.core.subjunctives import has_subjunctive
from services.extractor.core.tokens import split_tokens


def is_found(text: str, *, told: bool) -> bool:
    tokens = split_tokens(text)
    return has_subjunctive(tokens, 0, len(tokens), told=told)


@pytest.mark.parametrize("text", ["12 Menschen seien tot", "es gebe 12 Tote", "12 Menschen hätten überlebt"])
@pytest.mark.parametrize("told", [True, False])
def test_what_is_nothing_but_a_subjunctive_is_one_whoever_speaks(text: str, told: bool) -> None:  # noqa: FBT001
    assert is_found(text, told=told)


@pytest.mark.parametrize(
    "text",
    [
        "die Firma entlasse 300 Leute",
        "man versorge mehr als 300 Verletzte",
        "das Land schicke rund 300 Soldaten",
        "dass die Armee 300 Soldaten verlege.",
        "die Klinik behandle 12 Verletzte",
        "er schließe 300 Filialen",
        "die Behörde bestätige 12 Fälle",
    ],
)
def test_any_verb_counts_where_somebody_speaks(text: str) -> None:
    assert is_found(text, told=True)
    assert not is_found(text, told=False)


@pytest.mark.parametrize(
    "text",
    [
        "in Kabul wurde 12 Menschen geholfen",
        "der Polizei zufolge starben 12 Menschen",
        "die Polizei meldete 12 Tote",
        "12 Menschen starben nahe der Stadt",
        "Bewohner ohne Strom",
        "zwölf Tote sowie 12 Verletzte",
        "in Kabul starben teilweise Kinder",
        "in Kabul brannten große Häuser",
        "in Kabul brannten große und alte Häuser",
        "am Montag eine Reihe von Toten",
        "bei dem Brand keine 12 Stunden später",
        "Heute starben 12 Menschen",
        "die Kämpfe kosteten 12 Leben",
        "12 Menschen, darunter viele, starben",
        "Verletzungen, zum Teil lebensgefährliche.",
        "im Alter von 12 Jahre",
    ],
)
def test_what_only_ends_like_one_is_none(text: str) -> None:
    assert not is_found(text, told=True)
