"""Make a claim of a counted figure: whose, as of when, where, how firmly, in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.extractor.core.circumstances import Circumstances, list_spoken
from services.extractor.core.counted import Counted
from services.extractor.core.dates import DateFinder, DateMention
from services.extractor.core.events import ArticleEvent
from services.extractor.core.lexicons import Lexicon, find_words
from services.extractor.core.modalities import ModalityReader
from services.extractor.core.modalities import Telling as Firmness
from services.extractor.core.phrases import PhraseHit
from services.extractor.core.places import PlaceFinder
from services.extractor.core.refusals import is_change
from services.extractor.core.sentence_readings import SentenceReading
from services.extractor.core.subjects import Group, SubjectReader
from services.extractor.core.tokens import Token, make_slug
from services.extractor.core.voices import Voice
from shared.domain.articles import Article
from shared.domain.claims import Aspect, Claim, Evidence, Modality, Place, Quantity, Source, Span, identify_claim

_CONTEXT = 32
_LEAST_TRUST = 0.9
_STOCKS = frozenset(["deployed", "missing", "captured", "displaced", "infected"])
_MORE = find_words("increments")
_RISING = find_words("words of rising")
_CURRENT = find_words("stocks")
_ON_DUTY = frozenset(["einsatz", "stationiert", "eingetroffen", "angekommen"])
"""Say of helpers that they are there: "1.300 Polizisten waren im Einsatz, es gab 21 Festnahmen"."""
_NUMBERS_OF_SPEAKERS = find_words("numbers of speakers")
_VERBS_OF_QUESTIONS = find_words("verbs of questions")
_IRREAL = find_words("words of what did not happen")
_FORMER = find_words("words of former figures")
_TELLING = find_words("words of telling")
_DOUBTED = 0.4
"""Below what the reconciler lets into an estimate; such claims stand in the review queue."""
_SUBSETS = find_words("parts")
_FATES = frozenset(["killed", "wounded", "missing"])
_NOT_YET = frozenset(["planned", "possible"])
_COUNTING_ON = find_words("before a day just named") | find_words("after a day just named") | find_words("years before")
_SUBSET_RULES = frozenset(["measure.darunter", "measure.unter_den", "measure.part_of"])


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """What the whole article says and every claim of it needs."""

    article: Article
    published: date | None
    event: ArticleEvent
    group: Group | None
    locus: Place | None
    ruleset: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """A counted figure with its voice, in its sentence; `words`: those that say how firmly."""

    reading: SentenceReading
    counted: Counted
    voice: Voice | None
    circumstances: Circumstances
    words: Sequence[PhraseHit[str]]


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
        tokens = reading.tokens
        places = self._places.find(tokens) if self._places.may_find(reading.view.words) else []
        dates = self._dates.find(tokens, context.published, self._find_day_before(reading, context.published))
        figures = [one.figure.start for one in reading.counted]
        circumstances = Circumstances(
            tokens, dates, places, list_spoken(tokens, reading.view.attributions, dates), figures
        )
        words = self._modalities.find(tokens)
        return [
            self._make_claim(_Telling(reading, counted, voice, circumstances, words), context)
            for counted, voice in zip(reading.counted, reading.voices, strict=True)
            if not _speaks(reading, counted)
        ]

    def _find_day_before(self, reading: SentenceReading, published: date | None) -> DateMention | None:
        """Return the last date of the sentence before, where this one counts from it: am Tag darauf, im Vorjahr."""
        if not reading.number or _COUNTING_ON.isdisjoint(reading.view.words):
            return None
        earlier = self._dates.find(reading.views[reading.number - 1].tokens, published)
        return earlier[-1] if earlier else None

    def _make_claim(self, telling: _Telling, context: ArticleContext) -> Claim:
        reading, counted, voice = telling.reading, telling.counted, telling.voice
        tokens, article, trace = reading.tokens, context.article, reading.paragraph.content.trace
        figure = trace(tokens[counted.figure.start].start, tokens[counted.figure.end - 1].end)
        subject = self._subjects.read(tokens, counted, context.group)
        event = context.event.event
        event_id = event.id if event is not None else f"unbekannt-{article.document_id[:8]}"
        modality = self._read_modality(telling)
        when = telling.circumstances.choose_date(counted)
        if when is not None and when.lies_behind(context.published) and modality not in _NOT_YET:
            if counted.measure in _FATES or telling.circumstances.lasts_until(when):
                when = None  # "Am Freitag wird der 12 Toten gedacht", "500 bleiben bis Freitag daheim"
            elif modality == "stated":
                modality = "planned"  # "Der Konzern baut bis Ende 2026 1200 Stellen ab"
        return Claim(
            claim_id=identify_claim(article.document_id, article.text, figure, counted.measure, subject.id),
            document_id=article.document_id,
            dossier_id=f"{event_id}/{subject.id}",
            measure=counted.measure,
            subject=subject,
            event=event,
            place=_locate(telling, context),
            quantity=_make_quantity(
                article.text, figure, counted, _find_aspect(tokens, counted, telling.reading.counted)
            ),
            figure=figure,
            source=None if voice is None else self._scope_source(_place_source(reading, voice), context),
            as_of=None if when is None else when.edtf,
            as_of_basis=None if when is None else when.basis,
            as_of_span=None if when is None else trace(tokens[when.start].start, tokens[when.end - 1].end),
            modality=modality,
            section=reading.paragraph.section,
            evidence=_quote(article.text, trace(reading.start, reading.end)),
            rule=counted.rule,
            confidence=_weigh(telling, dated=when is not None),
            ruleset=context.ruleset,
        )

    def _scope_source(self, source: Source, context: ArticleContext) -> Source:
        """Return the source with one id for "slowenischer Zivilschutz" and "Zivilschutz" of an event in Slovenia."""
        first, blank, rest = source.label.partition(" ")
        if not blank or source.id != make_slug(source.label):
            return source
        country = self._places.find_adjective(first.lower())
        return replace(source, id=make_slug(rest)) if country in context.event.area else source

    def _read_modality(self, telling: _Telling) -> Modality:
        counted, voice = telling.counted, telling.voice
        modality = self._modalities.read(
            telling.reading.tokens,
            counted.figure.start,
            max(counted.figure.end, counted.noun.end),
            telling.words,
            Firmness(
                said=None if voice is None or _merely_goes_on(telling.reading, voice) else voice.attribution.modality,
                told=voice is not None,
                estimated=counted.figure.estimated,
                wide=counted.rule in _SUBSET_RULES or counted.rule == "measure.carried",
                fate=counted.measure in _FATES,
                money=counted.measure == "money",
                earlier=[one for one in telling.circumstances.figures if one < counted.figure.start],
            ),
        )
        tokens = telling.reading.tokens  # "Starben 300 Menschen?" claims nothing, "600 Tote: Wie weiter?" does
        asked = tokens[-1].text == "?" and tokens[0].low in _VERBS_OF_QUESTIONS
        irreal = voice is None and modality == "reported" and not _IRREAL.isdisjoint(telling.reading.view.words)
        return "possible" if irreal or (asked and modality == "stated") else modality


def _weigh(telling: _Telling, *, dated: bool) -> float:
    """Return how sure the claim is; what was said at first ("zunächst war von 16 Toten die Rede") counts no more.

    With a date of its own it stays what held then ("hatte zuvor bereits im Dezember 100 Tote gemeldet").
    """
    voice = telling.voice
    confidence = telling.counted.confidence * (1.0 if voice is None else max(_LEAST_TRUST, voice.certainty))
    words = telling.reading.view.words
    former = not dated and "bereits" not in words and not _FORMER.isdisjoint(words) and not _TELLING.isdisjoint(words)
    return round(min(confidence, _DOUBTED) if former else confidence, 3)


def _merely_goes_on(reading: SentenceReading, voice: Voice) -> bool:
    """Tell whether the speaker of an earlier sentence only speaks on: what he confirmed there he need not here."""
    return voice.rule != "source.pronoun" and voice.sentence < reading.number


def _speaks(reading: SentenceReading, counted: Counted) -> bool:
    """Tell those who speak from the ones they count: "sagte ein Mitarbeiter", "erklärten zwei Gruppen"."""
    if not counted.figure.lone and reading.tokens[counted.figure.start].low not in _NUMBERS_OF_SPEAKERS:
        return False
    return any(
        one.phrase is not None and one.phrase.start <= counted.figure.start < one.phrase.end
        for one in reading.view.attributions
    )


def _locate(telling: _Telling, context: ArticleContext) -> Place | None:
    """Return where the figure holds: a point event's town unless said otherwise; None where that is the whole event."""
    chosen = telling.circumstances.choose_place(telling.counted)
    if chosen is None and context.event.point:
        chosen = context.locus
    return None if chosen is None or chosen.id in context.event.area else chosen


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


