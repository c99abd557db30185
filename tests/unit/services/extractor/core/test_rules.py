"""Every rule that made a claim is in the list that users see."""

from __future__ import annotations

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.rules import list_rules
from tests.unit.services.extractor.lexicon.examples import read_claims

_LEXICON = load_lexicon()


def test_every_rule_of_a_claim_is_listed() -> None:
    listed = {rule.id for rule in list_rules(_LEXICON)}
    made = {claim.rule for rows in _LEXICON.entries.values() for e in rows for claim in read_claims(e.example)}

    assert len(made) > 50
    assert made <= listed


def test_rules_stand_in_order_once_each_and_say_what_they_do() -> None:
    rules = list_rules(_LEXICON)

    assert [rule.id for rule in rules] == sorted({rule.id for rule in rules})
    assert all(rule.description and rule.example for rule in rules)
