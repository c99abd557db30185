"""The five real articles beside the repository, where they are: what must be found in them, and what they must come to.

The texts are not part of the project; without them these tests are skipped. CI has them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.golden.gold_ledgers import (
    GOLD,
    SHARED,
    TEXTS,
    require_discrepancies,
    require_estimate,
    require_relations,
    require_silence,
)

_LEAST = {"strict_f1": 0.96, "source": 0.93, "modality": 0.93, "section": 0.93, "as_of": 5 / 6, "grounded": 1.0}

pytestmark = pytest.mark.skipif(not TEXTS, reason="the corpus does not lie beside the repository (../shared/corpus)")


def _lagebild(*arguments: str) -> str:
    command = [sys.executable, "-m", "services.desk.main", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def ledger() -> dict[str, Any]:
    return json.loads(_lagebild("compare", "--json", *map(str, TEXTS)))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def wanted() -> dict[str, Any]:
    return json.loads(GOLD.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_claims_reach_the_scores_asked_for(tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(_lagebild("analyze", "--json", *map(str, TEXTS)), encoding="utf-8")
    bounds = [word for name, least in _LEAST.items() for word in ("--min", f"{name}={least}")]
    scorer = [sys.executable, str(SHARED / "tools" / "score_claims.py"), str(SHARED / "corpus" / "gold")]
    done = subprocess.run(
        [*scorer, str(predictions), "--details", *bounds], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_relations_that_the_articles_must_show(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
    require_relations(ledger, wanted)


def test_discrepancies_that_the_articles_must_show(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
    require_discrepancies(ledger, wanted)


def test_estimates_as_known_on_a_day(wanted: dict[str, Any]) -> None:
    for want in wanted["estimates"]:
        known = json.loads(_lagebild("compare", "--json", "--known-on", want["known_on"], *map(str, TEXTS)))
        require_estimate(known, want)


def test_what_the_ledger_must_never_say(ledger: dict[str, Any]) -> None:
    require_silence(ledger)
