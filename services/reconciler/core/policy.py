"""Every tolerance and weight of reconciling, each a named constant with its reason. Nothing else decides by number."""

from __future__ import annotations

from typing import Final

CONFIDENCE_THRESHOLD: Final = 0.5
"""Claims below it wait in the review view: a wrong figure in an estimate costs more than a missing one."""

RELATIVE_TOLERANCE: Final = 0.05
""""etwa N" is N ± 5 % at least: "etwa 1.100" may be said of 1.150, hardly of 1.250."""

ROUNDING_SHARE: Final = 0.5
""""etwa N" is N ± half a unit of its last significant digit: whoever says "etwa 300" has rounded to hundreds."""

HEADLINE_ROUNDING: Final = 0.05
"""A headline may round by 5 %: "1.000 Tote" over "1.037 Tote" is a minor fault, "1.100" over "1.000" claims more."""

COPY_SHARE: Final = 0.7
"""Two texts that share 70 % of their word shingles are one text: wire copy keeps most words, a new text few."""

COPY_BAND_ROWS: Final = 2
"""Slots of a fingerprint looked up together when copies are sought: texts 70 % alike meet in one of 16 bands.

A text is compared with the first of each band, not with all: a thousand copies cost a thousand comparisons.
"""

COPY_LEAST_SLOTS: Final = 4
"""Fewer filled slots than that are a text of a few words, whose likeness proves nothing."""

DEFAULT_WINDOW_DAYS: Final = 3
"""Effective dates further apart are no contradiction: most tolls move within days."""

WINDOW_DAYS: Final = {
    "war": 31,
    "conflict": 31,
    "epidemic": 7,
    "migration": 31,
    "economy": 31,
    "politics": 31,
}
"""How many days two figures of an event's kind may lie apart and still speak of the same moment.

Figures of a war, an epidemic or a crisis are published in weekly or monthly rounds; everything else is told in days.
"""

MOVING_MEASURES: Final = frozenset({"killed", "wounded", "casualties", "missing", "displaced", "evacuated", "infected"})
"""Measures that change by the day after a sudden event: 10 dead on Monday and 25 on Tuesday are no contradiction.

That holds for kinds without a window of their own; in a war 1.100 and 3.000 a week apart do contradict. What only grows
may have grown, not shrunk: 25 on Monday and 10 on Tuesday contradict. A demonstration is counted once.
"""

LOOSE_MEASURES: Final = frozenset({"money"})
"""Measures that do not say what was counted: 400 million of damage and 50 million of aid are both money.

Two such figures that differ may well both be right: their contradiction is minor.
"""

MOMENTARY_MEASURES: Final = frozenset({"missing"})
"""Measures of who is so now, whether the text says "noch" or not: "elf werden vermisst", later "noch sieben".

Nobody counts those who were ever missing, so that total and current are one aspect.
"""

DEFAULT_EPISODE_GAP_DAYS: Final = 30
"""Silence of a month ends an unnamed event: its figures are told for days or weeks."""

EPISODE_GAP_DAYS: Final = {
    "war": 365,
    "conflict": 180,
    "epidemic": 120,
    "migration": 120,
    "economy": 90,
    "politics": 90,
    "protest": 7,
    "strike": 14,
    "accident": 14,
    "attack": 14,
    "crime": 14,
}
"""Days without any figure that part two episodes of one kind in one country.

Two earthquakes three months apart are two; a war without figures goes on; next week's demonstration is another.
"""

COMPARED_NEIGHBOURS: Final = 16
"""A position is compared with that many later ones of its track at most, the nearest in time first.

Hundreds of outlets with figures of their own in one week would else make relations grow with the square of positions.
"""

CITED_CLAIMS: Final = 5
"""Claims named by a position, on each side of a finding and behind an estimate: the earliest; all are counted.

A hundred thousand articles may say one thing; the view `evidence` has them all.
"""

LATEST_MENTIONS: Final = 5
"""Articles looked at, the latest, for whether they repeat a replaced figure: who errs today can still be told."""

MOST_ADDENDS: Final = 4
"""Sums of more parts are found by chance more often than told."""

MOST_SUMMANDS_TRIED: Final = 8
"""Parts told together among which sums are sought: an article that counts more places is a table."""

RUNNING_MEASURES: Final = frozenset({"killed", "wounded", "casualties"})
"""Measures that only grow: nobody rises from the dead. Deployed, missing or evacuated people come back."""

MEASURE_FAMILIES: Final = (
    frozenset({"killed", "wounded", "casualties", "missing", "captured", "infected"}),
    frozenset({"deployed", "participants"}),
    frozenset({"displaced", "evacuated"}),
)
"""Measures that headlines and boxes take for each other ("1.100 gefallen" over "1.100 gefallen oder verwundet")."""

WHOLE_MEASURES: Final = {"killed": "casualties", "wounded": "casualties"}
"""The measure that contains another: casualties are killed and wounded together."""

ASSERTING_MODALITIES: Final = frozenset({"stated", "confirmed", "estimated", "reported"})
"""Modalities that say that a figure holds; denied, planned and possible figures are kept apart."""

COMPARED_ASPECTS: Final = frozenset({"total", "current"})
"""Aspects that stand for a count; increments add to one, subsets lie within one."""

SUMMARY_SECTIONS: Final = frozenset({"headline", "subheading", "infobox"})
"""Sections that sum the body up and are audited against it."""

UNSOURCED_SECTIONS: Final = frozenset({"headline", "subheading", "lead", "infobox"})
"""Sections that leave out the source that the body names: their figures go back to it."""


def is_sudden(kind: str | None) -> bool:
    """Tell whether figures of an event of that kind move from day to day."""
    return (kind or "") not in WINDOW_DAYS


def find_window(kind: str | None) -> int:
    """Return how many days apart figures of an event of that kind may lie and still be compared."""
    return WINDOW_DAYS.get(kind or "", DEFAULT_WINDOW_DAYS)


def find_episode_gap(kind: str | None) -> int:
    """Return how many days of silence end an unnamed event of that kind."""
    return EPISODE_GAP_DAYS.get(kind or "", DEFAULT_EPISODE_GAP_DAYS)


def share_family(measure: str, other: str) -> bool:
    """Tell whether headlines may take one measure for the other."""
    return measure == other or any(measure in family and other in family for family in MEASURE_FAMILIES)
