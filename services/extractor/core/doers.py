"""Tell who did it from whom it was done to: "Zwei Männer töteten 12 Menschen", "von zwei Männern getötet"."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.finite_clauses import find_stretch
from services.extractor.core.lexicons import find_words
from services.extractor.core.quantities import Figure
from services.extractor.core.scopes import SentenceScope
from services.extractor.core.tokens import Token
from services.extractor.core.triggers import Trigger

_FINITE = find_words("finite verbs of doing")
_PARTICIPLES = find_words("participles of doing")
_INFINITIVES = find_words("infinitives of doing")
_PERFECTS = find_words("perfect auxiliaries") | {"hätte", "hätten"}
_DONE = frozenset(["killed", "wounded", "casualties", "captured", "evacuated", "displaced", "infected"])
_MODALS = frozenset(["soll", "sollen", "sollten", "will", "wollen", "wollte", "wollten", "konnte", "konnten"])
_PASSIVES = frozenset(["wurde", "wurden", "worden", "werden", "wird", "sind", "ist", "waren", "war", "seien", "sei"])
_SINGULARS = frozenset(
    ["hat", "hatte", "habe", "soll", "will", "konnte", "nahm", "nimmt", "erschoss", "erstach", "erschlug", "vertrieb"]
)
_AGENTS = frozenset(["von", "durch"])
_GROUPS = tuple(find_words("nouns of groups"))
_NO_SUBJECTS = find_words("no subjects")
_PRONOUNS = find_words("pronouns of speakers")
_RELATIVES = frozenset(["der", "die", "welche", "welcher"])
_RIGHT_BEFORE_PARTICIPLE = 2


def is_doer(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell whether the figure counts those who did what the trigger says."""
    tokens, figure, noun = scope.tokens, scope.figure, scope.noun
    if (
        noun.head is None
        or trigger.kind != "verb"
        or trigger.measure not in _DONE
        or figure.start <= trigger.start < noun.end
    ):
        return False
    low = tokens[trigger.start].low
    if low not in _FINITE | _PARTICIPLES | _INFINITIVES:
        return False
    left, right = find_stretch(tokens, figure.start, noun.end)
    if not left <= trigger.start < right:
        return _is_relative_doer(scope, trigger)
    clause = [token.low for token in tokens[left:right]]
    if "sich" in clause:
        return False
    if not _PASSIVES.isdisjoint(clause):
        return _is_agent_of_passive(scope, trigger)
    finite = _find_finite(tokens, trigger, left, right)
    if finite is not None and trigger.start > max(finite, noun.end):
        right = min(right, trigger.start)  # "hat drei Menschen getötet und eine Frau entführt"
    return finite is not None and _is_subject(scope, finite, left, right)


def _is_relative_doer(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell "drei Männer, die eine Frau getötet haben" from "drei Männer, die getötet wurden"."""
    tokens, start = scope.tokens, scope.noun.end + 1
    if start >= len(tokens) or tokens[start - 1].text != "," or tokens[start].low not in _RELATIVES:
        return False
    left, right = find_stretch(tokens, start, start + 1)
    clause = [token.low for token in tokens[left:right]]
    if not left <= trigger.start < right or "sich" in clause or not _PASSIVES.isdisjoint(clause):
        return False
    finite = _find_finite(tokens, trigger, left, right)
    return finite is not None and finite > left + 1 and _agrees(tokens[finite], scope.figure)


def _is_agent_of_passive(scope: SentenceScope, trigger: Trigger) -> bool:
    """Tell "wurde von zwei Männern getötet" from "eine Gruppe von zwei Männern wurde getötet"."""
    tokens, start = scope.tokens, scope.figure.start
    if start < 2 or tokens[start - 1].low not in _AGENTS or tokens[start - 2].low.endswith(_GROUPS):
        return False
    return 0 <= trigger.start - scope.noun.end <= _RIGHT_BEFORE_PARTICIPLE


def _find_finite(tokens: Sequence[Token], trigger: Trigger, left: int, right: int) -> int | None:
    """Return the finite verb of an active clause: töteten, haben … getötet, wollten … töten, sollen … getötet haben."""
    low = tokens[trigger.start].low
    helpers = [i for i in range(left, right) if tokens[i].low in _PERFECTS | _MODALS and i != trigger.start]
    if low in _PARTICIPLES and any(tokens[i].low in _PERFECTS for i in helpers):
        return helpers[0]
    if low in _INFINITIVES and any(tokens[i].low in _MODALS for i in helpers):
        return helpers[0]
    return trigger.start if low in _FINITE and not helpers else None


def _is_subject(scope: SentenceScope, finite: int, left: int, right: int) -> bool:
    tokens, figure = scope.tokens, scope.figure
    if figure.end <= finite:
        last = finite == right - 1 or tokens[finite + 1].text == "."
        if last:
            return _find_rival(scope, scope.noun.end, finite)  # "weil zwei Männer 12 Menschen töteten"
        first = left == figure.start or tokens[figure.start - 1].low not in _NO_SUBJECTS
        return first and _agrees(tokens[finite], figure)
    fronted = [other for other in scope.figures if left <= other.start < finite and not other.lone]
    if fronted and figure.lone and not _agrees(tokens[finite], fronted[0]):
        return True  # "12 Menschen tötete ein Mann"
    before = finite > left and tokens[left].low not in _NO_SUBJECTS
    pronoun = finite + 1 < len(tokens) and tokens[finite + 1].low in _PRONOUNS
    return not before and not pronoun and _find_rival(scope, scope.noun.end, right)


def _agrees(verb: Token, figure: Figure) -> bool:
    """Tell "Zwei Männer töteten sie" from "Zwei Männer tötete die Lawine"."""
    singular = verb.low in _SINGULARS or verb.low.endswith("te") or verb.low.endswith("t")
    return singular == (figure.lone or figure.point == 1)


def _find_rival(scope: SentenceScope, start: int, end: int) -> bool:
    """Tell whether another counted noun stands there that no joint ties to this one: to those it was done."""
    for other, phrase in zip(scope.figures, scope.phrases, strict=True):
        if not start <= other.start < end or phrase.head is None or scope.is_tied(other):
            continue
        if not any(token.low == "und" for token in scope.tokens[scope.noun.end : other.start]):
            return True
    return False
