"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.sentences import SentenceSplitter

_SPLITTER = SentenceSplitter(load_lexicon())


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in _SPLITTER.split(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Zwölf Menschen starben.", "Drei wurden verletzt."],
        ["Wie viele starben?", "Zwölf!", "Mehr weiß niemand …", "Noch nicht."],
        ["„Zwölf starben.“", "Das sagte er."],
        ["Es geschah im Jahr 2024.", "Danach war Ruhe."],
        ["Es gab 300.", "200 wurden verletzt."],
        ["«Es gab 12 Tote.»", "«Nein.»"],
        ["Ein Satz ohne Punkt"],
    ],
)
def test_sentences_end(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Am 28. April starben zwölf Menschen.",
        "Am 3. Februar 2025 starben sie.",
        "Der Leiter Dr. Muster zählte zwölf Tote.",
        "Donald J. Muster sprach von zwölf Toten.",
        "Es gab ca. 300 Tote, z.B. in Kabul.",
        "Die Stadt St. Gallen zählte 12 Tote.",
        "Im 20. Jahrhundert starben sie.",
        "Er zahlte 1,2 Mio. Euro.",
    ],
)
def test_a_full_stop_may_end_no_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert _SPLITTER.split(text) == []


def test_what_runs_on_is_cut_at_a_blank() -> None:
    text = "Wort " * 1000

    sentences = _SPLITTER.split(text)

    assert max(end - start for start, end in sentences) <= 1000
    assert " ".join(text[slice(*sentence)] for sentence in sentences) == text.strip()
    assert all(text[slice(*sentence)].endswith("Wort") for sentence in sentences)


def test_what_has_no_blanks_is_cut_anywhere() -> None:
    assert [end - start for start, end in _SPLITTER.split("1" * 2500)] == [1000, 1000, 500]
