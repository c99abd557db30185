"""The path of a sentence: from an article's text to its claims.

1. `pages` (`page_lines`, `sections`), `cleaned_texts`
                       the page's paragraphs with their sections, cleaned, with the way back to the text as read
2. `sentences`, `tokens`, `voices`
                       the sentences of each paragraph, as views that find words and speakers only when asked
3. `places`, `events`, `subjects`
                       where the article plays, what it is about, and whom it counts
4. `quantities` (`number_phrases`, `numerals`, `hedges`)
                       the figures of each sentence that may hold one
5. `measures` (`nouns`, `triggers`, `scopes`, `finite_clauses`, `doers`, `refusals`; `amounts`, `status_`, `noun_`,
   `bystander_`, `thing_`, `total_`, `elliptic_measures`), `rows`
                       what each figure counts and what happened to it, or why it is no claim
6. `attributions` (`source_phrases`, `speech_verbs`; `speakers`, `source_names`, `noun_phrases`), `voices`, `interviews`
                       who says it
7. `dates` (`calendar_dates`, `relative_dates`, `periods`, `date_words`), `circumstances`,
   `modalities` (`clauses`, `plans`, `subjunctives`), `claims`; `short_forms`,
   `settled_measures`, `settled_aspects`, `settled_subjects`
                       as of when, where, how firmly; the claim with its evidence

The words they look for stand in `lexicon/*.yaml` (`lexicons`, `lexicon_forms`), the rules they store in `rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.extractor.core.claims import ArticleContext, ClaimMaker
from services.extractor.core.counted import Counted, SentenceContext, names_drill
from services.extractor.core.events import ArticleEvent, EventFinder
from services.extractor.core.interviews import find_turns
from services.extractor.core.lexicons import Lexicon
from services.extractor.core.pages import PageReader, Paragraph
from services.extractor.core.places import PlaceFinder, PlaceMention
from services.extractor.core.rows import RowHeading
from services.extractor.core.sentence_readings import ParagraphReader, SentenceReading
from services.extractor.core.settled_aspects import settle_aspects
from services.extractor.core.settled_measures import settle_victims
from services.extractor.core.settled_subjects import settle_subjects
from services.extractor.core.short_forms import ShortFormResolver
from services.extractor.core.subjects import Group, SubjectReader, choose_group
from services.extractor.core.voices import SentenceView
from shared.domain.articles import Article
from shared.domain.claims import Claim, ClaimSet, Place, Span
from shared.domain.fingerprints import fingerprint_text

_BERLIN = ZoneInfo("Europe/Berlin")
_ORIENTING_PARAGRAPHS = 6
_GROUP_PARAGRAPHS = 12
_HEAD_WEIGHT = 5
"""What a group named in the headline weighs; one less per paragraph, at least one."""
_ASIDES = frozenset(["subheading", "infobox"])
"""Sections that stand outside the running text: no speaker carries over into or across them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A figure that was found and refused, with the reason, for `lagebild analyze --why`."""

    figure: Span
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleReading:
    """What was found in an article: claims, and the figures that are none."""

    claims: tuple[Claim, ...]
    refusals: tuple[Refusal, ...]


class ArticleReader:
    """Reads articles with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._ruleset = lexicon.ruleset
        self._pages = PageReader(lexicon)
        self._paragraphs = ParagraphReader(lexicon)
        self._places = PlaceFinder(lexicon)
        self._events = EventFinder(lexicon)
        self._subjects = SubjectReader(self._paragraphs.measures.books.nouns)
        self._short_forms = ShortFormResolver(self._paragraphs.names)
        self._claims = ClaimMaker(lexicon, self._subjects, self._places)

    def read(self, article: Article) -> ArticleReading:
        """Return the claims of an article, in the order of the text."""
        if article.language.split("-")[0] != "de":
            return ArticleReading((), ())
        paragraphs = self._pages.read(article.text)
        views = [self._paragraphs.view(paragraph) for paragraph in paragraphs]
        context = self._orient(article, paragraphs, views)
        sentence_context = SentenceContext(
            context.event.kind, context.event.eventful, drills=names_drill(article.text.lower())
        )
        claims: dict[str, Claim] = {}
        refusals: list[Refusal] = []
        before: Sequence[SentenceView] = ()
        heading: RowHeading | None = None
        last: Counted | None = None
        turns = find_turns([paragraph.content.text for paragraph in paragraphs])
        for paragraph, own, turn in zip(paragraphs, views, turns, strict=True):
            aside = paragraph.section in _ASIDES
            readings, heading = self._paragraphs.read(
                own, sentence_context, () if aside else before, heading, turn=turn, last=last
            )
            last = readings[-1].counted[-1] if readings and readings[-1].counted else None
            for reading in readings:
                for claim in self._claims.make(reading, context):
                    claims.setdefault(claim.claim_id, claim)
                refusals.extend(_list_refusals(reading))
            before = before if aside else own
        attributed = self._short_forms.resolve(claims.values(), article)
        settled = settle_subjects(settle_aspects(settle_victims(attributed, article)), article)
        return ArticleReading(tuple(settled), tuple(refusals))

    def _orient(
        self, article: Article, paragraphs: Sequence[Paragraph], views: Sequence[Sequence[SentenceView]]
    ) -> ArticleContext:
        """Find out what the article is about, before its sentences are read."""
        mentions: list[PlaceMention] = []
        groups: list[tuple[Group, int]] = []
        for number, own in enumerate(views[:_GROUP_PARAGRAPHS]):
            for view in own:
                if self._places.may_find(view.words):
                    found = self._places.find(view.tokens)
                    weight = max(1, _HEAD_WEIGHT - number)
                    groups += [(group, weight) for group in self._subjects.find_groups(view.tokens, found)]
                    mentions += found if number < _ORIENTING_PARAGRAPHS else []
        event = self._events.find("\n".join(paragraph.content.text for paragraph in paragraphs), mentions)
        return ArticleContext(
            article, _publication_day(article), event, choose_group(groups), _find_locus(event, mentions), self._ruleset
        )


