"""Find who says it: the attributions of a sentence, from words before a source, behind it, and from verbs of saying."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.core.agents import is_led_by_phrase
from services.extractor.core.attributed import Attribution
from services.extractor.core.lexicons import Lexicon
from services.extractor.core.source_phrases import SourcePhraseFinder
from services.extractor.core.speakers import SpeakerBook
from services.extractor.core.speech_verbs import SpeechVerbFinder
from services.extractor.core.tokens import Token


class AttributionFinder:
    """Finds attributions with the lexicon's words of saying."""

    def __init__(self, lexicon: Lexicon) -> None:
        speakers = SpeakerBook(lexicon)
        self.names = speakers.names
        self._phrases = SourcePhraseFinder(lexicon, speakers)
        self._verbs = SpeechVerbFinder(lexicon, speakers)

    def find(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Return a sentence's attributions from left to right; a phrase of saying outranks a verb with its words."""
        found = self._phrases.find(tokens)
        taken = {index for one in found for index in range(one.start, one.end)}
        found += [
            verb
            for verb in self._verbs.find(tokens)
            if (verb.phrase is None or taken.isdisjoint(range(verb.phrase.start, verb.phrase.end)))
            and not is_led_by_phrase(tokens, verb, found)
        ]
        return sorted(found, key=lambda one: one.start)
