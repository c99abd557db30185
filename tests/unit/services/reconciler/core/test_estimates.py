"""Low, best and high, by named rules."""

from __future__ import annotations

import pytest

from services.reconciler.core.policy import CITED_CLAIMS
from services.reconciler.core.reconcile import reconcile
from tests.golden.ledger_notation import print_estimate
from tests.unit.services.reconciler.core.examples import make_set


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"NIS": "~600"}, "600 600 600 1 latest-of-origin"),
        ({"NIS": ">=100"}, "100 100 - 1 lower-bound-alone"),
        ({"NIS": "<=100"}, "- - 100 1 upper-bound-only"),
        ({"NIS": "100..200"}, "100 - 200 1 range-only"),
        ({"NIS": ">=100", "HUR": "90"}, "90 90 - 2 only-number"),
        ({"NIS": "<=100", "HUR": "90"}, "90 90 100 2 only-number"),
        ({"NIS": ">=100", "HUR": "<=300"}, "100 100 - 2 lower-bound-alone"),
        ({"NIS": "100", "JCS": "120"}, "100 100 120 1 latest-of-origin"),
        ({"NIS": "100", "HUR": "100", "USA": "90"}, "90 100 100 3 most-independent-origins"),
        ({"NIS": "100", "JCS": "100", "USA": "90"}, "90 90 100 2 lowest-of-equals"),
        ({"NIS": "+100"}, None),
        ({"NIS": "=80"}, "80 80 80 1 latest-of-origin"),
        ({"NIS": "=80", "HUR": "200"}, "200 200 200 1 latest-of-origin"),
    ],
)
def test_rules(figures: dict[str, str], expected: str | None) -> None:
    claims = [{"deployed": figure, "by": origin} for origin, figure in figures.items()]
    (dossier,) = reconcile([make_set(claims, published="2025-01-10")]).dossiers
    (track,) = dossier.tracks

    assert (None if track.estimate is None else print_estimate(track.estimate)) == expected


def test_an_estimate_names_its_claims_and_says_why() -> None:
    sets = [
        make_set([{"killed": "~600", "by": "NIS"}], doc=f"d{day}", published=f"2025-01-{day:02}")
        for day in range(1, 31)
    ]
    (dossier,) = reconcile(sets).dossiers
    estimate = dossier.tracks[0].estimate

    assert estimate is not None
    assert estimate.claims == tuple(each.claims[0].claim_id for each in sets[:CITED_CLAIMS])
    assert estimate.why.endswith("NIS: about 600 killed (2025-01-01).")