def extract_claims(article: Article, lexicon: Lexicon) -> ClaimSet:
    """Return everything the article's version claims. Pure: the same article and lexicon give the same set."""
    reading = read_article(article, lexicon)
    return ClaimSet(
        document_id=article.document_id,
        version=article.version,
        headline=article.headline,
        outlet=article.outlet,
        published=article.published,
        updated=article.updated,
        url=article.url,
        language=article.language,
        origin_file=article.origin_file,
        received=article.received,
        ruleset=lexicon.ruleset,
        text_fingerprint=fingerprint_text(article.text),
        claims=reading.claims,
    )


def read_article(article: Article, lexicon: Lexicon) -> ArticleReading:
    """Return the article's claims, and the figures that were refused with the reason."""
    reader = _READERS.get(lexicon.ruleset)
    if reader is None:
        reader = _READERS[lexicon.ruleset] = ArticleReader(lexicon)
    return reader.read(article)


_READERS: dict[str, ArticleReader] = {}


def _publication_day(article: Article) -> date | None:
    """Return the day of publication in Europe/Berlin; of the later version where it was updated."""
    moment = article.updated or article.published
    if moment is None:
        return None
    if len(moment) == len("2025-04-28"):
        return date.fromisoformat(moment)
    parsed = datetime.fromisoformat(moment)
    return parsed.date() if parsed.tzinfo is None else parsed.astimezone(_BERLIN).date()


def _find_locus(event: ArticleEvent, mentions: Sequence[PlaceMention]) -> Place | None:
    """Return the town that a point event is in: the first in the event's country that something is said to be in.

    Else the first named at all, as the town of a dateline is; never where somebody comes from ("aus dem Aargau").
    """
    if not event.point:
        return None
    inside = [m for m in mentions if m.place.within and m.place.within[-1] in event.area]
    return next((m.place for m in inside if m.local), next((m.place for m in inside if not m.origin), None))


def _list_refusals(reading: SentenceReading) -> list[Refusal]:
    trace, tokens = reading.paragraph.content.trace, reading.tokens
    found = []
    for one in reading.refused:
        span = trace(tokens[one.figure.start].start, tokens[one.figure.end - 1].end)
        words = reading.paragraph.content.text[tokens[one.figure.start].start : tokens[one.figure.end - 1].end]
        found.append(Refusal(span, words, one.reason))
    return found
