"""Which section a paragraph is, from its words and its neighbours."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.sections import Block, SectionNamer

_NAMER = SectionNamer(load_lexicon())
_HEADLINE = Block("Zwei Tote bei Brand in Lager", headline=True)
_FIRST = (
    "Bei einem Brand in einem Lager in Musterstadt sind am Montag zwei Arbeiter gestorben. Das Feuer brach nach Angaben"
    " der Feuerwehr kurz nach Mitternacht in der Halle einer Spedition aus und griff rasch auf das Dach über. Drei"
    " Kollegen konnten sich über eine Leiter retten."
)
_NEXT = (
    "Die Polizei ermittelt wegen fahrlässiger Tötung. In der Halle lagerten Farben und Lacke, weshalb Anwohner"
    " ihre Fenster geschlossen halten sollten. Am Morgen gab die Stadt Entwarnung."
)
_LEAD = "In Musterstadt brennt ein Lager aus. Zwei Arbeiter sterben, drei retten sich über eine Leiter."


def name(*texts: str | Block) -> list[str]:
    blocks = [Block(text) if isinstance(text, str) else text for text in texts]
    return [str(section) for section in _NAMER.name([_HEADLINE, *blocks])][1:]


@pytest.mark.parametrize(
    "lead",
    [
        _LEAD,
        "Zwei Arbeiter sterben, als eine Halle brennt.",
        "Feuer in Musterstadt: Zwei Arbeiter einer Spedition sterben nachts in der Halle, drei Kollegen retten sich.",
    ],
)
def test_a_standfirst_tells_what_the_text_tells_again(lead: str) -> None:
    assert name(lead, _FIRST, _NEXT) == ["lead", "body", "body"]


def test_a_first_paragraph_tells_what_nobody_tells_again() -> None:
    assert name(_FIRST, _NEXT, _NEXT) == ["body"] * 3


def test_a_lead_printed_twice_is_a_lead_once() -> None:
    assert name(_FIRST, _FIRST, _NEXT) == ["lead", "body", "body"]


@pytest.mark.parametrize("agency", ["Musterstadt (dpa/lby) - ", "Musterstadt, 3. März (AFP) – ", "Musterstadt (sda) "])
def test_what_stands_before_a_dateline_is_the_lead(agency: str) -> None:
    assert name(_NEXT, agency + _FIRST) == ["lead", "body"]
    assert name(agency + _FIRST, _NEXT) == ["body", "body"]


def test_what_stands_before_a_byline_is_the_lead() -> None:
    assert name(_NEXT, Block(_FIRST, byline=True)) == ["lead", "body"]
    assert name(_NEXT, _FIRST, Block(_FIRST, byline=True)) == ["body", "body", "body"]


def test_a_text_without_a_headline_has_a_lead_only_before_dateline_or_byline() -> None:
    def name_bare(*blocks: Block) -> list[str]:
        return [str(section) for section in _NAMER.name(blocks)]

    assert name_bare(Block(_LEAD), Block(_FIRST), Block(_NEXT)) == ["body"] * 3
    assert name_bare(Block(_LEAD), Block(f"Musterstadt (dpa) - {_FIRST}")) == ["lead", "body"]
    assert name_bare(Block(_LEAD), Block(_FIRST, byline=True)) == ["lead", "body"]


def test_captions_stand_before_and_behind_the_lead() -> None:
    caption = Block("Die Halle am Morgen nach dem Brand.", caption=True)

    assert name(caption, _LEAD, _FIRST, _NEXT) == ["body", "lead", "body", "body"]
    assert name(_LEAD, caption, _FIRST, _NEXT) == ["lead", "body", "body", "body"]
    assert name(Block(caption.text), caption, _LEAD, _FIRST) == ["body", "body", "lead", "body"]


def test_a_paragraph_before_a_subheading_is_no_lead() -> None:
    assert name("Zwei Arbeiter sind am Montag in Musterstadt gestorben.", "Feuer in der Halle", _FIRST)[0] == "body"


def test_a_paragraph_before_the_first_question_is_the_lead() -> None:
    assert name(_LEAD, "Herr Holm, was ist geschehen?", _FIRST) == ["lead", "subheading", "body"]


def test_a_line_without_a_stop_under_the_headline_is_a_subheading() -> None:
    assert name("Feuer in Musterstadt greift auf das Dach über", _LEAD, _FIRST) == ["subheading", "lead", "body"]


def test_an_item_or_ticker_entry_is_no_lead() -> None:
    assert name("• Zwei Arbeiter sind gestorben.", _FIRST)[0] == "body"
    assert name("22.57 Uhr: Zwei Arbeiter sind gestorben.", _FIRST)[0] == "body"


@pytest.mark.parametrize(
    "repeated",
    ["Zwei Tote bei Brand in Lager", "Panorama: Zwei Tote bei Brand in Lager", "Zwei Tote beiBrand in Lager!"],
)
def test_a_headline_printed_again_is_a_headline(repeated: str) -> None:
    assert name(repeated, _LEAD, _FIRST) == ["headline", "lead", "body"]


def test_a_sentence_with_the_headlines_words_is_none() -> None:
    assert "headline" not in name("Zwei Tote bei Brand in Lager.", "Zwei Tote", _FIRST)


@pytest.mark.parametrize("heading", ["„Land unter“ am Morgen", "«Alte» Fehler", "12 Tage danach", "Was bleibt?"])
def test_headings_of_a_text(heading: str) -> None:
    assert name(_FIRST, heading, _NEXT)[1] == "subheading"


@pytest.mark.parametrize("line", ["„Wir haben nichts gehört“,", "Er sagte:", "Niemand weiß es.", "- drei Verletzte"])
def test_what_heads_nothing(line: str) -> None:
    assert name(_FIRST, line, _NEXT)[1] == "body"


def test_a_ticker_headline_is_a_subheading() -> None:
    assert name(_FIRST, "+++ 17:40 Uhr: Zahl der Toten steigt +++", _NEXT)[1] == "subheading"


def test_the_last_line_may_be_the_heading_of_what_was_cut_off() -> None:
    assert name(_FIRST, "Polizei sucht Zeugen")[-1] == "subheading"
    assert name(_FIRST, "Die Polizei sucht Zeugen.")[-1] == "body"


@pytest.mark.parametrize(
    "rows",
    [
        ("Ort: Musterstadt", "Tote: 2", "Verletzte: 3"),
        ("Ort Musterstadt", "Tote 2", "Zerstörte Hallen 12"),
        ("Provinz Tote Verletzte", "Albay 120 1.400", "Bicol 45 300"),
        ("Details", "Ursache Brand", "Tote 2", "Quellen"),
    ],
)
def test_rows_are_a_box(rows: tuple[str, ...]) -> None:
    assert name(_FIRST, *rows, _NEXT) == ["body", *["infobox"] * len(rows), "body"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Feuerwehr warnt vor Gift", "Der Überblick am Morgen", "Halle brennt noch immer"),
        ("Tote: 2", "Die Polizei ermittelt."),
        ("Sie sagten: Wir gehen.", "Er sagte: Wir bleiben.", "Sie fragten: Warum?"),
    ],
)
def test_other_short_lines_are_none(lines: tuple[str, ...]) -> None:
    assert "infobox" not in name(_FIRST, *lines, _NEXT)


def test_a_summary_box_holds_its_list_and_no_more() -> None:
    summary = ("Das Wichtigste in Kürze", "- Zwei Arbeiter sind tot.", "- Drei wurden gerettet.")

    assert name(_LEAD, *summary, _FIRST) == ["lead", "infobox", "infobox", "infobox", "body"]


def test_a_chronicle_goes_on_to_the_next_heading() -> None:
    chronicle = (
        "Schwere Brände der vergangenen Jahre",
        "Mai 2019: In Musterdorf sterben vier.",
        "Juni 2021: Zwei Tote.",
    )

    assert name(_FIRST, *chronicle, "Neue Regeln gefordert", _NEXT) == [
        "body", "infobox", "infobox", "infobox", "subheading", "body",
    ]  # fmt: skip
    assert "infobox" not in name(_FIRST, chronicle[0], _NEXT * 2, _NEXT)
