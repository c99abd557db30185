"""Read one paragraph: its sentences, their figures, and what surrounds each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from services.extractor.core.attributed import Attribution
from services.extractor.core.attributions import AttributionFinder
from services.extractor.core.counted import Counted, Refused, SentenceContext
from services.extractor.core.interviews import Turn
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.measures import MeasureReader
from services.extractor.core.noun_phrases import NounPhrase
from services.extractor.core.pages import Paragraph
from services.extractor.core.quantities import Figure, QuantityFinder
from services.extractor.core.rows import RowHeading, find_name_end, read_heading, read_row
from services.extractor.core.sentences import SentenceSplitter
from services.extractor.core.tokens import Token
from services.extractor.core.voices import SentenceView, Voice, find_voice

_CARRIED_SENTENCES = 3
_ARTICLES = find_words("indefinite articles")
_PARTS = find_words("parts")
_STATUS_TAILS = tuple(find_words("tails of statuses"))
_Measured: TypeAlias = tuple[int, "SentenceView", list[Counted], list[Refused]]
"""Number and view of a sentence, and what its figures measure."""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence of a paragraph with its figures; `tokens` count the paragraph's code points.

    `views`: the paragraph's sentences and those carried into it, of which this is number `number`.
    """

    paragraph: Paragraph
    start: int
    end: int
    tokens: Sequence[Token]
    number: int
    counted: tuple[Counted, ...]
    refused: tuple[Refused, ...]
    voices: tuple[Voice | None, ...]
    views: Sequence[SentenceView]

    @property
    def view(self) -> SentenceView:
        """The sentence itself."""
        return self.views[self.number]


class ParagraphReader:
    """Reads paragraphs sentence by sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.measures = MeasureReader(lexicon)
        self._sentences = SentenceSplitter(lexicon)
        self._quantities = QuantityFinder(lexicon)
        self._attributions = AttributionFinder(lexicon)
        self.names = self._attributions.names
        self._fates = self.measures.books.triggers.list_words_of_fates()

    def view(self, paragraph: Paragraph) -> list[SentenceView]:
        """Return the sentences of the paragraph, unread."""
        text = paragraph.content.text
        views, open_quotes = [], 0
        for start, end in self._sentences.split(text):
            sentence = text[start:end]
            open_quotes += sentence.count("„") + sentence.count("«") - sentence.count("“") - sentence.count("»")
            views.append(SentenceView(self._attributions, paragraph, start, end, quote_open_at_end=open_quotes > 0))
        return views

    def read(
        self,
        own: Sequence[SentenceView],
        context: SentenceContext,
        before: Sequence[SentenceView],
        heading: RowHeading | None,
        *,
        turn: Turn | None = None,
        last: Counted | None = None,
    ) -> tuple[list[SentenceReading], RowHeading | None]:
        """Return the sentences of one paragraph that hold figures, claims or not, and what rows below it count.

        `before`: the views of the paragraph before, whose speaker may go on speaking. `heading`: what a row counts.
        `turn`: whose the paragraph is in an interview. `last`: what the paragraph before counted in the end.
        """
        measured = self._measure(own, context, last)
        if heading is not None and len(own) == 1 and measured and self._read_row(measured, heading):
            heads_rows: RowHeading | None = heading
        else:
            heads_rows = self._read_heading(own, measured, context)
        return self._voice(measured, own, () if turn is not None and turn.begins else before, turn), heads_rows

    def _read_row(self, measured: list[_Measured], heading: RowHeading) -> bool:
        """Tell whether the paragraph is a row of a list, and measure it as one where no word of its own does."""
        number, view, counted, refused = measured[0]
        if find_name_end(view.tokens) is None:
            return False
        figures = [*(one.figure for one in counted), *(one.figure for one in refused)]
        row = read_row(view.tokens, figures, heading)
        if row is not None and all(one.rule == "measure.counted" for one in counted):
            others = [one for one in refused if one.figure.start != row.figure.start]
            measured[0] = (number, view, [row], others)
        return True

    def _read_heading(
        self, own: Sequence[SentenceView], measured: Sequence[_Measured], context: SentenceContext
    ) -> RowHeading | None:
        if not own or not own[-1].text.endswith(":"):
            return None
        last = measured[-1][2] if measured and measured[-1][1] is own[-1] else []
        return read_heading(self.measures.books, own[-1].tokens, last, context)

    def _voice(
        self,
        measured: Sequence[_Measured],
        own: Sequence[SentenceView],
        before: Sequence[SentenceView],
        turn: Turn | None,
    ) -> list[SentenceReading]:
        """Give each figure its voice."""
        if not measured:
            return []
        carried = before[-_CARRIED_SENTENCES:]
        views = [*carried, *own]
        speaker = _answer(own, turn, len(carried))

        def find(number: int, figure: Figure) -> Voice | None:
            return find_voice(views, len(carried) + number, figure.start, figure.end) or speaker

        return [
            SentenceReading(
                view.paragraph, view.start, view.end, view.tokens, len(carried) + n, tuple(counted), tuple(refused),
                tuple(find(n, one.figure) for one in counted), views,
            )
            for n, view, counted, refused in measured
        ]  # fmt: skip

    def _measure(self, own: Sequence[SentenceView], context: SentenceContext, last: Counted | None) -> list[_Measured]:
        """Return number and view of each sentence with figures, and what they measure."""
        measured = []
        goes_on = bool(own) and not _PARTS.isdisjoint(own[0].words[:1])  # "Darunter sind vier Kinder."
        previous = last if goes_on else None
        for number, view in enumerate(own):
            figures = self._quantities.find(view.tokens) if self._may_count(view) else []
            counted, refused = self.measures.read(view.tokens, figures, context, previous) if figures else ([], [])
            previous = counted[-1] if counted else None
            if figures:
                measured.append((number, view, counted, refused))
        return measured

    def _may_count(self, view: SentenceView) -> bool:
        """Tell whether any of the words is, or holds, a number that may be a claim's.

        "ein" counts only whom something grave happens to: sentences that hold no other number need a word of fates.
        """
        words = view.words
        if any(map(self._quantities.numbers.counts_by_itself, words)):
            return True
        return not _ARTICLES.isdisjoint(words) and (
            not self._fates.isdisjoint(words) or any(word.endswith(_STATUS_TAILS) for word in words)
        )


def _answer(own: Sequence[SentenceView], turn: Turn | None, first: int) -> Voice | None:
    """Return the voice of whoever answers in the paragraph of an interview; `first`: the number of its first view."""
    if turn is None or turn.speaker is None:
        return None
    end = sum(token.start < turn.label for token in own[0].tokens) if own else 0
    phrase = NounPhrase(0, end - 1) if end > 1 else None
    said = Attribution(0, end, turn.speaker, "forward", "source.interview", None, phrase)
    return Voice(turn.speaker, first, said, said.rule, 0.85)
