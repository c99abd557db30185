"""The five real articles beside the repository, through Kafka and Postgres: what they come to, and the same digest."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest

from infra.local.stack import LocalStack
from services.desk.arrivals import wait_for_arrivals
from services.desk.seeds import drop_files, identify_seeds
from tests.golden.gold_ledgers import (
    GOLD,
    TEXTS,
    require_discrepancies,
    require_estimate,
    require_relations,
    require_silence,
)

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.skipif(not TEXTS, reason="the corpus does not lie beside the repository (../shared/corpus)"),
]

WITHIN_S = 90.0


def lagebild(stack: LocalStack, *arguments: str) -> str:
    command = [sys.executable, "-m", "services.desk.main", *arguments]
    environment = {**os.environ, **stack.environment}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def test_what_the_articles_must_show_is_in_postgres_with_the_digest_of_compare(stack: LocalStack) -> None:
    stack.start_services()
    drop_files(TEXTS, stack.inbox)
    asyncio.run(
        wait_for_arrivals(
            stack.postgres_dsn,
            stack.kafka,
            files=[stack.inbox / text.name for text in TEXTS],
            document_ids=identify_seeds(TEXTS),
            within_s=WITHIN_S,
            report=lambda _: None,
        )
    )
    wanted = json.loads(GOLD.read_text(encoding="utf-8"))
    ledger = json.loads(lagebild(stack, "ledger", "--json"))

    require_relations(ledger, wanted)
    require_discrepancies(ledger, wanted)
    require_silence(ledger)
    for want in wanted["estimates"]:
        require_estimate(json.loads(lagebild(stack, "ledger", "--json", "--known-on", want["known_on"])), want)
    compared = json.loads(lagebild(stack, "compare", "--json", *map(str, TEXTS)))
    assert lagebild(stack, "digest").strip() == ledger["digest"] == compared["digest"]
