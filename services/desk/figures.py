"""Write literal figures the way a table can hold them: ≈ for about, ≥ and ≤ for bounds, – for ranges."""

from __future__ import annotations

from services.reconciler.core.sentences import name_measure as say_measure
from shared.contracts.ledger import EstimateV1, FigureV1, HistoricEstimateV1
from shared.domain.claims import Number

OPEN = "open"
_SIGNS = {
    "exact": "",
    "about": "≈",
    "just_under": "just under ",
    "just_over": "just over ",
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
}
_SCALES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))


def format_number(number: Number) -> str:
    """Return the number with thousands separators; from ten million on in m, bn, tn where that loses nothing."""
    for scale, name in _SCALES:
        scaled = number / scale
        if abs(number) >= max(scale, 10**7) and round(scaled, 3) == scaled:
            return f"{scaled:,.10g} {name}"
    return f"{number:,}"


def format_figure(figure: FigureV1) -> str:
    """Return the literal figure with its modifier, aspect and unit: "≈600", "+3,000", "1.7 bn–5.5 bn USD"."""
    unit = "" if figure.unit == "person" else f" {figure.unit}"
    sign = "+" if figure.aspect == "increment" else ""
    note = {"subset": " among them", "current": " now there"}.get(figure.aspect, "")
    return f"{sign}{_format_bounds(figure)}{unit}{note}"


def format_estimate(estimate: EstimateV1 | HistoricEstimateV1) -> str:
    """Return "low 100 · best 600 · high open"."""
    bounds = (("low", estimate.low), ("best", estimate.best), ("high", estimate.high))
    return " · ".join(f"{name} {OPEN if number is None else format_number(number)}" for name, number in bounds)


def name_measure(measure: str) -> str:
    """Return the one word for a measure, as in the sentences of the ledger: "killed or wounded" for casualties."""
    return say_measure(measure) or measure


def name_counted(measure: str, unit: str) -> str:
    """Return what stands behind a figure that names its unit: nothing for "37 Brücke", " killed" for "9"."""
    return "" if measure == f"other:{unit}" else f" {name_measure(measure)}"


def _format_bounds(figure: FigureV1) -> str:
    if figure.modifier == "range" and figure.low is not None and figure.high is not None:
        return f"{format_number(figure.low)}–{format_number(figure.high)}"
    if figure.modifier == "vague":
        return "vague" if figure.low is None else f"vague, ≥{format_number(figure.low)}"
    number = next((n for n in (figure.point, figure.low, figure.high) if n is not None), None)
    return "?" if number is None else f"{_SIGNS.get(figure.modifier, '')}{format_number(number)}"
