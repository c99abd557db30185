"""Every entry of every lexicon file: its example yields what the file's header says, its counter-example does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import Entry, load_lexicon
from services.extractor.core.pages import PageReader
from services.extractor.core.sentences import SentenceSplitter
from shared.domain.claims import Claim
from tests.unit.services.extractor.lexicon.examples import QUAKE, print_claims, read_claims

_LEXICON = load_lexicon()
_PROTEST = "An der Demonstration in Leipzig nahmen 3000 Menschen teil.\n\n"
_FLIGHT = "In Deutschland kamen 3000 Flüchtlinge an.\n\n"
_KNOWN_GAPS: Mapping[tuple[str, str, str], str] = {
    ("numbers", "null", "example"): "a total of null ('die Zahl der Toten lag bei null') is not read",
    ("numbers", "acht", "not"): "'Gib acht auf die Straße' is read as eight",
    ("numbers", "halb", "not"): "'um halb zehn' is a clock time",
    ("places", "CI", "example"): "'an der Elfenbeinküste' is no place of the event",
    ("events", "corona-pandemie", "example"): "one mention of the pandemic is not enough to name the event",
    **dict.fromkeys(
        [
            ("sources", "aktion-gegen-den-hunger", "example"),
            ("sources", "cpj", "example"),
            ("sources", "global-2000", "example"),
            ("sources", "puls-4", "example"),
            ("sources", "20-minuten", "example"),
        ],
        "a name that holds a small foreign word or a number (Save the Children, Global 2000) ends the noun phrase",
    ),
}
"""By file, entry and example: why it is wrong today. The test must fail then: who mends it takes the line away."""


def list_cases(file: str, kind: str = "example") -> list[Any]:
    entries = [e for e in _LEXICON.entries.get(file, ()) if kind == "example" or e.counter_example is not None]
    return [pytest.param(entry, id=entry.id, marks=mark_gap(file, entry.id, kind)) for entry in entries]


def mark_gap(file: str, entry_id: str, kind: str) -> list[pytest.MarkDecorator]:
    why = _KNOWN_GAPS.get((file, entry_id, kind))
    return [] if why is None else [pytest.mark.xfail(reason=why, strict=True, raises=AssertionError)]


def read_counter_example(entry: Entry) -> tuple[Claim, ...]:
    assert entry.counter_example is not None
    return read_claims(entry.counter_example)


def read_behind(context: str, example: str) -> list[Claim]:
    """Return the claims of the example in an article that begins with the context."""
    return [claim for claim in read_claims(context + example) if claim.figure.start >= len(context)]


def read_figures(claims: tuple[Claim, ...]) -> set[object]:
    return {claim.quantity.low if claim.quantity.point is None else claim.quantity.point for claim in claims}


def read_labels(claims: tuple[Claim, ...]) -> list[str | None]:
    return [claim.source.label if claim.source else None for claim in claims]


def list_lemmas(entry: Entry) -> set[str]:
    """Return what claims of the entry's words may be filed under: its own lemma, or that of each form."""
    return {entry.get("lemma"), *(find_lemma(form) for form in entry.forms)}


def read_page(text: str) -> str:
    """Return what is left of a line between two sentences."""
    paragraphs = PageReader(_LEXICON).read(f"Ein Satz steht davor.\n{text}\nEin Satz steht dahinter.\n")
    return " ".join(paragraph.content.text for paragraph in paragraphs)


def read_sections_below(heading: str) -> set[str]:
    """Return the sections of a heading and of two short paragraphs below it."""
    raw = f"Ein Satz steht davor.\n\n{heading}\n\nEin Satz steht dahinter.\n\nEin zweiter Satz steht dahinter.\n"
    return {paragraph.section for paragraph in PageReader(_LEXICON).read(raw)[1:]}


def test_no_gap_is_kept_for_an_entry_that_is_gone() -> None:
    ids = {(file, entry.id) for file, entries in _LEXICON.entries.items() for entry in entries}

    assert {(file, entry_id) for file, entry_id, _ in _KNOWN_GAPS} <= ids


