"""Tell how firmly a figure is put: denied, possible, planned, reported, estimated, confirmed or stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.phrases import PhraseBook, PhraseHit
from services.extractor.core.tokens import Token
from shared.domain.claims import Modality

ORDER: tuple[Modality, ...] = ("denied", "possible", "planned", "reported", "estimated", "confirmed", "stated")
_SUBJUNCTIVES = find_words("subjunctives")
_GOVERNED = find_words("governed clauses")
_NEGATIONS = find_words("negations")
_DUTIES = find_words("words of duty")
_PAST = find_words("past infinitives")
_STATES = find_words("infinitives of state")
_CLAUSE_MARKS = frozenset([",", ";", ":", "–", "—", "(", ")"])
_NEAR = 14
_TURNS = find_words("turns behind denials")


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
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        words: Iterable[PhraseHit[str]],
        *,
        said: str | None,
        estimated: bool,
        wide: bool = False,
    ) -> Modality:
        """Return the modality of the figure at tokens[start:end].

        `words`: those found in its sentence; `said`: what the words of saying imply (schätzte); `estimated`: the hedge
        says so (schätzungsweise); `wide`: the figure shares the plan of the one before it (davon 1.900 in Deutschland).
        """
        found: set[str] = {said} if said is not None else set()
        if estimated:
            found.add("estimated")
        left, right = _clause_around(tokens, start, end)
        own = 0 if wide else _own_clause_start(tokens, start)
        for hit in words:
            floor = own if hit.entry in {"planned", "possible", "reported"} else left
            reach = (floor, right)
            if hit.entry == "denied":
                reach = (0, len(tokens))
                if hit.end <= start and any(
                    token.low in _TURNS or token.text == ";" for token in tokens[hit.end : start]
                ):
                    continue  # "weist das zurück und spricht von fünf Verletzten"
            if reach[0] <= hit.start < reach[1] and not _is_negated(tokens, hit.end):
                found.add(hit.entry)
        if _has_subjunctive(tokens, own, right):
            found.add("reported")
        if "reported" in found and _speaks_of_future(tokens, left, right):
            found.discard("reported")
            found.add("planned")
        return next(modality for modality in ORDER if modality in found or modality == "stated")


def _clause_around(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """Return the stretch whose words bear on the figure: its clause, and a short neighbour that governs it."""
    left = start
    marks = 0
    while left > 0:
        if tokens[left - 1].text in _CLAUSE_MARKS:
            marks += 1
            if marks > 2 or (start - left) > _NEAR:
                break
        left -= 1
    right = end
    while right < len(tokens) and tokens[right].text not in _CLAUSE_MARKS:
        right += 1
    return left, right


def _own_clause_start(tokens: Sequence[Token], start: int) -> int:
    """Return where the figure's own clause begins; a dass-clause takes the one that governs it along."""
    left = start
    while left > 0 and tokens[left - 1].text not in _CLAUSE_MARKS:
        left -= 1
    if left > 1 and tokens[left].low in _GOVERNED and tokens[left - 1].text == ",":
        left -= 1
        while left > 0 and tokens[left - 1].text not in _CLAUSE_MARKS:
            left -= 1
    return left


def _is_negated(tokens: Sequence[Token], index: int) -> bool:
    return any(token.low in _NEGATIONS for token in tokens[index : index + 1])


def _has_subjunctive(tokens: Sequence[Token], left: int, right: int) -> bool:
    return any(token.low in _SUBJUNCTIVES for token in tokens[left:right])


def _speaks_of_future(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Tell "300 Stellen sollen gestrichen werden" from "300 Menschen sollen getötet worden sein"."""
    words = [token.low for token in tokens[left:right]]
    if _DUTIES.isdisjoint(words):
        return False
    if words[-1] == "werden" or ("werden" in words and "worden" not in words):
        return True
    return words[-1].endswith(("en", "ern")) and _PAST.isdisjoint(words) and words[-1] not in _STATES
