"""Read one paragraph: its sentences, their figures, and what surrounds each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.attributions import AttributionFinder
from services.extractor.core.lexicons import Lexicon
from services.extractor.core.counted import Counted, Refused, SentenceContext
from services.extractor.core.measures import MeasureReader
from services.extractor.core.pages import Paragraph
from services.extractor.core.quantities import QuantityFinder
from services.extractor.core.sentences import SentenceSplitter
from services.extractor.core.tokens import Token, split_tokens
from services.extractor.core.voices import SentenceView, Voice, find_voice

_OPENING, _CLOSING = "„»“", "“«”"


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
    """Reads paragraphs; sentences that can't hold a figure are only looked at for a source nearby."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.sentences = SentenceSplitter(lexicon)
        self.quantities = QuantityFinder(lexicon)
        self.measures = MeasureReader(lexicon)
        self.attributions = AttributionFinder(lexicon)
        self._may_count = _compile_hint(lexicon)

    def read(self, paragraph: Paragraph, context: SentenceContext) -> list[SentenceReading]:
        """Return the paragraph's sentences that hold figures, claims or not."""
        text = paragraph.content.text
        if self._may_count.search(text) is None:
            return []
        spans = self.sentences.split(text)
        hinted = [self._may_count.search(text, *span) is not None for span in spans]
        tokens = [split_tokens(text[a:b], a) for a, b in spans]
        figures = [self.quantities.find(words) if hint else [] for words, hint in zip(tokens, hinted, strict=True)]
        if not any(figures):
            return []
        read: list[tuple[list[Counted], list[Refused]]] = []
        for words, found in zip(tokens, figures, strict=True):
            previous = read[-1][0][-1] if read and read[-1][0] else None
            read.append(self.measures.read(words, found, context, previous))
        near = {n + d for n, (counted, _) in enumerate(read) if counted for d in range(-4, 3)}
        views = self._view_sentences(text, spans, tokens, near)
        return [
            SentenceReading(
                paragraph, *spans[n], tokens[n], views[n], tuple(counted), tuple(refused),
                tuple(find_voice(views, n, one.figure.start, _end_of(one)) for one in counted), views,
            )
            for n, (counted, refused) in enumerate(read)
            if counted or refused
        ]  # fmt: skip

    def _view_sentences(
        self, text: str, spans: Sequence[tuple[int, int]], tokens: Sequence[list[Token]], near: set[int]
    ) -> list[SentenceView]:
        views = []
        open_quotes = 0
        for number, (start, end) in enumerate(spans):
            sentence = text[start:end]
            open_quotes += sentence.count("„") + sentence.count("«") - sentence.count("“") - sentence.count("»")
            found = self.attributions.find(tokens[number]) if number in near else []
            views.append(SentenceView(tokens[number], found, open_quotes > 0))
        return views


def _end_of(counted: Counted) -> int:
    return counted.figure.end


def _compile_hint(lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern that every text with a figure matches: a digit, a number word or a part of one."""
    words = [form for entry in lexicon["numbers"] for form in entry.forms if entry.get("kind") != "several"]
    whole = [word for word in words if len(word) <= 4]
    parts = [word for word in words if len(word) > 4]
    return re.compile(
        r"\d|\b(?:" + "|".join(map(re.escape, whole)) + r")\b|(?:" + "|".join(map(re.escape, parts)) + ")", re.IGNORECASE
    )
