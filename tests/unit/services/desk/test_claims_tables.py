from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from services.desk.commands.analyze import app as analyze


def show(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(analyze, [str(path)])
    assert told.exit_code == 0, told.output
    return told.output


def test_each_sentence_is_shown_once_with_the_numbers_of_its_figures(tmp_path: Path) -> None:
    sentence = "Laut Polizei starben zwölf Menschen, 30 wurden verletzt."
    text = show(tmp_path / "a.txt", f"Flut in Slowenien\n\n{sentence}\n")
    assert re.search(r"^ *1 +12 +killed", text, re.MULTILINE)
    assert re.search(r"^ *2 +30 +wounded", text, re.MULTILINE)
    assert text.count(sentence) == 1
    assert f"[1, 2] »{sentence}«" in text


def test_an_article_that_is_not_german_says_so(tmp_path: Path) -> None:
    text = show(
        tmp_path / "a.txt",
        "The ministry said on Monday that about 20 people were killed in the flood and that it was not known how many"
        " of them had been in the city when the water came.\n",
    )
    assert "no claims: English; only German is read" in text


def test_a_german_article_without_claims_needs_no_excuse(tmp_path: Path) -> None:
    text = show(tmp_path / "a.txt", "Der Rat der Stadt hat sich am Montag nicht mit dem Antrag der Grünen befasst.\n")
    assert "no claims\n" in text


def test_measures_and_dates_are_words(tmp_path: Path) -> None:
    text = show(tmp_path / "a.txt", "Krieg\n\nIm Herbst 2024 wurden laut NIS 300 Soldaten getötet oder verwundet.\n")
    assert "killed or wounded" in text
    assert "autumn 2024" in text
