"""The seeds are articles that ingest accepts, each with a sidecar and a line in the README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.ingest.core.read_documents import read_document
from shared.domain.articles import Article

SEEDS = Path(__file__).parents[2] / "seeds"
ARTICLES = sorted(SEEDS.glob("*.txt"))


def read_seed(path: Path) -> Article:
    sidecar = path.with_name(path.name + ".meta.json").read_bytes()
    article = read_document(path.read_bytes(), path.name, sidecar, received="2025-11-01T00:00:00Z")
    assert isinstance(article, Article), article
    return article


def find_seed(day: str) -> str:
    (path,) = SEEDS.glob(f"*{day}*.txt")
    return path.read_text(encoding="utf-8")


def test_there_are_seeds_on_three_events() -> None:
    assert {path.name.split("-")[0] for path in ARTICLES} == {"kursk", "flut", "demo"}


def test_every_sidecar_belongs_to_an_article() -> None:
    assert {path.name.removesuffix(".meta.json") for path in SEEDS.glob("*.meta.json")} == {p.name for p in ARTICLES}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_ingest_accepts_every_seed_as_a_dated_german_article(path: Path) -> None:
    article = read_seed(path)
    assert article.language == "de"
    assert article.headline
    assert article.published is not None
    assert article.published.startswith("-".join(path.stem.split("-")[1:4]))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_outlets_are_invented(path: Path) -> None:
    sidecar = json.loads(path.with_name(path.name + ".meta.json").read_text(encoding="utf-8"))
    assert sidecar["url"].split("/")[2].endswith(".example")


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_readme_says_what_every_seed_shows(path: Path) -> None:
    assert f"| `{path.stem}` | " in (SEEDS / "README.md").read_text(encoding="utf-8")


def test_no_two_seeds_are_one_document() -> None:
    assert len({read_seed(path).document_id for path in ARTICLES}) == len(ARTICLES)


@pytest.mark.parametrize(
    ("day", "quirk"),
    [
        ("2024-12-15", "12'000"),
        ("2024-12-23", "Soldaten\n\ngefallen!"),
        ("2024-12-31", "1.000 getöteten\n\n\n\noder verwundeten"),
        ("2024-12-31", "Ukraine-\nKrieg"),
        ("2024-12-31", "ukrai-\nnische"),
        ("2025-04-28", "[nr-related"),
        ("2025-04-28", "Foto: Archivbild"),
        ("2025-04-30", "Verletzte 4700"),
    ],
)
def test_the_quirks_survive_editors(day: str, quirk: str) -> None:
    assert quirk in find_seed(day)
