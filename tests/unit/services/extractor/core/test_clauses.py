"""The clause of a figure and the clause that governs it."""

from __future__ import annotations

import pytest

from services.extractor.core.clauses import find_governing_clause, find_own_clause
from services.extractor.core.tokens import split_tokens


def cut(text: str, figure: str) -> tuple[str, str]:
    """Return the figure's own clause, and that with the clause before if it governs it."""
    tokens = split_tokens(text)
    at = [token.text for token in tokens].index(figure)
    left, right = find_own_clause(tokens, at, at + 1)
    start = find_governing_clause(tokens, left, right)
    end = tokens[right - 1].end
    return text[tokens[left].start : end], text[tokens[start].start : end]


@pytest.mark.parametrize(
    ("text", "own", "governing"),
    [
        ("Es brannte, 12 starben, andere flohen.", "12 starben", "12 starben"),
        ("Man hofft, dass 12 leben, teilte er mit.", "dass 12 leben", "Man hofft, dass 12 leben"),
        ("Er plant, 12 zu entsenden.", "12 zu entsenden.", "Er plant, 12 zu entsenden."),
        ("Er plant, 12 Stellen abzubauen.", "12 Stellen abzubauen.", "Er plant, 12 Stellen abzubauen."),
        ("Die Firma will, so der Chef, 12 streichen.", "Die Firma will, so der Chef, 12 streichen.",
         "Die Firma will, so der Chef, 12 streichen."),
        ("Der Tod von 12, die dort dienten, wurde bestätigt.", "Der Tod von 12, die dort dienten, wurde bestätigt.",
         "Der Tod von 12, die dort dienten, wurde bestätigt."),
        ("Sie will 20 streichen und hat 12 entlassen.", "und hat 12 entlassen.", "und hat 12 entlassen."),
        ("Sie hat 12 entlassen und wurde verkauft.", "Sie hat 12 entlassen", "Sie hat 12 entlassen"),
        ("Sie will 20 und 12 Stellen streichen.", "Sie will 20 und 12 Stellen streichen.",
         "Sie will 20 und 12 Stellen streichen."),
        ("Es hieß: 12 starben.", "12 starben.", "12 starben."),
        ("Er fiel, weil 12 kamen.", "weil 12 kamen.", "weil 12 kamen."),
    ],
)  # fmt: skip
def test_a_clause_ends_where_another_begins(text: str, own: str, governing: str) -> None:
    assert cut(text, "12") == (own, governing)


def test_a_clause_is_found_at_the_edges_of_a_text() -> None:
    assert cut("12", "12") == ("12", "12")
    assert cut(", 12 ,", "12") == ("12", "12")
