"""What another figure of the same article stands for counts for nothing."""

from __future__ import annotations

from typing import Any

import pytest

from services.reconciler.core.audit import audit_document
from tests.unit.services.reconciler.core.examples import make_set

_CORRECTED = "Die Zahl stieg von zuletzt 30 Verletzten auf 41."
_RANGE = "Die Zahl liegt zwischen 30 und auf 41 geschätzt."


@pytest.mark.parametrize(
    ("claims", "reasons"),
    [
        ([{"wounded": "21"}, {"wounded": "11"}], [None, "part"]),
        ([{"wounded": "21"}, {"wounded": "11", "at": "Kursk"}], [None, None]),
        ([{"wounded": "21"}, {"wounded": "11", "by": "NIS"}], [None, None]),
        ([{"wounded": "21"}, {"wounded": "11", "as_of": "2025-01"}], [None, None]),
        ([{"wounded": "21"}, {"wounded": "+11"}], [None, None]),
        ([{"wounded": "~21"}, {"wounded": "20"}], [None, None]),
        # who expects more than 3,000 has not counted them
        ([{"killed": "2719"}, {"killed": ">3000"}], [None, None]),
        ([{"killed": "2719"}, {"killed": "5000", "is": "possible"}], [None, "possible"]),
        ([{"wounded": "30", "words": _CORRECTED}, {"wounded": "41", "words": _CORRECTED}], ["former", None]),
        ([{"wounded": "30", "words": _RANGE}, {"wounded": "41", "words": _RANGE}], ["part", None]),
    ],
)
def test_which_figures_of_one_article_stand(claims: list[dict[str, Any]], reasons: list[str | None]) -> None:
    audited = audit_document(make_set(claims))
    by_claim = {each.claim.claim_id: each.reason for each in audited.statements}

    assert [by_claim[claim.claim_id] for claim in make_set(claims).claims] == reasons
    assert all(each.admissible == (each.reason is None) for each in audited.statements)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([{"killed": "12", "of": "bergleute"}], "other_group"),
        ([{"killed": "12", "of": "bergleute"}, {"killed": "12"}], None),
        ([{"killed": "12", "of": "bergleute", "is": "denied"}], None),
        ([{"wounded": "12", "of": "bergleute"}], None),
        ([{"killed": "3", "of": "bergleute"}], None),
        ([{"killed": "3"}, {"killed": "3", "of": "bergleute"}], "headline_figure"),
    ],
)
def test_a_headlines_number_may_be_that_of_another_group(body: list[dict[str, Any]], reason: str | None) -> None:
    audited = audit_document(make_set([{"killed": "12", "in": "headline"}, *body]))

    assert next(each.reason for each in audited.statements if each.claim.section == "headline") == reason
