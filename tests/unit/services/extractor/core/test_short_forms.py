"""Whom an article means by "die Organisation", "das Ministerium"."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import read_claims


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "Die Hilfsorganisation Seenot Muster half. 40 Menschen würden vermisst, teilte die Organisation mit.",
            "Hilfsorganisation Seenot Muster",
        ),
        (
            "Das Verteidigungsministerium schwieg zuerst. 12 Soldaten seien tot, teilte das Ministerium mit.",
            "Verteidigungsministerium",
        ),
        (
            "Die Katastrophenschutzbehörde warnte vor dem Sturm. 12 Menschen starben, teilte die Behörde mit.",
            "Katastrophenschutzbehörde",
        ),
        ("12 Menschen starben, teilte die Organisation mit.", "Organisation"),
    ],
)
def test_a_short_form_is_the_source_named_before(text: str, label: str) -> None:
    sources = [claim.source for claim in read_claims(text)]

    assert [None if source is None else source.label for source in sources] == [label]


def test_a_short_form_looks_back_and_not_ahead() -> None:
    text = "12 Menschen starben, teilte die Organisation mit. Die Hilfsorganisation Seenot Muster war nicht dabei."

    assert [claim.source.label for claim in read_claims(text) if claim.source] == ["Organisation"]
