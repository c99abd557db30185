"""Measure amounts of a substance that something happened to: "240 Gramm Kokain sichergestellt", "12 kg Heroin"."""

from __future__ import annotations

from services.extractor.core.counted import Counted, MeasureBooks
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.lexicons import find_words
from services.extractor.core.scopes import SentenceScope
from services.extractor.core.tokens import Token

_DRUGS = tuple(find_words("drugs"))
_SIGNS = frozenset(["kg", "g", "t"])
_SUBSTANCES = frozenset(["thing", "unknown"])
_FARTHEST = 30.0


def measure_amount(books: MeasureBooks, scope: SentenceScope) -> Counted | None:
    """Measure an amount with its substance behind it; None where none stands there or nothing happened to it.

    What a recipe weighs, a tank holds or an animal eats is no event's: a word like "sichergestellt" has to stand by.
    """
    tokens, end = scope.tokens, scope.figure.end
    if end + 1 >= len(tokens) or not _is_mass(books, tokens[end]):
        return None
    place = next((i for i in range(end + 1, min(end + 4, len(tokens))) if tokens[i].capital), None)
    if place is None or any(token.kind != "word" for token in tokens[end + 1 : place + 1]):
        return None
    trigger = scope.nearest_trigger(_SUBSTANCES, _FARTHEST)
    dealt = scope.context.kind == "crime" and tokens[place].low.endswith(_DRUGS)  # nobody seizes what was sold
    if trigger is None and not dealt:
        return None
    lemma = find_lemma(tokens[place].text)
    return Counted(
        scope.figure, scope.noun, None, f"other:{lemma}", lemma, "measure.amount", 0.7, trigger, noun_index=place
    )


def _is_mass(books: MeasureBooks, token: Token) -> bool:
    if token.low in _SIGNS:
        return True
    kind = books.nouns.look_up(token.text)
    return kind is not None and kind.kind == "mass"
