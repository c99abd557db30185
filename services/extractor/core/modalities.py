"""Tell how firmly a figure is put: denied, possible, planned, reported, estimated, confirmed or stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.extractor.core.clauses import CLAUSE_MARKS, find_governing_clause, find_own_clause
from services.extractor.core.finite_clauses import is_finite
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.noun_phrases import DETERMINERS
from services.extractor.core.phrases import PhraseBook, PhraseHit
from services.extractor.core.plans import (
    is_development,
    is_duty_ahead,
    is_expected,
    is_future,
    is_need_ahead,
    list_words,
    says_it_was,
)
from services.extractor.core.subjunctives import has_subjunctive
from services.extractor.core.tokens import ADJECTIVE_ENDINGS, Token
from shared.domain.claims import Modality

ORDER: tuple[Modality, ...] = ("denied", "possible", "planned", "reported", "estimated", "confirmed", "stated")
_NEGATIONS = find_words("negations")
_PERMISSIONS = find_words("words of permission")
_WISHES = find_words("words of wishes")
_ACCUSATIONS = find_words("words of accusation")
_DECISIONS = find_words("words of decisions")
_ATTRIBUTES = find_words("attributes of plans")
_DEFINITE = frozenset(["die", "der", "den", "dem"])
_NEAR, _NEAREST = 14, 4
_TURNS = find_words("turns behind denials")
_DENYING_AHEAD = find_words("words that deny what follows")
_LEADS_OF_DENIED = find_words("leads of what is denied")
_OWN = frozenset(["planned", "possible", "reported"])
"""What their words say holds for their own clause; an estimate or a confirmation reaches into a short neighbour."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of a figure beside its sentence's words.

    `said`: what the words of saying imply (schätzte); `told`: somebody speaks; `estimated`: the hedge says so
    (schätzungsweise); `wide`: the figure shares the plan of the one before it (davon 1.900 in Deutschland); `fate`: it
    counts dead or wounded, who have no duty to be so ("müssen sich wegen des Todes von zwei Frauen verantworten").
    `money`: it is a sum: who must pay one owes it now, who expects one estimates. `earlier`: where the figures before
    begin, whose clause a list goes on ("Betroffen sein sollen 354 Menschen: 342 Reisende und …").
    """

    said: str | None = None
    told: bool = False
    estimated: bool = False
    wide: bool = False
    fate: bool = False
    money: bool = False
    earlier: Sequence[int] = ()


class ModalityReader:
    """Reads modality with the lexicon's words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = PhraseBook[str](
            (form, entry.get("modality")) for entry in lexicon["modalities"] for form in entry.forms
        )

    def find(self, tokens: Sequence[Token]) -> list[PhraseHit[str]]:
        """Return the words of a sentence that say how firmly something is put."""
        return list(self._words.find(tokens))

    def read(
        self, tokens: Sequence[Token], start: int, end: int, words: Iterable[PhraseHit[str]], telling: Telling
    ) -> Modality:
        """Return the modality of the figure at tokens[start:end]; `words`: those found in its sentence."""
        own, right = find_own_clause(tokens, start, end)
        governing = find_governing_clause(tokens, own, right)
        told = _find_telling_clause(tokens, (own, right), telling.earlier)
        floor = 0 if telling.wide else min(governing, told[0])
        found = {telling.said, "estimated" if telling.estimated else None} - {None}
        near = min(_find_neighbour(tokens, start), governing)
        for hit in words:
            found.add(_read_hit(tokens, hit, start, (floor if hit.entry in _OWN else near, right)))
        if governing < own:
            found |= _list_governed({token.low for token in tokens[governing:own]})
        if tokens[own].low == "ob" and tokens[start - 1].low not in _DEFINITE:
            found.add("possible")  # "Ob 12 Menschen starben, ist unklar"
        if has_subjunctive(tokens, floor, right, told=telling.told):
            found.add("reported")
        _add_plans(found, list_words(tokens[slice(*told)]), telling)
        return next(modality for modality in ORDER if modality in found or modality == "stated")


def _find_telling_clause(tokens: Sequence[Token], own: tuple[int, int], earlier: Sequence[int]) -> tuple[int, int]:
    """Return the clause whose verb tells the figure: its own, or that of the figure before whose list it goes on."""
    left, right = own
    if not earlier:
        return own
    complete = any(is_finite(tokens, index) for index in range(left, right))
    for start in reversed(earlier):
        if complete:
            break
        if start < left:
            left, right = find_own_clause(tokens, start, start + 1)
            complete = any(is_finite(tokens, index) for index in range(left, right))
    return (left, right) if complete else own


def _list_governed(words: AbstractSet[str]) -> set[str]:
    """Return what the verb of a governing clause makes of the clause behind it: wishes, accusations, decisions."""
    kinds = {"possible": _WISHES, "reported": _ACCUSATIONS, "planned": _DECISIONS}
    return {modality for modality, known in kinds.items() if not words.isdisjoint(known)}


