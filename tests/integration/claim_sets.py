"""Generated claim sets: documents with several versions, shared sources, places, unnamed events, headlines, denials."""

from __future__ import annotations

import random
from datetime import date, timedelta

from shared.domain.articles import hash_parts
from shared.domain.claims import (
    Aspect,
    Claim,
    ClaimSet,
    Event,
    Evidence,
    Label,
    Modifier,
    Place,
    Quantity,
    Source,
    Span,
)

_EVENTS = (
    Event("hochwasser-zarnau", "Hochwasser in Zarnau", "hochwasser"),
    Event("ukraine-krieg", "Ukraine-Krieg", "war"),
    Event("erdbeben@XX", "Erdbeben", "erdbeben", named=False),
)
_SUBJECTS = (Label("menschen", "Menschen"), Label("nordkoreanische-soldaten", "nordkoreanische Soldaten"))
_PLACES = (None, None, Place("zarnau", "Zarnau", ("XX",)), Place("XX", "Musterland"))
_SOURCES = (
    None,
    Source("polizei", "Polizei", ("die Beamten",), "agency", (), ("behoerden",)),
    Source("feuerwehr", "Feuerwehr", (), "agency", (), ("behoerden",)),
    Source("veranstalter", "Veranstalter", kind="organiser", via=("Funkhaus",), span=Span(3, 9)),
    Source("ministerium", "Ministerium", ("Minister",), None, ("Sprecherin",), ("regierung",), Span(0, 4)),
)
_OUTLETS = (None, "Zarnauer Bote", "Funkhaus", "Nordblatt")
_MEASURES = ("killed", "wounded", "casualties", "deployed", "other:Gebäude")
_FIRST_DAY = date(2024, 11, 1)


def generate_claim_sets(documents: int, seed: int) -> list[ClaimSet]:
    """Return claim sets of that many documents, every third one with a second or third version."""
    draw = random.Random(seed)
    made: list[ClaimSet] = []
    for number in range(documents):
        document_id = hash_parts("document", seed, number)
        # far enough apart that unnamed events split into episodes
        day = _FIRST_DAY + timedelta(days=draw.choice((0, 400)) + draw.randrange(60))
        versions = range(draw.choice((1, 1, 2, 3)) if number % 3 == 0 else 1)
        days = (day + timedelta(days=version * draw.randrange(3)) for version in versions)
        made += [make_claim_set(draw, document_id, version, when) for version, when in zip(versions, days, strict=True)]
    return made


def make_claim_set(draw: random.Random, document_id: str, version: int, day: date) -> ClaimSet:
    published = draw.choice((None, day.isoformat(), day.isoformat(), f"{day.isoformat()}T23:30:00+00:00"))
    text = hash_parts("text", document_id, version if draw.random() < 0.8 else 0)
    claims = [_make_claim(draw, document_id, text, place, day) for place in range(draw.randrange(6))]
    return ClaimSet(
        document_id=document_id,
        version=hash_parts("version", document_id, version),
        headline=draw.choice((None, "Tote nach Hochwasser – „mehr als befürchtet“")),
        outlet=draw.choice(_OUTLETS),
        published=published,
        updated=None if version == 0 else f"{day.isoformat()}T08:00:00+02:00",
        url=f"https://beispiel.example/{document_id}",
        language="de",
        origin_file=f"{document_id[:8]} ä.txt",
        received=f"2025-01-01T00:00:{version:02}+00:00",
        ruleset="rules-1",
        text_fingerprint=tuple(draw.randrange(2**64) for _ in range(16)),
        claims=tuple({claim.claim_id: claim for claim in claims}.values()),
    )


def _make_claim(draw: random.Random, document_id: str, text: str, place: int, day: date) -> Claim:
    event, subject, measure = draw.choice(_EVENTS), draw.choice(_SUBJECTS), draw.choice(_MEASURES)
    figure = Span(100 * place, 100 * place + 8)
    source = draw.choice(_SOURCES)
    as_of = draw.choice((None, None, day.isoformat(), day.strftime("%Y-%m"), f"{day.isoformat()}/.."))
    return Claim(
        claim_id=hash_parts("claim", document_id, text, figure.start, figure.end, measure, subject.id),
        document_id=document_id,
        dossier_id=f"{event.id}/{subject.id}",
        measure=measure,
        subject=subject,
        event=event,
        place=draw.choice(_PLACES),
        quantity=_make_quantity(draw, "person" if measure != "other:Gebäude" else "Gebäude"),
        figure=figure,
        source=source,
        as_of=as_of,
        as_of_basis=None if as_of is None else draw.choice(("stated", "resolved")),
        as_of_span=None if as_of is None else Span(100 * place + 20, 100 * place + 30),
        modality=draw.choice(("stated", "stated", "estimated", "confirmed", "denied", "planned", "reported")),
        section=draw.choice(("body", "body", "lead", "headline", "infobox")),
        evidence=Evidence(
            100 * place, 100 * place + 90, f"Satz {place} über „{subject.label}“.", "vorher ", " nachher"
        ),
        rule="quantity.generated",
        confidence=draw.choice((0.3, 0.93)),
        ruleset="rules-1",
    )


def _make_quantity(draw: random.Random, unit: str) -> Quantity:
    number = draw.choice((100, 300, 600, 1000, 1100, 1.7, 12_000))
    aspects: tuple[Aspect, ...] = ("total", "total", "total", "current", "increment", "subset")
    modifiers: tuple[Modifier, ...] = ("exact", "about", "at_least", "at_most", "range", "vague")
    aspect, modifier = draw.choice(aspects), draw.choice(modifiers)
    if modifier == "at_least":
        return Quantity(number, number, None, modifier, unit, aspect, f"mindestens {number}")
    if modifier == "at_most":
        return Quantity(number, None, number, modifier, unit, aspect, f"bis zu {number}")
    if modifier == "range":
        return Quantity(None, number, number * 2, modifier, unit, aspect, f"{number} bis {number * 2}")
    if modifier == "vague":
        return Quantity(None, 100, None, modifier, unit, aspect, "Hunderte")
    return Quantity(number, number, number, modifier, unit, aspect, str(number))
