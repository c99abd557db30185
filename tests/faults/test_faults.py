"""Each case once, in the short form: whatever was done to the services, the ledger is that of the cores alone.

A seed is drawn for each run and printed where a case fails; `LAGEBILD_FAULTS_SEED=7 pytest tests/faults -k kill` runs
the case again with the same harm at the same moments, as far as a machine can. `make faults` is the long form.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.faults.arenas import Ground
from tests.faults.cases import CASES
from tests.faults.trials import SHORT, run_trial
from tests.faults.workloads import Workload

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow]

SEED = int(os.environ.get("LAGEBILD_FAULTS_SEED") or random.SystemRandom().randrange(1000))
LONG_ONLY = {"undisturbed", "workers-3"}  # every other case shows the one, workers-2 most of the other


@pytest.mark.parametrize("name", [name for name in CASES if name not in LONG_ONLY])
def test_nothing_is_lost_and_nothing_doubled(name: str, ground: Ground, workload: Workload) -> None:
    case = CASES[name]
    if obstacle := case.find_obstacle():
        pytest.skip(f"{name}: {obstacle}")
    with ground.lend() as arena:
        outcome, logs = run_trial(arena, case, SHORT, workload, SEED)
        assert not outcome.complaints, f"LAGEBILD_FAULTS_SEED={SEED}: {outcome.complaints}\n{logs}"
    assert outcome.faults, f"LAGEBILD_FAULTS_SEED={SEED}: {name} did no harm"
    assert (outcome.lost, outcome.doubled) == (0, 0)
