"""Every rule by which claims are found: its id, what it says, a German example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.extractor.core.lexicons import Entry, Lexicon


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as users see it; `id` is what claims store, `example` a German sentence that it reads."""

    id: str
    description: str
    example: str


def list_rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    """Return all rules in the order of their ids: those written in code, and those made of lexicon entries."""
    found: dict[str, Rule] = {}
    for rule in (
        *_list_written(lexicon),
        *_list_quantities(lexicon),
        *_list_measures(lexicon),
        *_list_sources(lexicon),
    ):
        found.setdefault(rule.id, rule)
    return tuple(found[rule_id] for rule_id in sorted(found))


def name_quantity_rule(modifier: str) -> str:
    """Return the id of the rule that reads a hedge of the modifier."""
    return f"quantity.{modifier}"


def name_measure_rule(entry: Entry) -> str:
    """Return the id of the rule that measures by an entry of the measures, or counts an entry of the counted nouns."""
    return f"measure.{entry.id}"


def name_source_rule(entry: Entry) -> str:
    """Return the id of the rule that reads an entry of the words of saying."""
    return f"source.{entry.id.replace(' ', '_')}" if entry.get("kind") == "verb" else f"source.{entry.id}"


def _list_written(lexicon: Lexicon) -> Iterator[Rule]:
    for entry in lexicon["rules"]:
        yield Rule(entry.id, entry.get("says"), entry.example)


def _list_quantities(lexicon: Lexicon) -> Iterator[Rule]:
    for entry in lexicon["approximators"]:
        modifier = entry.get("modifier")
        says = f"a hedge before the figure makes it {modifier.replace('_', ' ')}"
        yield Rule(name_quantity_rule(modifier), says, entry.example)


def _list_measures(lexicon: Lexicon) -> Iterator[Rule]:
    for entry in lexicon["measures"]:
        if entry.get("kind") != "adjective":
            says = f"{_KINDS[entry.get('kind')]} says {entry.get('measure')}: {_name_forms(entry)}"
            yield Rule(name_measure_rule(entry), says, entry.example)
    for entry in lexicon["counted_nouns"]:
        if entry.get("kind") in {"weapon", "thing", "job"} or entry.get("thing"):
            says = f"counts {entry.get('lemma')}: {_name_forms(entry)}"
            yield Rule(name_measure_rule(entry), says, entry.example)


def _list_sources(lexicon: Lexicon) -> Iterator[Rule]:
    for entry in lexicon["speech"]:
        yield Rule(name_source_rule(entry), f"names who says it: {_name_forms(entry)}", entry.example)


_KINDS = {
    "status": "a noun",
    "verb": "a verb or phrase",
    "act": "a noun for an act",
    "total": "a noun for a number",
}


def _name_forms(entry: Entry) -> str:
    """Return the entry's first forms, enough to recognise it."""
    return ", ".join(entry.forms[:3]) + (" …" if len(entry.forms) > 3 else "")
