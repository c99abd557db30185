"""A stream of claim sets as years of news would bring them: cheap to make, the same for the same arguments.

Two thousand events follow each other, each in the news for two weeks, some eighty at a time; one goes on all the time.
Sources revise their figures every three days (of that one: three times a year), one a day behind the other.
Articles repeat what one of them said last, some without naming anybody, some with a headline; some are printed twice.
Events without a name have a country each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.claims import Claim, ClaimSet, Event, Evidence, Label, Place, Quantity, Source, Span

_FIRST_DAY = date(2024, 1, 1)
_DAYS_IN_THE_NEWS = 14
_REVISED_EVERY_DAYS, _BIG_REVISED_EVERY_DAYS = 3, 120
_MEASURES = ("killed", "wounded", "casualties", "displaced")
_SOURCES = (
    Source("polizei", "Polizei", ("die Beamten",), "agency", parents=("behoerden",)),
    Source("feuerwehr", "Feuerwehr", (), "agency", parents=("behoerden",)),
    Source("rotes-kreuz", "Rotes Kreuz", ("DRK",), "ngo", via=("Sprecherin",)),
    Source("ministerium", "Ministerium", ("Minister",), "government", parents=("regierung",), span=Span(3, 14)),
)
_OUTLETS = tuple(f"Blatt {number}" for number in range(20))
_SUBJECT = Label("menschen", "Menschen")
_OWN_VOICE_SHARE, _HEADLINE_SHARE, _COPY_SHARE, _CLAIMS_PER_ARTICLE = 0.1, 0.2, 0.2, 2.64
_SLOTS = 32


@dataclass(slots=True)
class Story:
    """An event in the news: from day to day, the figure of each source and measure, told with a number of claims."""

    number: int
    begins: int
    ends: int
    event: Event
    place: Place | None
    last_print: tuple[int, ...] = ()

    def find_figure(self, source: str, measure: str, day: int) -> int:
        """Return what a source says of a measure on a day: it rises, by leaps."""
        every = _REVISED_EVERY_DAYS if self.number >= 0 else _BIG_REVISED_EVERY_DAYS
        step = (day - self.begins + len(source) % 2) // every
        base = 100 + (self.number * 7 + len(measure)) % 90
        return base * (2 if measure == "casualties" else 1) + step * (3 + len(measure))


def stream_claim_sets(claims: int, dossiers: int, *, big_claims: int = 0, seed: int = 0) -> Iterator[ClaimSet]:
    """Yield articles in the order of publication that make about so many claims, `big_claims` of them on one event."""
    draw = random.Random(seed)
    days = max(dossiers * _DAYS_IN_THE_NEWS // 80, _DAYS_IN_THE_NEWS)
    stories = [_begin(number, (number * days) // max(dossiers - 1, 1), draw) for number in range(dossiers - 1)]
    big = Story(-1, 0, days + _DAYS_IN_THE_NEWS, Event("ukraine-krieg", "Ukraine-Krieg", "war"), None)
    per_story = (claims - big_claims) / len(stories)
    number = 0
    for day in range(days + _DAYS_IN_THE_NEWS):
        shares = [(story, per_story / _DAYS_IN_THE_NEWS) for story in stories if story.begins <= day < story.ends]
        shares.append((big, big_claims / (days + _DAYS_IN_THE_NEWS)))
        today = [story for story, share in shares for _ in range(_round(share / _CLAIMS_PER_ARTICLE, draw))]
        draw.shuffle(today)
        for order, story in enumerate(today):
            number += 1
            yield _write_article(number, story, day, order * 86_000 // len(today), draw)


def _begin(number: int, begins: int, draw: random.Random) -> Story:
    if number % 2:
        event = Event(f"flut-{number}", f"Flut {number}", "flood")
    else:
        event = Event(f"erdbeben@{number}", "Erdbeben", "earthquake", named=False)
    place = Place(f"ort-{number}", f"Ort {number}", (f"land-{number}",)) if draw.random() < 0.3 else None
    return Story(number, begins, begins + _DAYS_IN_THE_NEWS, event, place)


def _round(number: float, draw: random.Random) -> int:
    return int(number) + (draw.random() < number % 1)


def _write_article(number: int, story: Story, day: int, second: int, draw: random.Random) -> ClaimSet:
    document_id = f"{number:08x}{draw.getrandbits(96):024x}"
    when = _FIRST_DAY + timedelta(days=day)
    published = f"{when.isoformat()}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+01:00"
    if draw.random() >= _COPY_SHARE or not story.last_print:
        story.last_print = tuple(draw.getrandbits(32) for _ in range(_SLOTS))
    source = None if draw.random() < _OWN_VOICE_SHARE else draw.choice(_SOURCES)
    measures = draw.sample(_MEASURES, draw.choice((2, 2, 3)) if draw.random() > 1 / 6 else 3)
    claims = [
        _write_claim(document_id, story, source, measure, day, place, draw) for place, measure in enumerate(measures)
    ]
    if draw.random() < _HEADLINE_SHARE:
        claims.insert(0, _put_in_headline(claims[0]))
    return ClaimSet(
        document_id=document_id,
        version=document_id[::-1],
        headline="Zahl der Opfer steigt weiter",
        outlet=draw.choice(_OUTLETS),
        published=published,
        updated=None,
        url=f"https://nachrichten.example/{document_id}",
        language="de",
        origin_file=f"{when:%Y/%m}/{document_id}.txt",
        received=f"{when.isoformat()}T23:59:59+00:00",
        ruleset="rules-1",
        text_fingerprint=story.last_print,
        claims=tuple(claims),
    )


def _write_claim(  # noqa: PLR0917  (drawn once, used once)
    document_id: str, story: Story, source: Source | None, measure: str, day: int, place: int, draw: random.Random
) -> Claim:
    figure = story.find_figure("" if source is None else source.id, measure, day)
    is_hedged = measure == "displaced"
    text = f"etwa {figure}" if is_hedged else str(figure)
    start = 200 * place + 40
    sentence = (
        f"Nach Angaben der {source.label if source else 'Redaktion'} wurden {text} Menschen in der Region gezählt."
    )
    return Claim(
        claim_id=f"{document_id[:28]}{place:04x}",
        document_id=document_id,
        dossier_id=f"{story.event.id}/{_SUBJECT.id}",
        measure=measure,
        subject=_SUBJECT,
        event=story.event,
        place=story.place if place == 0 else None,
        quantity=Quantity(figure, figure, figure, "about" if is_hedged else "exact", "person", "total", text),
        figure=Span(start, start + len(text)),
        source=source,
        as_of=None if draw.random() < 0.9 else (_FIRST_DAY + timedelta(days=day)).isoformat(),
        as_of_basis=None,
        as_of_span=None,
        modality="stated",
        section="body",
        evidence=Evidence(
            200 * place,
            200 * place + len(sentence),
            sentence,
            "In der Nacht zum Dienstag stieg ",
            " Die Suche nach Vermissten geht",
        ),
        rule="quantity.number",
        confidence=0.9 if draw.random() < 0.98 else 0.3,
        ruleset="rules-1",
    )


def _put_in_headline(claim: Claim) -> Claim:
    """Return what a headline repeats of the body, without the source."""
    figure = Span(0, len(claim.quantity.text))
    return replace(claim, claim_id=f"{claim.claim_id[:28]}ffff", figure=figure, section="headline", source=None)


def identify_big() -> str:
    """Return the id of the dossier that goes on all the time."""
    return f"ukraine-krieg/{_SUBJECT.id}"
