"""Decide what each figure of a sentence measures, or why it is no claim."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.amounts import measure_amount
from services.extractor.core.counted import Counted, MeasureBooks, Refused, SentenceContext, names_drill
from services.extractor.core.elliptic_measures import measure_elliptic
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.noun_measures import measure_noun
from services.extractor.core.nouns import CountedNoun, NounKind, read_counted_noun
from services.extractor.core.quantities import Figure
from services.extractor.core.refusals import is_rate, refuse_figure
from services.extractor.core.rows import read_bracketed
from services.extractor.core.scopes import SentenceScope
from services.extractor.core.status_measures import find_unit, measure_adjective, measure_status, measure_unit
from services.extractor.core.tokens import Token

_FICTION = tuple(find_words("words of fiction"))


class MeasureReader:
    """Reads the measures of a sentence's figures: refusals first, then from the surest sign to the least sure."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.books = MeasureBooks(lexicon)

    def read(
        self,
        tokens: Sequence[Token],
        figures: Sequence[Figure],
        context: SentenceContext,
        previous: Counted | None = None,
    ) -> tuple[list[Counted], list[Refused]]:
        """Return the figures that are claims with their measures, and the others with the reason.

        `previous`: the last figure measured in the sentence before ("Im Vorjahr waren es 28.000").
        """
        if not figures:
            return [], []
        if context.quiet:
            return [], [Refused(figure, f"the article is about {context.kind}") for figure in figures]
        if context.kind == "leisure" and any(token.capital and token.low.endswith(_FICTION) for token in tokens):
            return [], [Refused(figure, "is of a story") for figure in figures]
        if not any(token.capital for token in tokens):
            self._raise_nouns(tokens, figures)
        drill = context.drills and any(token.capital and names_drill(token.low) for token in tokens)
        triggers = self.books.triggers.find(tokens)
        phrases = [read_counted_noun(tokens, figure.end) for figure in figures]
        counted: list[Counted] = []
        before = [] if previous is None else [previous]
        refused: list[Refused] = []
        for number, figure in enumerate(figures):
            scope = SentenceScope(tokens, figures, phrases, triggers, number, context)
            found = self._decide(scope, before)
            if isinstance(found, Counted) and found.unit == "person" and drill:
                found = "is of a drill"  # "Bei einer Großübung wurden 12 Verletzte geborgen"
            if isinstance(found, Counted):
                counted.append(found)
                before.append(found)
            else:
                refused.append(Refused(figure, found))
        return counted, refused

    def _raise_nouns(self, tokens: Sequence[Token], figures: Sequence[Figure]) -> None:
        """Write the nouns right behind figures with a capital, where the sentence has none at all: "170 menschen"."""
        for figure in figures:
            if not figure.lone and figure.end < len(tokens) and tokens[figure.end].kind == "word":
                token = tokens[figure.end]
                raised = token.text[0].upper() + token.text[1:]
                if self.books.nouns.look_up(raised) is not None:
                    token.text, token.capital = raised, True

    def _decide(self, scope: SentenceScope, before: Sequence[Counted]) -> Counted | str:
        tokens, figure, noun = scope.tokens, scope.figure, scope.noun
        kind = None if noun.head is None else self.books.nouns.look_up(tokens[noun.head].text)
        if kind is None and noun.head is not None and tokens[noun.head - 2].low.endswith("innen"):
            kind = self.books.nouns.look_up("Menschen")  # "100 Gegnerinnen und Gegner"
        bracketed = read_bracketed(self.books, scope, before)
        if bracketed is not None:
            return bracketed
        amount = measure_amount(self.books, scope)
        if amount is not None:
            return amount
        reason = refuse_figure(tokens, figure, noun, kind)
        if reason is not None:
            return reason
        unit = kind if kind is not None and kind.kind in {"money", "area"} else find_unit(self.books, tokens, figure)
        if unit is not None:
            return measure_unit(scope, unit)
        if is_rate(tokens, noun.end):
            return "is a rate"
        return self._decide_counted(scope, noun, kind, before)

    def _decide_counted(
        self, scope: SentenceScope, noun: CountedNoun, kind: NounKind | None, before: Sequence[Counted]
    ) -> Counted | str:
        if kind is not None and kind.kind == "status":
            return measure_status(self.books, scope, kind)
        adjective = measure_adjective(self.books, scope, kind)
        if adjective is not None:
            return adjective
        if noun.head is None:
            return measure_elliptic(self.books, scope, before)
        return measure_noun(self.books, scope, kind, before)
