"""How many claims a second reach the ledger, without the broker; printed, never asserted: machines differ.

`LAGEBILD_BENCH_CLAIMS=1000000 make bench` is the run of the design: 2,000 dossiers, one with 100,000 mentions.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import pytest

from tests.bench.ledger_writing import describe, measure

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

_CLAIMS = int(os.environ.get("LAGEBILD_BENCH_CLAIMS", "40000"))


def test_claims_reach_the_ledger(postgres_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = measure((_CLAIMS, _CLAIMS // 500, _CLAIMS // 10), 2, 4000, postgres_dsn)

    with capsys.disabled():
        print(json.dumps(asdict(found), indent=2) + "\n" + describe(found))  # noqa: T201
    assert found.rows["claims"] == found.claims
    assert found.big_mentions > 0.9 * _CLAIMS / 10
    assert found.rows["tallies"] < found.claims
    assert not found.read_whole
