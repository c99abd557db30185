"""Which of several figures that one origin has in one article stands, where not all can."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.reconciler.core.intervals import measure_interval
from services.reconciler.core.policy import COMPARED_ASPECTS
from services.reconciler.core.statements import Statement
from services.reconciler.core.tallies import find_key
from shared.domain.claims import Claim

FORMER, PART, MISPLACED = "former", "part", "other_group"
"""Reasons for which a figure counts for nothing beside another of its article."""

_FROM = re.compile(r"\bvon (?:zunächst |zuletzt |zuvor |bislang |bisher |vorher )?$")
_TO = re.compile(r"^(?: [\w-]+){0,2} auf $")


def find_outdone(statements: Iterable[Statement]) -> dict[str, str]:
    """Return the claims of one document that another of it outdoes, by id, each with the reason.

    "von 15 auf 14 korrigiert": 15 is the former figure. "Elf liegen noch im Krankenhaus" beside "21 Verletzte": of what
    one origin counts on one track as of one day, the smaller is a part of the greater.
    """
    grouped: defaultdict[object, list[Statement]] = defaultdict(list)
    for each in statements:
        if each.admissible and each.claim.quantity.aspect in COMPARED_ASPECTS:
            key = find_key(each)
            grouped[each.claim.dossier_id, key.track, key.origin_id, key.figure.aspect, each.claim.as_of].append(each)
    outdone: dict[str, str] = {}
    for together in grouped.values():
        if len(together) > 1:
            outdone |= _judge([each.claim for each in together])
    return outdone


def _judge(claims: Sequence[Claim]) -> dict[str, str]:
    former = {claim.claim_id: FORMER for claim in claims if any(_gives_way(claim, other) for other in claims)}
    standing = [(claim, measure_interval(claim.quantity)) for claim in claims if claim.claim_id not in former]
    # whoever says "mehr als 3000" beside 2719 may expect more: a bound takes nothing in
    wholes = [theirs for _, theirs in standing if not theirs.open]
    parts = {claim.claim_id: PART for claim, mine in standing if any(whole.low > mine.high for whole in wholes)}
    return former | parts


def _gives_way(claim: Claim, other: Claim) -> bool:
    """Tell whether one sentence names the figure as what had been before the other: "von 15 auf 14"."""
    sentence = claim.evidence
    if other.evidence != sentence or other.figure.start < claim.figure.end:
        return False
    before = sentence.exact[: claim.figure.start - sentence.start]
    between = sentence.exact[claim.figure.end - sentence.start : other.figure.start - sentence.start]
    return _FROM.search(before) is not None and _TO.match(between) is not None