def _read_hit(tokens: Sequence[Token], hit: PhraseHit[str], start: int, reach: tuple[int, int]) -> str | None:
    """Return what a word says of the figure, None where it says nothing of it."""
    if hit.entry == "denied":
        if tokens[hit.start].low in _DENYING_AHEAD and not _denies_ahead(tokens, hit, start):
            return None
        return None if _is_turned(tokens, hit, start) or _is_denial_denied(tokens, hit) else "denied"
    if not reach[0] <= hit.start < reach[1]:
        return None
    if tokens[hit.start].low in _ATTRIBUTES and not start - _NEAREST <= hit.start < start:
        return None  # "von 640 geplanten Zügen fielen 512 aus"
    if tokens[hit.start].low not in _ATTRIBUTES and _describes_another(tokens, hit, start):
        return None
    after = hit.end < len(tokens) and tokens[hit.end].low in _NEGATIONS
    before = hit.start > 0 and tokens[hit.start - 1].low in _NEGATIONS
    if hit.entry == "confirmed":
        # "konnte 12 Tote nicht bestätigen", "bestätigte die Polizei nicht"
        return "reported" if before or _is_negated_behind(tokens, hit) else "confirmed"
    if tokens[hit.start].low in _PERMISSIONS and any(token.low in _NEGATIONS for token in tokens[slice(*reach)]):
        return "reported"  # "dürften nicht in ihre Häuser zurück"
    return None if after else hit.entry


def _describes_another(tokens: Sequence[Token], hit: PhraseHit[str], start: int) -> bool:
    """Tell the participle of "300 wurden wegen eines befürchteten Erdrutsches evakuiert" from "befürchteten 300"."""
    if hit.start == 0 or hit.end >= len(tokens) or hit.end - hit.start > 1 or hit.end == start:
        return False
    attributive = tokens[hit.start].low.endswith(ADJECTIVE_ENDINGS) and tokens[hit.end].capital
    return attributive and tokens[hit.start - 1].low in DETERMINERS


def _denies_ahead(tokens: Sequence[Token], hit: PhraseHit[str], start: int) -> bool:
    """Tell "keine Hinweise auf 12 Tote", "schließt aus, dass 12 starben" from "12 starben, keine Hinweise"."""
    if start < hit.end or hit.end + 1 >= len(tokens):
        return False
    if tokens[hit.end].low in _LEADS_OF_DENIED:
        return True
    return tokens[hit.end].text == "," and tokens[hit.end + 1].low in {"dass", "daß", "wonach"}


def _is_turned(tokens: Sequence[Token], hit: PhraseHit[str], start: int) -> bool:
    """Tell "weist das zurück und spricht von fünf Verletzten": what follows is not denied."""
    between = tokens[hit.end : start]
    return any(token.low in _TURNS or token.text == ";" for token in between)


def _is_denial_denied(tokens: Sequence[Token], hit: PhraseHit[str]) -> bool:
    """Tell "dementierte den Bericht nicht" and "wurde nicht dementiert"."""
    return (hit.start > 0 and tokens[hit.start - 1].low in _NEGATIONS) or _is_negated_behind(tokens, hit)


def _is_negated_behind(tokens: Sequence[Token], hit: PhraseHit[str]) -> bool:
    """Tell whether a negation follows in the word's own clause."""
    end = hit.head_end
    while end < len(tokens) and tokens[end].text not in CLAUSE_MARKS and tokens[end].text != ".":
        if tokens[end].low in _NEGATIONS:
            return True
        end += 1
    return False


def _find_neighbour(tokens: Sequence[Token], start: int) -> int:
    """Return where the short clause before the figure's begins, whose estimate or confirmation bears on it."""
    left, marks = start, 0
    while left > 0:
        if tokens[left - 1].text in CLAUSE_MARKS:
            marks += 1
            if marks > 2 or (start - left) > _NEAR:
                break
        left -= 1
    return left


def _add_plans(found: set[str | None], words: Sequence[str], telling: Telling) -> None:
    """Tell what lies ahead from what is said to have been, by the verb that ends the clause."""
    if "reported" in found and is_duty_ahead(words):
        found.discard("reported")
        found.add("planned")
    elif "planned" in found and says_it_was(words):
        found.discard("planned")
        found.add("reported")  # "Zeugen wollen 12 Panzer gesehen haben"
    elif telling.money and (is_expected(words) or is_development(words)):
        found.discard("planned")
        found.add("estimated")  # "erwartet Schäden von …", "der Schuldenstand wird auf … anwachsen"
    elif not telling.fate and (is_future(words) or (not telling.money and is_need_ahead(words))):
        found.add("planned")