def test_every_file_is_tried() -> None:
    assert set(_LEXICON.entries) <= _TRIED


@pytest.mark.parametrize("entry", list_cases("abbreviations"))
def test_an_abbreviation_ends_no_sentence(entry: Entry) -> None:
    assert len(SentenceSplitter(_LEXICON).split(entry.example)) == 1


@pytest.mark.parametrize("entry", list_cases("approximators"))
def test_a_hedge_gives_its_modifier(entry: Entry) -> None:
    assert [claim.quantity.modifier for claim in read_claims(entry.example)] == [entry.get("modifier")]


@pytest.mark.parametrize("entry", list_cases("approximators", "not"))
def test_a_word_that_looks_like_a_hedge_gives_no_modifier(entry: Entry) -> None:
    assert entry.get("modifier") not in [claim.quantity.modifier for claim in read_counter_example(entry)]


@pytest.mark.parametrize("entry", list_cases("counted_nouns"))
def test_a_counted_noun_makes_a_claim_or_none(entry: Entry) -> None:
    measures = [claim.measure for claim in read_claims(entry.example)]
    match entry.get("kind"), entry.get("measure"):
        case "idle", _:
            assert measures == []
        case _, "weapons":
            assert measures == ["weapons"]
        case _, "other":
            assert len(measures) == 1
            assert measures[0] == "deployed" or measures[0].removeprefix("other:") in list_lemmas(entry)
        case _:
            assert len(measures) == 1


@pytest.mark.parametrize("entry", list_cases("counted_nouns", "not"))
def test_a_noun_that_looks_like_a_counted_one_makes_no_claim(entry: Entry) -> None:
    assert print_claims(read_counter_example(entry)) == "none"


@pytest.mark.parametrize("entry", list_cases("dates"))
def test_a_date_is_told_from_the_publication(entry: Entry) -> None:
    assert [claim.as_of for claim in read_claims(entry.example)] == [entry.yields]


@pytest.mark.parametrize("entry", list_cases("events"))
def test_an_event_is_recognised(entry: Entry) -> None:
    events = {claim.event.id if claim.event else None for claim in read_claims(entry.example)}
    if entry.yields == "none":
        assert events <= {None}
    elif entry.get("named"):
        assert events == {entry.id}
    else:
        assert len(events) == 1
        assert re.fullmatch(re.escape(entry.id) + "@[A-Z]{2}", str(*events))


@pytest.mark.parametrize("entry", list_cases("events", "not"))
def test_another_event_is_not_taken_for_it(entry: Entry) -> None:
    assert entry.id not in {claim.event.id.split("@")[0] for claim in read_counter_example(entry) if claim.event}


@pytest.mark.parametrize("entry", list_cases("function_words"))
def test_a_word_of_grammar_plays_its_part(entry: Entry) -> None:
    assert print_claims(read_claims(entry.example)) == entry.yields


@pytest.mark.parametrize("entry", list_cases("function_words", "not"))
def test_a_word_of_grammar_plays_no_part_elsewhere(entry: Entry) -> None:
    assert print_claims(read_counter_example(entry)) != entry.yields


@pytest.mark.parametrize("entry", list_cases("measures"))
def test_a_word_gives_its_measure(entry: Entry) -> None:
    wanted = entry.get("measure")
    measures = {claim.measure for claim in read_claims(entry.example)}
    if wanted == "other":
        assert measures
        assert all(measure.startswith("other:") for measure in measures)
    else:
        assert wanted in measures


@pytest.mark.parametrize("entry", list_cases("measures", "not"))
def test_a_word_gives_no_measure_elsewhere(entry: Entry) -> None:
    assert entry.get("measure") not in {claim.measure for claim in read_counter_example(entry)}


@pytest.mark.parametrize("entry", list_cases("modalities"))
def test_a_word_gives_its_modality(entry: Entry) -> None:
    assert [claim.modality for claim in read_claims(entry.example)] == [entry.get("modality")]


