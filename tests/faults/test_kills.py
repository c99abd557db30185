"""`kill -9` in the middle of the work, restart: the ledger is that of a run that nothing disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.stack import LocalStack
from shared.contracts.registry import ARTICLES, CLAIMS
from tests.faults.runs import Run, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow]


def test_extractor_and_reconciler_killed_in_the_middle(
    undisturbed: str, articles: list[Path], stack: LocalStack
) -> None:
    run, half = Run(stack, articles), len(articles) // 2
    stack.start_services()

    run.drop(0, half)
    wait_until(lambda: run.count_messages(CLAIMS) > 0, "the first claims")
    stack.services["reconciler"].kill()
    assert run.count_documents() < half * 3 // 4, "killed too late: nearly all of the first half was in the ledger"

    run.drop(half, len(articles))
    wait_until(lambda: run.count_messages(ARTICLES) > half, "articles of the second half")
    stack.services["extractor"].kill()
    assert run.count_messages(CLAIMS) < len(articles), "killed too late: all claims were out"

    stack.start_services()
    run.wait_for_all()
    assert run.read_digest() == undisturbed
