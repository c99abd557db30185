"""Low, best and high of a track from what each origin says in the end, by named rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.reconciler.core.intervals import LOWER_BOUNDS, UPPER_BOUNDS
from services.reconciler.core.positions import Saying
from services.reconciler.core.sentences import name_number
from shared.domain.claims import Number
from shared.domain.ledger import Estimate

NOTHING_ADMISSIBLE = Estimate(
    None, None, None, 0, "nothing-admissible", (), "No article bears out a figure that may be counted."
)
"""Stands in a history from the day on which the last figure was withdrawn."""

RULES = {
    "latest-of-origin": "One origin (or one house) has counted; its latest figure is the best.",
    "most-independent-origins": "More independent origins say this number than any other.",
    "latest-of-origins": "As many independent origins bear out several numbers; the latest of them is the best.",
    "lowest-of-equals": "Several numbers are equally borne out as of one day; the lowest of them is the best.",
    "only-number": "One number is named; the other origins give bounds alone.",
    "lower-bound-alone": "Nothing but lower bounds is known; the one most origins give, then the latest, is the best.",
    "upper-bound-only": "Nothing but upper bounds is known; there is no best.",
    "range-only": "No single number is known, only a range; there is no best.",
}
"""Every rule by which an estimate is made, with what it says."""


class Candidate(NamedTuple):
    """A number that may be the best, the independent houses behind it, and the latest day on which it held."""

    houses: int
    day: str
    number: Number
    sayings: tuple[Saying, ...]


class Judgement(NamedTuple):
    """An estimate without its words: figures, number of houses and rule, and what they were found from."""

    low: Number | None
    best: Number | None
    high: Number | None
    origins: int
    rule: str
    candidate: Candidate | None
    chosen: tuple[Saying, ...]


def estimate_track(leaves: Iterable[Saying]) -> Estimate | None:
    """Return the estimate from what each origin says in the end; None where nothing may be counted.

    Totals go before figures of who is there now; the two are never mixed. Figures are literal: "etwa 600" is 600.
    """
    judged = judge_track(leaves)
    return None if judged is None else write_estimate(judged)


def judge_track(leaves: Iterable[Saying]) -> Judgement | None:
    """Return what `estimate_track` comes to, without its words."""
    counted = sorted((leaf for leaf in leaves), key=lambda leaf: leaf.position_id)
    totals = [leaf for leaf in counted if leaf.figure.aspect == "total"]
    chosen = totals or counted
    if not chosen:
        return None
    houses = join_houses(chosen)
    rule, best = _choose_best(chosen, houses)
    low = min((low for leaf in chosen if (low := _find_low(leaf)) is not None), default=None)
    is_open = any(leaf.interval.open for leaf in chosen)
    high = None if is_open else max((high for leaf in chosen if (high := _find_high(leaf)) is not None), default=None)
    count = len(set(houses.values()))
    return Judgement(low, None if best is None else best.number, high, count, rule, best, tuple(chosen))


def write_estimate(judged: Judgement) -> Estimate:
    """Return the estimate with its claims and its reason."""
    low, best, high, origins, rule, candidate, chosen = judged
    claims = tuple(dict.fromkeys(claim for leaf in chosen for claim in leaf.cite()))
    return Estimate(low, best, high, origins, rule, claims, _explain(rule, candidate, chosen))


def join_houses(sayings: Sequence[Saying]) -> dict[str, str]:
    """Return for each origin the house that it belongs to: origins with a common parent are one house."""
    house_of: dict[str, str] = {}

    def find(name: str) -> str:
        while house_of.setdefault(name, name) != name:
            name = house_of[name]
        return name

    for saying in sayings:
        for member in saying.lineage:
            first, second = sorted((find(member), find(saying.key.origin_id)))
            house_of[second] = first
    return {saying.key.origin_id: find(saying.key.origin_id) for saying in sayings}


def _choose_best(sayings: Sequence[Saying], houses: dict[str, str]) -> tuple[str, Candidate | None]:
    """Return the rule that applies and the number it chooses."""
    numbers = [each for each in sayings if not _is_bound(each) and each.number is not None]
    lower = [each for each in sayings if each.figure.modifier in LOWER_BOUNDS]
    if not numbers:
        if any(each.number is None for each in sayings):
            return "range-only", None
        if not lower:
            return "upper-bound-only", None
        return "lower-bound-alone", _rank_candidates(lower, houses)[0]
    ranked = _rank_candidates(numbers, houses)
    best = ranked[0]
    if len(set(houses.values())) == 1:
        return "latest-of-origin", best
    if len(ranked) == 1 and best.houses < len(set(houses.values())):
        return "only-number", best
    rivals = [each for each in ranked[1:] if each.houses == best.houses]
    if not rivals:
        return "most-independent-origins", best
    if any(each.day == best.day for each in rivals):
        return "lowest-of-equals", best
    return "latest-of-origins", best


def _rank_candidates(sayings: Sequence[Saying], houses: dict[str, str]) -> list[Candidate]:
    by_number: defaultdict[Number, list[Saying]] = defaultdict(list)
    for saying in sayings:
        if saying.number is not None:
            by_number[saying.number].append(saying)
    candidates = [
        Candidate(
            len({houses[each.key.origin_id] for each in group}),
            max(each.day or "" for each in group),
            number,
            tuple(group),
        )
        for number, group in sorted(by_number.items())
    ]
    # stable: of equal rank the lowest number comes first
    return sorted(candidates, key=lambda each: (each.houses, each.day), reverse=True)


def _is_bound(saying: Saying) -> bool:
    return saying.figure.modifier in LOWER_BOUNDS or saying.figure.modifier in UPPER_BOUNDS


def _find_low(saying: Saying) -> Number | None:
    """Return the literal low; an upper bound says nothing about it, counts begin at 0 anyway."""
    if saying.figure.modifier in UPPER_BOUNDS:
        return None
    return saying.number if saying.number is not None else saying.figure.low


def _find_high(saying: Saying) -> Number | None:
    return saying.number if saying.number is not None else saying.figure.high


def _explain(rule: str, best: Candidate | None, sayings: Sequence[Saying]) -> str:
    if best is None:
        said = "; ".join(f"{each.origin.label} says {each.name_dated()}" for each in sayings[:3])
        return f"{RULES[rule]} {said}."
    origins = sorted({each.origin.label for each in best.sayings})
    said = f"{', '.join(origins)}: {best.sayings[0].name_dated()}"
    others = sorted({each.number for each in sayings if each.number is not None} - {best.number})
    beside = f" Others say {', '.join(name_number(number) for number in others[:5])}." if others else ""
    return f"{RULES[rule]} {said}.{beside}"
