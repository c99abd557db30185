"""Who speaks in which paragraph of an interview."""

from __future__ import annotations

import pytest

from services.extractor.core.interviews import find_turns
from tests.unit.services.extractor.lexicon.examples import read_claims


def name_speakers(*paragraphs: str) -> list[str | None]:
    """Return per paragraph its speaker's name, "?" for a question, None outside of the interview."""
    turns = find_turns(paragraphs)
    return [None if turn is None else turn.speaker.label if turn.speaker else "?" for turn in turns]


def test_the_name_before_the_colon_speaks_until_the_next_question() -> None:
    assert name_speakers(
        "Über den Brand spricht die Gewerkschafterin Nasrin Begum.",
        "Frau Begum, wie viele sind gestorben?",
        "Begum: Es sind 64 Tote.",
        "Dazu kommen 200 Verletzte.",
        "Und wer ist schuld?",
        "Begum: Der Besitzer.",
    ) == [None, "?", "Nasrin Begum", "Nasrin Begum", "?", "Nasrin Begum"]


def test_an_interviewer_with_a_label_is_known_by_the_questions() -> None:
    assert name_speakers(
        "Rundschau: Was ist geschehen?", "Kurt Weiss: Es brannte.", "Rundschau: Und dann?", "Kurt Weiss: Wir rannten."
    ) == ["?", "Kurt Weiss", "?", "Kurt Weiss"]


def test_several_people_answer_in_turn() -> None:
    paragraphs = ("Was war?", "Weiss: Feuer.", "Graf: Ja.", "Und dann?", "Graf: Nichts.", "Weiss: Doch.")

    assert name_speakers(*paragraphs) == ["?", "Weiss", "Graf", "?", "Graf", "Weiss"]


def test_answers_without_labels_are_those_of_who_is_addressed() -> None:
    assert name_speakers(
        "Im Gespräch: Paul Hofer leitet die Bergrettung.",
        "Herr Hofer, wie war die Nacht?",
        "Lang.",
        "Wir bargen zwölf Menschen.",
        "Wie geht es ihnen?",
        "Gut.",
        "Was raten Sie?",
        "Vorsicht.",
    ) == [None, "?", "Paul Hofer", "Paul Hofer", "?", "Paul Hofer", "?", "Paul Hofer"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Wien: 12 Tote.", "Graz: 7 Tote.", "Wien: 3 Verletzte.", "Was nun?"),
        ("Was nun?", "Die Polizei sucht Zeugen.", "Wer hat etwas gesehen?", "Hinweise nimmt sie entgegen."),
        ("Fazit: Es brannte.", "Es gab 12 Tote."),
        ("Wieso?", "Weshalb?", "Warum?"),
        (),
    ],
)
def test_what_only_looks_like_an_interview_is_none(paragraphs: tuple[str, ...]) -> None:
    assert name_speakers(*paragraphs) == [None] * len(paragraphs)


def test_a_list_of_countless_labels_names_a_few_at_most() -> None:
    lines = [f"Ort{number}: Es war {time} still." for time in "ab" for number in range(300)]
    named = set(name_speakers("Wo war es?", *lines, "Und wann?")) - {"?", None}

    assert len(named) <= 12


def test_a_figure_of_an_answer_is_the_speakers_unless_he_quotes_others() -> None:
    claims = read_claims(
        "Nach dem Beben in Kabul spricht der Arzt Karim Nuri.\n\n"
        "Herr Nuri, wie viele der 300 Verletzten kamen zu Ihnen?\n\n"
        "Nuri: Die Polizei spricht von 40 Toten. Wir zählten 52 Tote. 12 Menschen werden vermisst.\n\n"
        "Wie geht es weiter?\n\n"
        "Nuri: Es starben noch 7 Verletzte."
    )

    assert [(claim.quantity.low, claim.source.label if claim.source else None) for claim in claims] == [
        (300, None), (40, "Polizei"), (52, "Karim Nuri"), (12, "Karim Nuri"), (7, "Karim Nuri"),
    ]  # fmt: skip


def test_the_speakers_name_is_found_in_the_text() -> None:
    text = "Was geschah?\n\nBegum: Zuerst brannte es. Dann starben 12 Menschen.\n\nWarum?\n\nBegum: Ich weiß es nicht."
    (claim,) = read_claims(text)

    assert claim.source is not None
    assert claim.source.span is not None
    assert text[claim.source.span.start : claim.source.span.end] == "Begum"
