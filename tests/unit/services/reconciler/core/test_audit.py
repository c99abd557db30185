"""One document: origins, admissibility, headline and box against the body."""

from __future__ import annotations

from typing import Any

import pytest

from services.reconciler.core.audit import audit_document
from tests.unit.services.reconciler.core.examples import make_set


def _find_origins(claims: list[dict[str, Any]], **facts: Any) -> list[str]:
    return [each.origin.id for each in audit_document(make_set(claims, **facts)).statements]


def _find_kinds(claims: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each.kind, each.severity) for each in audit_document(make_set(claims)).discrepancies]


@pytest.mark.parametrize("section", ["headline", "subheading", "lead", "infobox"])
def test_what_names_no_source_takes_that_of_the_body(section: str) -> None:
    assert _find_origins([{"killed": "600", "in": section}, {"killed": "~600", "by": "NIS"}], outlet="X") == ["nis"] * 2


@pytest.mark.parametrize(
    ("headline", "body", "origin"),
    [
        ({"killed": "600"}, [{"killed": "~300", "by": "JCS"}, {"killed": "~600", "by": "NIS"}], "nis"),
        ({"killed": ">500"}, [{"killed": "~600", "by": "NIS"}], "nis"),
        ({"killed": "600"}, [{"casualties": "600", "by": "NIS"}], "nis"),
        ({"killed": "600"}, [{"casualties": "600", "by": "NIS"}, {"killed": "600", "by": "HUR"}], "hur"),
        ({"killed": "600"}, [{"killed": "900", "by": "NIS"}], "morgenblatt"),
        ({"deployed": "600"}, [{"killed": "600", "by": "NIS"}], "morgenblatt"),
        ({"killed": "600"}, [{"killed": "600", "by": "NIS", "is": "denied"}], "morgenblatt"),
    ],
)
def test_the_best_match_bears_the_headline(headline: dict[str, Any], body: list[dict[str, Any]], origin: str) -> None:
    assert _find_origins([{**headline, "in": "headline"}, *body], outlet="Morgenblatt")[0] == origin


def test_a_body_without_source_is_the_outlets_own_voice() -> None:
    assert _find_origins([{"killed": "600"}, {"killed": "600", "by": "NIS"}], outlet="Morgenblatt")[0] == "morgenblatt"


@pytest.mark.parametrize(
    ("outlet", "origin"),
    [
        ("tagesschau.de", "tagesschau"),
        ("Neue Zürcher Zeitung", "neue-zürcher-zeitung"),
        (None, "document:a"),
        (" ", "document:a"),
    ],
)
def test_an_outlet_is_the_medium_that_others_cite(outlet: str | None, origin: str) -> None:
    assert _find_origins([{"killed": "600"}], outlet=outlet) == [origin]


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"killed": "6", "is": "denied"}, "denied"),
        ({"killed": "6", "is": "planned"}, "planned"),
        ({"killed": "6", "is": "possible"}, "possible"),
        ({"killed": "12*"}, "vague"),
        ({"killed": "%6"}, "subset"),
        ({"killed": "6", "sure": 0.2}, "uncertain"),
        ({"killed": "+6"}, None),
        ({"killed": "6", "is": "reported"}, None),
        ({"killed": "6", "is": "estimated"}, None),
    ],
)
def test_what_may_be_compared(claim: dict[str, Any], reason: str | None) -> None:
    (statement,) = audit_document(make_set([claim])).statements

    assert (statement.admissible, statement.reason) == (reason is None, reason)


@pytest.mark.parametrize(
    ("headline", "body", "kinds"),
    [
        ("600", ["600"], []),
        ("600", ["~600"], [("headline_hedge", "minor")]),
        ("600", ["~600", "600"], []),
        ("~600", ["600"], []),
        ("600", ["<=600"], [("headline_bound", "major")]),
        ("600", [">=600"], [("headline_bound", "major")]),
        (">600", ["600"], [("headline_bound", "major")]),
        (">=600", ["600"], []),
        (">=600", [">600"], []),
        ("<=600", [">600"], [("headline_bound", "major")]),
        ("<=600", ["600"], []),
        ("900", ["600"], [("headline_figure", "major")]),
        ("1000", ["1037"], [("headline_figure", "minor")]),
        ("900", [">=600"], []),
        ("900", ["600", "+300"], []),
        ("900", ["12*"], []),
        ("900", ["%600"], []),
    ],
)
def test_headline_against_body(headline: str, body: list[str], kinds: list[tuple[str, str]]) -> None:
    claims = [{"killed": headline, "in": "headline"}, *({"killed": figure} for figure in body)]

    assert _find_kinds(claims) == kinds


@pytest.mark.parametrize(
    ("claims", "kinds"),
    [
        ([{"killed": "1100", "in": "headline"}, {"casualties": "~1100"}], ["headline_category"]),
        ([{"killed": "1100", "in": "headline"}, {"casualties": "~1100"}, {"killed": "1100"}], []),
        ([{"killed": "1100", "in": "headline"}, {"deployed": "1100"}], []),
        ([{"wounded": "4700", "in": "infobox"}, {"casualties": "~4700"}], ["infobox_category"]),
        ([{"killed": "80", "in": "infobox"}, {"killed": "60"}], ["infobox_figure"]),
        ([{"killed": "60", "in": "infobox"}, {"killed": "~60"}], []),
        ([{"deployed": "14", "in": "headline"}, {"deployed": "<=14", "in": "subheading"}], ["headline_bound"]),
        ([{"killed": "9", "in": "headline", "at": "Kursk"}, {"killed": "6"}], []),
        ([{"killed": "9", "in": "headline", "is": "possible"}, {"killed": "6"}], []),
    ],
)
def test_category_box_subheading_place_and_modality(claims: list[dict[str, Any]], kinds: list[str]) -> None:
    assert [kind for kind, _ in _find_kinds(claims)] == kinds


def test_what_its_article_contradicts_is_inadmissible_a_hedge_is_not() -> None:
    contradicted = audit_document(make_set([{"killed": "1100", "in": "headline"}, {"casualties": "~1100"}]))
    hedged = audit_document(make_set([{"killed": "600", "in": "headline"}, {"killed": "~600"}]))

    assert [each.reason for each in contradicted.statements] == ["headline_category", None]
    assert [each.reason for each in hedged.statements] == [None, None]


def test_a_discrepancy_names_both_figures_in_the_articles_words() -> None:
    claims = make_set([{"killed": "1100", "in": "headline"}, {"casualties": "~1100"}])
    (found,) = audit_document(claims).discrepancies

    assert found.why == "The headline says “1100” killed; the body says “~1100” killed or wounded."
    assert found.claims == tuple(claim.claim_id for claim in claims.claims)
    assert found.document_id == "a"


@pytest.mark.parametrize("facts", [{"published": "am Montag"}, {"updated": "2025-13-01"}])
def test_a_date_that_cannot_be_read_is_refused_with_the_documents_name(facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="document a: "):
        audit_document(make_set([{"killed": "600"}], **facts))


def test_an_as_of_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="document a: as_of 'gestern' is not EDTF"):
        audit_document(make_set([{"killed": "600", "as_of": "gestern"}]))
