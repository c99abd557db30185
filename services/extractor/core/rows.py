"""Read lists of places or names with a figure each: "- Wien: 954" below "Die Neuinfektionen verteilen sich so:"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.extractor.core.counted import Counted, MeasureBooks, SentenceContext
from services.extractor.core.lexicons import find_words
from services.extractor.core.nouns import CountedNoun, NounKind
from services.extractor.core.quantities import Figure
from services.extractor.core.refusals import may_be_year
from services.extractor.core.scopes import SentenceScope
from services.extractor.core.tokens import Token

_MARKS = frozenset(["-", "–", "•", "*", "·", "▪"])
_COLONS = frozenset([":", "–", "|"])
_MOST_NAME_WORDS = 5
_NOUNS_OF_PLACE = find_words("nouns of place")


def read_bracketed(books: MeasureBooks, scope: SentenceScope, before: Sequence[Counted]) -> Counted | None:
    """Return the figure of "am stärksten betroffen sind Hamburg (640) und Bremen (431)": it counts what was counted."""
    tokens, figure = scope.tokens, scope.figure
    start, end = figure.start, figure.end
    if not before or start < 2 or end >= len(tokens) or tokens[start - 1].text != "(" or tokens[end].text != ")":
        return None
    if tokens[start - 2].low not in books.place_names or figure.lone or may_be_year(figure):
        return None
    if _names_another(books, scope, before[-1]):
        return None
    last, noun = before[-1], CountedNoun(None, (), None, end)
    return Counted(
        replace(figure, plain=False), noun, last.kind, last.measure, last.unit, "measure.row", 0.7, last.trigger
    )


def _names_another(books: MeasureBooks, scope: SentenceScope, last: Counted) -> bool:
    """Tell "Es kamen Hilfsflüge aus Berlin (3) und Wien (2)": another noun than the last figure's may be counted."""
    tokens = scope.tokens
    ends = (one.end for one in scope.figures[: scope.number] if one.start == 0 or tokens[one.start - 1].text != "(")
    begin = max(ends, default=1)  # the first word of a sentence need be no noun
    for before, token in pairwise(tokens[begin - 1 : scope.figure.start - 1]):
        if before.low == "aus":
            return True
        if not token.capital or token.low in books.place_names or token.low in _NOUNS_OF_PLACE:
            continue
        kind = books.nouns.look_up(token.text)
        if kind is None or (kind is not last.kind and kind.entry.get("measure") != last.measure):
            return True
    return False


@dataclass(frozen=True, slots=True)
class RowHeading:
    """What the rows below a line count."""

    kind: NounKind | None
    measure: str
    unit: str


def read_heading(
    books: MeasureBooks, tokens: Sequence[Token], counted: Sequence[Counted], context: SentenceContext
) -> RowHeading | None:
    """Return what the rows below a sentence that ends in a colon count; None where it announces no list."""
    if not tokens or tokens[-1].text != ":":
        return None
    for token in tokens:
        kind = books.nouns.look_up(token.text) if token.capital and token.kind == "word" else None
        if kind is not None and kind.kind == "status" and not (kind.entry.get("epidemic") and not context.epidemic):
            return RowHeading(kind, str(kind.entry.get("measure")), "person")
    if counted:
        last = counted[-1]
        return RowHeading(last.kind, last.measure, last.unit)
    return None


def find_name_end(tokens: Sequence[Token]) -> int | None:
    """Return where the figure of a row "- Wien: 954" begins; None where the line is no row."""
    start = 1 if tokens and tokens[0].text in _MARKS else 0
    reach = range(start, min(len(tokens), start + _MOST_NAME_WORDS + 1))
    colon = next((index for index in reach if tokens[index].text in _COLONS), -1)
    return colon + 1 if colon > start and tokens[start].capital else None


def read_row(tokens: Sequence[Token], figures: Sequence[Figure], heading: RowHeading) -> Counted | None:
    """Return the figure of a row as what the heading says; None where the row says itself what it counts."""
    figure = next((one for one in figures if one.start == find_name_end(tokens) and not one.lone), None)
    following = tokens[figure.end] if figure is not None and figure.end < len(tokens) else None
    if figure is None or (following is not None and following.text not in {"(", ",", ".", ";"}):
        return None  # "Wien: 954 Euro" counts something else
    noun = CountedNoun(None, (), None, figure.end)
    found = replace(figure, plain=False)
    return Counted(found, noun, heading.kind, heading.measure, heading.unit, "measure.row", 0.75)
