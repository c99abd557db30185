"""How firmly a figure is put."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.modalities import ModalityReader
from services.extractor.core.tokens import Token, split_tokens
from tests.unit.services.extractor.lexicon.examples import read_claims

_MODALITIES = ModalityReader(load_lexicon())


def read(tokens: list[Token], start: int, end: int, *, said: str | None, estimated: bool = False) -> str:
    return _MODALITIES.read(tokens, start, end, _MODALITIES.find(tokens), said=said, estimated=estimated)


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("12 Menschen wurden getötet.", "stated"),
        ("12 Menschen sollen getötet worden sein.", "reported"),
        ("12 Menschen seien getötet worden, sagte der Minister.", "reported"),
        ("Offenbar wurden 12 Menschen getötet.", "reported"),
        ("Die Polizei schätzt die Zahl der Toten auf 12.", "estimated"),
        ("Nach Schätzung der Polizei wurden 12 Menschen getötet.", "estimated"),
        ("Die Polizei geht von 12 Toten aus.", "estimated"),
        ("Schätzungsweise 12 Menschen wurden getötet.", "estimated"),
        ("Die Polizei bestätigte den Tod von 12 Menschen.", "confirmed"),
        ("12 Menschen könnten getötet worden sein.", "possible"),
        ("Der Konzern will 300 Stellen streichen.", "planned"),
        ("Im Werk sollen 300 Stellen gestrichen werden.", "planned"),
        ("Die Armee dementierte, dass 12 Soldaten getötet wurden.", "denied"),
    ],
)
def test_a_figure_is_put_as_firmly_as_the_sentence_says(sentence: str, modality: str) -> None:
    assert [claim.modality for claim in read_claims(sentence)] == [modality]


def test_the_first_that_fits_outranks_what_the_verb_of_saying_says() -> None:
    tokens = split_tokens("Die Polizei bestätigte, 12 Menschen könnten tot sein.")

    assert read(tokens, 4, 6, said="confirmed") == "possible"


@pytest.mark.parametrize(
    ("said", "estimated", "modality"), [("confirmed", False, "confirmed"), (None, True, "estimated")]
)
def test_what_was_said_counts_where_the_sentence_is_silent(said: str | None, estimated: bool, modality: str) -> None:  # noqa: FBT001
    tokens = split_tokens("Es gab 12 Tote.")

    assert read(tokens, 2, 4, said=said, estimated=estimated) == modality
