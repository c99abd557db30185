"""Make a claim of a counted figure: whose, as of when, where, how firmly, in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.extractor.core.counted import Counted
from services.extractor.core.dates import DateFinder, DateMention
from services.extractor.core.events import ArticleEvent
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.modalities import ModalityReader
from services.extractor.core.places import PlaceFinder, PlaceMention
from services.extractor.core.sentence_readings import SentenceReading
from services.extractor.core.subjects import Group, SubjectReader
from services.extractor.core.tokens import Token
from services.extractor.core.voices import Voice
from shared.domain.articles import Article
from shared.domain.claims import Aspect, Claim, Evidence, Place, Quantity, Source, Span, identify_claim

_CONTEXT = 32
_MORE = find_words("increments")
_CURRENT = find_words("stocks")
_SUBSETS = find_words("parts")
_FARTHEST_DATE = 22
_CONTRASTS = find_words("contrasting openers")
_CONTRAST = 30.0
"""A date or place beyond "während" is the other figure's."""
_FARTHEST_PLACE = 16


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """What the whole article says and every claim of it needs."""

    article: Article
    published: date | None
    event: ArticleEvent
    group: Group | None
    locus: Place | None
    ruleset: str


class ClaimMaker:
    """Makes claims with the lexicon's dates, places and modalities."""

    def __init__(self, lexicon: Lexicon, subjects: SubjectReader, places: PlaceFinder) -> None:
        self._dates = DateFinder(lexicon)
        self._modalities = ModalityReader(lexicon)
        self._subjects = subjects
        self._places = places

    def make(self, reading: SentenceReading, context: ArticleContext) -> list[Claim]:
        """Return the claims of a sentence, in the order of their figures."""
        if not reading.counted:
            return []
        mentions = self._places.find(reading.tokens)
        dates = self._dates.find(reading.tokens, context.published)
        return [
            self._make_claim(reading, counted, voice, mentions, dates, context)
            for counted, voice in zip(reading.counted, reading.voices, strict=True)
        ]

    def _make_claim(
        self,
        reading: SentenceReading,
        counted: Counted,
        voice: Voice | None,
        mentions: Sequence[PlaceMention],
        dates: Sequence[DateMention],
        context: ArticleContext,
    ) -> Claim:
        tokens, article, trace = reading.tokens, context.article, reading.paragraph.content.trace
        figure = trace(tokens[counted.figure.start].start, tokens[counted.figure.end - 1].end)
        spoken = self._spoken_stretches(reading)
        when = _choose_date(tokens, counted, dates, spoken)
        place = _choose_place(tokens, counted, mentions, spoken, context)
        subject = self._subjects.read(tokens, counted, context.group)
        said = voice.attribution.modality if voice is not None else None
        modality = self._modalities.read(
            tokens,
            counted.figure.start,
            max(counted.figure.end, counted.noun.end),
            said=said,
            estimated=counted.figure.estimated,
        )
        evidence = trace(reading.start, reading.end)
        event = context.event.event
        event_id = event.id if event is not None else f"unbekannt-{article.document_id[:8]}"
        claim_id = identify_claim(article.document_id, article.text, figure, counted.measure, subject.id)
        return Claim(
            claim_id=claim_id,
            document_id=article.document_id,
            dossier_id=f"{event_id}/{subject.id}",
            measure=counted.measure,
            subject=subject,
            event=event,
            place=place,
            quantity=_make_quantity(article.text, figure, counted, _find_aspect(tokens, counted)),
            figure=figure,
            source=None if voice is None else _place_source(reading, voice),
            as_of=None if when is None else when.edtf,
            as_of_basis=None if when is None else when.basis,
            as_of_span=None if when is None else trace(tokens[when.start].start, tokens[when.end - 1].end),
            modality=modality,
            section=reading.paragraph.section,
            evidence=_quote(article.text, evidence),
            rule=counted.rule,
            confidence=round(counted.confidence * (1.0 if voice is None else max(0.9, voice.certainty)), 3),
            ruleset=context.ruleset,
        )

    def _spoken_stretches(self, reading: SentenceReading) -> list[tuple[int, int]]:
        """Return where the sentence says who speaks: days and places there are not the figure's."""
        stretches = []
        for one in reading.view.attributions:
            end = one.end
            while (
                end < len(reading.tokens) and end < one.end + 5 and reading.tokens[end].text not in {",", ":", ".", ";"}
            ):
                if one.rule.startswith(("source.sagen", "source.mit", "source.so", "source.erkl", "source.bericht")):
                    end += 1
                else:
                    break
            stretches.append((one.start, end))
        return stretches