def _is_breakdown(counted: Counted, all_counted: Sequence[Counted]) -> bool:
    """Tell "15 ertranken, drei starben bei einem Erdrutsch": figures of one measure, none of which is the total."""
    return any(
        other is not counted
        and not other.noun.partitive  # "acht wurden verletzt, drei von ihnen schweben in Lebensgefahr"
        and other.measure == counted.measure
        and "measure.elliptic" in {other.rule, counted.rule}
        and other.trigger is not None
        and counted.trigger is not None
        and other.trigger != counted.trigger
        for other in all_counted
    )


def _adds_to_others(counted: Counted, all_counted: Sequence[Counted]) -> bool:
    """Tell "fünf getötet und 42 weitere verletzt" from "weitere 42 verletzt": others of another fate come first."""
    return any(
        other.figure.end <= counted.figure.start
        and other.measure != counted.measure
        and {other.measure, counted.measure} <= _FATES
        and not other.noun.partitive
        for other in all_counted
    )


def _find_aspect(tokens: Sequence[Token], counted: Counted, all_counted: Sequence[Counted]) -> Aspect:
    """Tell a running total from an increment (weitere 3.000), a stock (derzeit 12.000) and a subset (darunter 100)."""
    figure, noun = counted.figure, counted.noun
    near = tokens[max(0, figure.start - 2) : figure.start]
    inside = [tokens[i].low for i in range(figure.end, max(noun.end, figure.end))]
    if (
        counted.rule in _SUBSET_RULES
        or noun.partitive
        or figure.lone
        or any(t.low in _SUBSETS for t in tokens[max(0, figure.start - 5) : figure.start])
    ):
        return "subset"
    if figure.end < len(tokens) and tokens[figure.end].low in _SUBSETS:
        return "subset"
    if _is_breakdown(counted, all_counted):
        return "subset"
    behind = {tokens[figure.end].low} if figure.end < len(tokens) else set()
    if any(t.low in _MORE for t in near) or not _MORE.isdisjoint([*inside, *behind]):
        return "total" if _adds_to_others(counted, all_counted) else "increment"
    if is_change(tokens, figure.start, max(figure.end, noun.end), _RISING):
        return "increment"
    clause = [t.low for t in tokens[max(0, figure.start - 8) : noun.end + 8]]
    current = _CURRENT if counted.measure == "deployed" else _CURRENT - _ON_DUTY
    if counted.measure in _STOCKS and not current.isdisjoint(clause):
        return "current"
    return "total"
