"""Read one paragraph: its sentences, their figures, and what surrounds each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.attributions import AttributionFinder
from services.extractor.core.counted import Counted, Refused, SentenceContext
from services.extractor.core.lexicons import Lexicon
from services.extractor.core.measures import MeasureReader
from services.extractor.core.pages import Paragraph
from services.extractor.core.quantities import QuantityFinder
from services.extractor.core.sentences import SentenceSplitter
from services.extractor.core.tokens import Token, split_tokens
from services.extractor.core.voices import SentenceView, Voice, find_voice

_CARRIED_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence of a paragraph with its figures; `tokens` count the paragraph's code points."""

    paragraph: Paragraph
    start: int
    end: int
    tokens: Sequence[Token]
    view: SentenceView
    counted: tuple[Counted, ...]
    refused: tuple[Refused, ...]
    voices: tuple[Voice | None, ...]
    views: Sequence[SentenceView]


class ParagraphReader:
    """Reads paragraphs sentence by sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.sentences = SentenceSplitter(lexicon)
        self.quantities = QuantityFinder(lexicon)
        self.measures = MeasureReader(lexicon)
        self.attributions = AttributionFinder(lexicon)
        self._may_count = _compile_hint(lexicon)

    def read(
        self, paragraph: Paragraph, context: SentenceContext, before: Sequence[SentenceView]
    ) -> tuple[list[SentenceReading], Sequence[SentenceView]]:
        """Return the paragraph's sentences that hold figures, claims or not, and its views for the paragraph behind it.

        `before`: the views of the paragraph before, whose speaker may go on speaking.
        """
        text = paragraph.content.text
        spans = self.sentences.split(text)
        hinted = [self._may_count.search(text, *span) is not None for span in spans]
        tokens = [split_tokens(text[a:b], a) for a, b in spans]
        figures = [self.quantities.find(words) if hint else [] for words, hint in zip(tokens, hinted, strict=True)]
        own = self._view_sentences(paragraph, spans, tokens)
        if not any(figures):
            return [], own
        read: list[tuple[list[Counted], list[Refused]]] = []
        for words, found in zip(tokens, figures, strict=True):
            previous = read[-1][0][-1] if read and read[-1][0] else None
            read.append(self.measures.read(words, found, context, previous))
        views = [*before[-_CARRIED_SENTENCES:], *own]
        first = len(views) - len(own)
        readings = [
            SentenceReading(
                paragraph, *spans[n], tokens[n], own[n], tuple(counted), tuple(refused),
                tuple(find_voice(views, first + n, one.figure.start, one.figure.end) for one in counted), views,
            )
            for n, (counted, refused) in enumerate(read)
            if counted or refused
        ]  # fmt: skip
        return readings, own

    def _view_sentences(
        self, paragraph: Paragraph, spans: Sequence[tuple[int, int]], tokens: Sequence[list[Token]]
    ) -> list[SentenceView]:
        views = []
        open_quotes = 0
        for number, (start, end) in enumerate(spans):
            sentence = paragraph.content.text[start:end]
            open_quotes += sentence.count("„") + sentence.count("«") - sentence.count("“") - sentence.count("»")
            views.append(SentenceView(self.attributions, paragraph, tokens[number], quote_open_at_end=open_quotes > 0))
        return views


def _compile_hint(lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern that every text with a figure matches: a digit, a number word or a part of one."""
    words = [form for entry in lexicon["numbers"] for form in entry.forms if entry.get("kind") != "several"]
    whole = [word for word in words if len(word) <= 4]
    parts = [word for word in words if len(word) > 4]
    return re.compile(
        r"\d|\b(?:" + "|".join(map(re.escape, whole)) + r")\b|(?:" + "|".join(map(re.escape, parts)) + ")",
        re.IGNORECASE,
    )