def _make_quantity(text: str, figure: Span, counted: Counted, aspect: Aspect) -> Quantity:
    found = counted.figure
    return Quantity(
        found.point, found.low, found.high, found.modifier, counted.unit, aspect, text[figure.start : figure.end]
    )


def _quote(text: str, span: Span) -> Evidence:
    return Evidence(
        span.start,
        span.end,
        text[span.start : span.end],
        text[max(0, span.start - _CONTEXT) : span.start],
        text[span.end : span.end + _CONTEXT],
    )


def _place_source(reading: SentenceReading, voice: Voice) -> Source:
    """Return the source with the place of its name in the text as read."""
    view = reading.views[voice.sentence]
    one = voice.attribution
    if one.pronoun:
        named = [other for other in view.attributions if other.source == voice.source and other.phrase is not None]
        one = named[-1] if named else one
    if one.phrase is None or one.pronoun:
        return voice.source
    tokens = view.tokens
    first, last = tokens[one.phrase.start], tokens[one.phrase.end - 1]
    return replace(voice.source, span=view.paragraph.content.trace(first.start, last.end))


def _find_aspect(tokens: Sequence[Token], counted: Counted) -> Aspect:
    """Tell a running total from an increment (weitere 3.000), a stock (derzeit 12.000) and a subset (darunter 100)."""
    figure, noun = counted.figure, counted.noun
    near = tokens[max(0, figure.start - 2) : figure.start]
    inside = [tokens[i].low for i in range(figure.end, max(noun.end, figure.end))]
    if noun.partitive or figure.lone or any(t.low in _SUBSETS for t in tokens[max(0, figure.start - 5) : figure.start]):
        return "subset"
    if figure.end < len(tokens) and tokens[figure.end].low in _SUBSETS:
        return "subset"
    if any(t.low in _MORE for t in near) or any(word in _MORE for word in inside):
        return "increment"
    clause = [t.low for t in tokens[max(0, figure.start - 8) : noun.end + 8]]
    if counted.measure in {"deployed", "missing", "captured", "displaced", "infected"} and _CURRENT & set(clause):
        return "current"
    return "total"


def _inside(start: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(left <= start < right for left, right in stretches)


def _choose_date(
    tokens: Sequence[Token], counted: Counted, dates: Sequence[DateMention], spoken: Sequence[tuple[int, int]]
) -> DateMention | None:
    """Return the date of the figure's own clause: the nearest that is not the day on which somebody spoke."""
    best, chosen = float(_FARTHEST_DATE), None
    for mention in dates:
        if _inside(mention.start, spoken):
            continue
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        between = tokens[left:right]
        cost = abs(right - left) + 5.0 * sum(token.text in ",;:–(" for token in between)
        cost += _CONTRAST * any(token.low in _CONTRASTS for token in between)
        if cost < best:
            best, chosen = cost, mention
    return chosen


def _choose_place(
    tokens: Sequence[Token],
    counted: Counted,
    mentions: Sequence[PlaceMention],
    spoken: Sequence[tuple[int, int]],
    context: ArticleContext,
) -> Place | None:
    """Return where the figure holds: the nearest place that something is in; None where that is the whole event."""
    best, chosen = float(_FARTHEST_PLACE), None
    for mention in mentions:
        if not mention.local or _inside(mention.start, spoken):
            continue
        left, right = min(mention.end, counted.figure.end), max(mention.start, counted.figure.start)
        cost = abs(right - left) + _CONTRAST * any(token.low in _CONTRASTS for token in tokens[left:right])
        if cost < best:
            best, chosen = cost, mention.place
    if chosen is None and context.event.point:
        chosen = context.locus
    if chosen is None or chosen.id in context.event.area:
        return None
    return chosen
