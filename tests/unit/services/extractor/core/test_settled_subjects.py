"""Whom an article counts: one group of people alone is the event's people."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import read_claims


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Bei der Explosion in Beirut starben fünf Arbeiter.", ["menschen"]),
        ("Bei der Explosion in Beirut starben fünf Arbeiter und zwei Passagiere.", ["mitarbeiter", "passagiere"]),
        ("Bei der Explosion in Beirut wurden fünf Polizisten verletzt.", ["polizisten"]),
        ("Bei Gefechten in Mali wurden fünf Kinder getötet.", ["kinder"]),
    ],
)
def test_a_lone_group_is_the_events_people(text: str, subjects: list[str]) -> None:
    assert [claim.subject.id for claim in read_claims(text)] == subjects
