"""What a run without any fault comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import open_stack
from tests.faults.articles import generate_articles
from tests.faults.runs import Run

ARTICLES = 200
SEED = 20251122


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workload, each with its sidecar beside it; the seed is printed with the paths when a test fails."""
    directory = tmp_path_factory.mktemp(f"articles-of-seed-{SEED}-")
    for article in generate_articles(ARTICLES, SEED):
        article.write(directory)
    return sorted(directory.glob("*.txt"))


@pytest.fixture(scope="module")
def undisturbed(articles: list[Path], request: pytest.FixtureRequest) -> str:
    """The digest that the articles come to when nothing goes wrong, on a stack of their own."""
    with open_stack(request) as stack:
        stack.start_services()
        run = Run(stack, articles)
        run.drop(0, len(articles))
        run.wait_for_all()
        return run.read_digest()
