"""What a run without any fault comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.errors import MissingError
from infra.local.stack import LocalStack
from tests.conftest import open_directory, skip_without
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
def undisturbed(articles: list[Path]) -> str:
    """The digest that the articles come to when nothing goes wrong, on a stack of their own."""
    with pytest.MonkeyPatch.context() as patch, open_directory() as data:
        patch.delenv("LAGEBILD_KAFKA", raising=False)
        patch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)
        with LocalStack(data, apache_only=True) as stack:
            try:
                stack.start_servers()
            except MissingError as error:
                skip_without("Apache Kafka", error)
            stack.start_services()
            run = Run(stack, articles)
            run.drop(0, len(articles))
            run.wait_for_all()
            return run.read_digest()
