"""Figures, measures and origins in the words of a `why`."""

from __future__ import annotations

from services.reconciler.core.intervals import find_number
from shared.domain.claims import Number, Quantity
from shared.domain.ledger import Figure

_MODIFIERS = {
    "about": "about ",
    "just_under": "just under ",
    "just_over": "just over ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "up to ",
    "less_than": "less than ",
    "vague": "an unnamed number from ",
}
_MEASURES = {"casualties": "killed or wounded", "money": "", "area": ""}


def name_number(number: Number) -> str:
    """Return the number with commas between thousands."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def name_figure(figure: Figure | Quantity) -> str:
    """Return the figure with hedge and aspect: "about 600", "3,000 more"."""
    number = find_number(figure)
    if number is not None:
        text = _MODIFIERS.get(figure.modifier, "") + name_number(number)
    elif figure.low is not None and figure.high is not None:
        text = f"{name_number(figure.low)} to {name_number(figure.high)}"
    else:
        text = "an unnamed number"
    if figure.unit in {"EUR", "USD", "CHF", "km2"}:
        text = f"{text} {figure.unit}"
    return f"{text} more" if figure.aspect == "increment" else text


def name_measure(measure: str) -> str:
    """Return the measure as a word behind a figure: "killed or wounded" for casualties."""
    return _MEASURES.get(measure, measure.removeprefix("other:"))


def name_change(delta: Number) -> str:
    """Return a difference in words: "300 more", "100 fewer", "no change"."""
    if delta == 0:
        return "the same number"
    return f"{name_number(abs(delta))} {'more' if delta > 0 else 'fewer'}"


def name_gap(days: int) -> str:
    """Return how far two days lie apart, in words."""
    return "on the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"
