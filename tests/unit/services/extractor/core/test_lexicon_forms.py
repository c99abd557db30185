"""Each lexicon file has a form of its own; what breaks it is refused with file, entry and advice."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from services.extractor.core import lexicons
from services.extractor.core.lexicon_forms import FILE_FORMS, LexiconError, check_rows
from services.extractor.core.lexicons import LEXICON_FOLDER, load_lexicon


@pytest.mark.parametrize(
    ("file", "row", "advice"),
    [
        ("counted_nouns", {"kind": "animal", "lemma": "Tier", "forms": ["Tiere"]}, "kind is 'animal'; write one of"),
        ("measures", {"kind": "verb", "measure": "dead", "forms": ["tot"]}, "measure is 'dead'; write other"),
        ("modalities", {"modality": "likely", "forms": ["wohl"]}, "modality is 'likely'; write one of confirmed"),
        ("numbers", {"kind": "unit", "forms": ["eins"]}, "lacks value"),
        ("numbers", {"kind": "unit", "value": 0, "forms": ["kein"], "alone": "nein"}, "write true or false"),
        ("page_furniture", {"kind": "line", "pattern": "^("}, "no regular expression"),
        ("page_furniture", {"kind": "line", "pattern": "Anzeige"}, "begin it with ^"),
        ("places", {"label": "Kabul", "forms": "Kabul"}, "write a list in brackets"),
        ("places", {"label": "Kabul", "forms": ["Kabul", "Kabul"]}, "stands twice"),
        ("sources", {"label": "", "kind": "media", "aliases": []}, "label is ''; write text"),
        ("speech", {"kind": "verb", "forms": [" sagte"]}, "without blanks around it"),
        ("units", {"measure": "weight", "unit": "t", "forms": ["Tonnen"]}, "measure is 'weight'; write one of area"),
    ],
)  # fmt: skip
def test_an_entry_that_breaks_the_form_is_refused(file: str, row: dict[str, object], advice: str) -> None:
    with pytest.raises(LexiconError, match=rf"{file}\.yaml: 'here'.*{re.escape(advice)}"):
        check_rows(file, [{"id": "here", "example": "Es gab 12 Tote.", **row}])


def test_one_form_may_say_two_things_where_something_tells_them_apart() -> None:
    people = {"id": "a", "kind": "verb", "measure": "killed", "forms": ["getötet"], "example": "x"}
    animals = {"id": "b", "kind": "verb", "measure": "other", "of": ["thing"], "forms": ["getötet"], "example": "x"}

    check_rows("measures", [people, animals])
    with pytest.raises(LexiconError, match="'getötet' stands in 'b' and in 'c'"):
        check_rows(
            "measures", [people, {**animals, "of": ["person"], "id": "b"}, {**animals, "of": ["person"], "id": "c"}]
        )


@pytest.mark.parametrize(
    ("file", "old", "new", "advice"),
    [
        ("places", 'within: "AF"', 'within: "XX"', "the within 'XX', which is no id of places.yaml"),
        ("sources", "parents: [seoul]", "parents: [soul]", "the parents 'soul', which is no id of sources.yaml"),
    ],
)
def test_an_id_that_no_entry_has_is_refused(tmp_path: Path, file: str, old: str, new: str, advice: str) -> None:
    folder = copytree(LEXICON_FOLDER, tmp_path / "lexicon")
    path = folder / f"{file}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(LexiconError, match=re.escape(advice)):
        load_lexicon(folder)


def test_every_file_of_the_folder_has_a_form_and_a_header() -> None:
    files = {path.stem: path for path in LEXICON_FOLDER.glob("*.yaml")}

    assert files.keys() == FILE_FORMS.keys()
    for path in files.values():
        assert path.read_text(encoding="utf-8").startswith("# "), f"{path.name} begins without a header"


def test_every_header_names_every_field_of_its_file() -> None:
    for name, form in FILE_FORMS.items():
        content = (LEXICON_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        header = content.split("\n- ", 1)[0]
        for field in form.required | form.optional:
            assert re.search(rf"\b{field}\b", header), f"the header of {name}.yaml says nothing of {field}"


def test_every_part_of_grammar_is_asked_for() -> None:
    core = Path(lexicons.__file__).parent
    asked = {
        part for path in core.glob("*.py") for part in re.findall(r'find_words\("([^"]+)"\)', path.read_text("utf-8"))
    }

    assert asked == {entry.id for entry in load_lexicon()["function_words"]}


def test_every_rule_that_code_names_is_explained() -> None:
    core = Path(lexicons.__file__).parent
    named = {
        rule
        for path in core.glob("*.py")
        for rule in re.findall(r'rule = "((?:quantity|measure|source)\.[^"{]+)"', path.read_text("utf-8"))
        + re.findall(r'"((?:measure|quantity)\.[a-zäöüß_.]+)"', path.read_text("utf-8"))
    }
    explained = {entry.id for entry in load_lexicon()["rules"]}
    derived = {f"measure.{entry.id}" for file in ("measures", "counted_nouns") for entry in load_lexicon()[file]}

    assert named <= explained | derived