@pytest.mark.parametrize("entry", list_cases("modalities", "not"))
def test_a_word_gives_no_modality_elsewhere(entry: Entry) -> None:
    assert entry.get("modality") not in [claim.modality for claim in read_counter_example(entry)]


@pytest.mark.parametrize("entry", list_cases("numbers"))
def test_a_number_word_counts_its_value(entry: Entry) -> None:
    value = entry.get("value") if entry.yields is None else float(entry.yields)
    assert value in read_figures(read_claims(entry.example))


@pytest.mark.parametrize("entry", list_cases("numbers", "not"))
def test_a_word_that_looks_like_a_number_counts_nothing(entry: Entry) -> None:
    assert print_claims(read_counter_example(entry)) == "none"


@pytest.mark.parametrize("entry", list_cases("page_furniture"))
def test_page_furniture_goes(entry: Entry) -> None:
    if entry.get("kind") == "box":
        assert read_sections_below(entry.example) == {"infobox"}
    else:
        assert entry.example not in read_page(entry.example)


@pytest.mark.parametrize("entry", list_cases("page_furniture", "not"))
def test_what_looks_like_page_furniture_stays(entry: Entry) -> None:
    assert entry.counter_example is not None
    if entry.get("kind") == "box":
        assert "infobox" not in read_sections_below(entry.counter_example)
    else:
        assert entry.counter_example in read_page(entry.counter_example)


@pytest.mark.parametrize("entry", list_cases("places"))
def test_a_place_is_where_the_figure_holds_or_the_event_is(entry: Entry) -> None:
    (claim,) = read_claims(entry.example)
    country = claim.event.id.split("@")[-1] if claim.event else None
    assert entry.id in {claim.place.id if claim.place else None, country}


@pytest.mark.parametrize("entry", list_cases("rules"))
def test_a_rule_reads_its_example(entry: Entry) -> None:
    read = [read_behind(context, entry.example) for context in ("", QUAKE, _PROTEST, _FLIGHT)]
    part, _, name = entry.id.partition(".")
    if part == "measure":
        assert entry.id in {claim.rule for claims in read for claim in claims}
    elif part == "source":
        assert any(claim.source for claims in read for claim in claims)
    else:
        modifier = "range" if name.startswith("interval") else name
        assert modifier in {claim.quantity.modifier for claims in read for claim in claims}


@pytest.mark.parametrize("entry", list_cases("sources"))
def test_a_source_is_known_by_its_name(entry: Entry) -> None:
    claims = read_claims(f"Laut {entry.example} starben 12 Menschen.")
    assert [claim.source and claim.source.id for claim in claims] == [entry.id]


@pytest.mark.parametrize("entry", list_cases("source_heads"))
def test_a_noun_that_can_speak_makes_a_source_of_its_kind(entry: Entry) -> None:
    (claim,) = read_claims(f"{entry.example} teilte mit, dass 12 Menschen starben.")
    assert claim.source is not None
    assert claim.source.kind == entry.get("kind")


@pytest.mark.parametrize("entry", list_cases("speech"))
def test_words_of_saying_name_the_source(entry: Entry) -> None:
    assert entry.yields in read_labels(read_claims(entry.example))


@pytest.mark.parametrize("entry", list_cases("speech", "not"))
def test_words_that_look_like_saying_name_nobody(entry: Entry) -> None:
    assert not any(read_labels(read_counter_example(entry)))


@pytest.mark.parametrize("entry", list_cases("units"))
def test_a_unit_makes_money_or_an_area(entry: Entry) -> None:
    (claim,) = read_claims(entry.example)
    assert (claim.measure, claim.quantity.unit) == (entry.get("measure"), entry.get("unit"))


@pytest.mark.parametrize("entry", list_cases("units", "not"))
def test_a_price_is_no_claim(entry: Entry) -> None:
    assert print_claims(read_counter_example(entry)) == "none"


_TRIED = {
    "abbreviations", "approximators", "counted_nouns", "dates", "events", "function_words", "measures", "modalities",
    "numbers", "page_furniture", "places", "rules", "source_heads", "sources", "speech", "units",
}  # fmt: skip
