"""Article in, claims out: every folder under `articles/` is a case, its expectation written by hand before the rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims
from shared.domain.articles import Article
from tests.golden.claim_notation import Comparison, ExpectedClaim, compare_claims, read_expectations

_FOLDER = Path(__file__).parent / "articles"
_CASES = sorted(path for path in _FOLDER.iterdir() if path.is_dir())
_FILES = {"article.txt", "article.txt.meta.json", "claims.json", "note.md"}


@cache
def read_case(case: Path) -> Article:
    """Return the article as ingest would publish it, without ingest: what is tried here is the reading."""
    text = (case / "article.txt").read_bytes().decode("utf-8")
    sidecar = json.loads((case / "article.txt.meta.json").read_text(encoding="utf-8"))
    return Article(
        document_id=case.name,
        version="1",
        text=text,
        headline=None,
        outlet=sidecar.get("outlet"),
        published=sidecar["published"],
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file="article.txt",
        url=None,
        received="2025-11-01T00:00:00Z",
    )


def read_entries(case: Path) -> list[ExpectedClaim]:
    return read_expectations(case / "claims.json", read_case(case).text)


@cache
def compare_case(case: Path) -> Comparison:
    article = read_case(case)
    claims = extract_claims(article, load_lexicon()).claims
    return compare_claims(read_entries(case), claims, article.text)


def list_gaps() -> Iterator[Any]:
    for case in _CASES:
        for entry in read_entries(case):
            if entry.known_gap is not None:
                mark = pytest.mark.xfail(reason=entry.known_gap, strict=True, raises=AssertionError)
                yield pytest.param(case, entry.quote.start, id=f"{case.name}: {entry.words}", marks=mark)


def test_there_are_cases_with_and_without_claims() -> None:
    empty = [case for case in _CASES if not any(entry.fields["measure"] for entry in read_entries(case))]

    assert len(_CASES) >= 40
    assert len(empty) >= 8


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_an_article_yields_what_was_written_by_hand(case: Path) -> None:
    comparison = compare_case(case)
    lines = [
        f"~ {entry.words!r} {fault}" for entry, faults in comparison.faults if not entry.known_gap for fault in faults
    ]
    lines += [f"+ nobody wrote down {extra}" for extra in comparison.extras]

    assert not lines, f"{case.name}:\n" + "\n".join(lines)


@pytest.mark.parametrize(("case", "start"), [*list_gaps()])
def test_a_known_gap_is_closed(case: Path, start: int) -> None:
    faults = [faults for entry, faults in compare_case(case).faults if entry.known_gap and entry.quote.start == start]

    assert not any(faults), faults


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_every_claim_is_borne_out_by_the_text(case: Path) -> None:
    article = read_case(case)
    for claim in extract_claims(article, load_lexicon()).claims:
        assert article.text[claim.figure.start : claim.figure.end] == claim.quantity.text
        assert article.text[claim.evidence.start : claim.evidence.end] == claim.evidence.exact


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_a_note_says_what_the_case_shows(case: Path) -> None:
    assert (case / "note.md").read_text(encoding="utf-8").startswith("# ")
    assert {path.name for path in case.iterdir()} == _FILES
