"""Claims and sources as rows of `lagebild.claims` and `lagebild.sources`."""

from __future__ import annotations

from typing import Any

from asyncpg import Record

from shared.domain.articles import hash_parts
from shared.domain.claims import Claim, Event, Evidence, Label, Place, Quantity, Source, Span
from shared.storage.values import read_number, read_texts, write_number

Row = tuple[Any, ...]

CLAIM_COLUMNS = (
    "claim_id",
    "document_id",
    "dossier_id",
    "measure",
    "subject_id",
    "subject_label",
    "event_id",
    "event_label",
    "event_kind",
    "event_named",
    "place_id",
    "place_label",
    "place_within",
    "point",
    "low",
    "high",
    "modifier",
    "unit",
    "aspect",
    "figure_text",
    "figure_start",
    "figure_end",
    "source_key",
    "source_via",
    "source_start",
    "source_end",
    "as_of",
    "as_of_basis",
    "as_of_start",
    "as_of_end",
    "modality",
    "section",
    "evidence_start",
    "evidence_end",
    "sentence",
    "prefix",
    "suffix",
    "rule",
    "confidence",
    "ruleset",
)
"""The columns of a claim, in the order of `write_claim`."""

SOURCE_COLUMNS = ("source_key", "source_id", "label", "kind", "aliases", "parents")
"""The columns of a source's description, in the order of `write_source`."""

CLAIM_SELECT = (
    ", ".join(f"c.{column}" for column in CLAIM_COLUMNS)
    + ", s.source_id, s.label AS source_label, s.kind AS source_kind,"
    + " s.aliases AS source_aliases, s.parents AS source_parents"
)
"""What `read_claim` needs: claims as c, left joined with their sources as s."""


def identify_source(source: Source) -> str:
    """Return the key of a source's description: what a lexicon says of it, not where an article names it."""
    return hash_parts("source", source.id, source.label, source.aliases, source.kind, source.parents)


def write_source(source: Source) -> Row:
    """Return the description's row."""
    return identify_source(source), source.id, source.label, source.kind, list(source.aliases), list(source.parents)


def write_claim(claim: Claim) -> Row:
    """Return the claim's row."""
    quantity, evidence = claim.quantity, claim.evidence
    return (
        claim.claim_id,
        claim.document_id,
        claim.dossier_id,
        claim.measure,
        claim.subject.id,
        claim.subject.label,
        *_write_event(claim.event),
        *write_place(claim.place),
        write_number(quantity.point),
        write_number(quantity.low),
        write_number(quantity.high),
        quantity.modifier,
        quantity.unit,
        quantity.aspect,
        quantity.text,
        claim.figure.start,
        claim.figure.end,
        *_write_citation(claim.source),
        claim.as_of,
        claim.as_of_basis,
        *_write_span(claim.as_of_span),
        claim.modality,
        claim.section,
        evidence.start,
        evidence.end,
        evidence.exact,
        evidence.prefix,
        evidence.suffix,
        claim.rule,
        claim.confidence,
        claim.ruleset,
    )


def read_claim(row: Record) -> Claim:
    """Return the claim of a row that `CLAIM_SELECT` selected."""
    return Claim(
        claim_id=row["claim_id"],
        document_id=row["document_id"],
        dossier_id=row["dossier_id"],
        measure=row["measure"],
        subject=Label(row["subject_id"], row["subject_label"]),
        event=_read_event(row),
        place=read_place(row),
        quantity=Quantity(
            point=read_number(row["point"]),
            low=read_number(row["low"]),
            high=read_number(row["high"]),
            modifier=row["modifier"],
            unit=row["unit"],
            aspect=row["aspect"],
            text=row["figure_text"],
        ),
        figure=Span(row["figure_start"], row["figure_end"]),
        source=_read_source(row),
        as_of=row["as_of"],
        as_of_basis=row["as_of_basis"],
        as_of_span=_read_span(row["as_of_start"], row["as_of_end"]),
        modality=row["modality"],
        section=row["section"],
        evidence=Evidence(row["evidence_start"], row["evidence_end"], row["sentence"], row["prefix"], row["suffix"]),
        rule=row["rule"],
        confidence=row["confidence"],
        ruleset=row["ruleset"],
    )


def write_place(place: Place | None) -> Row:
    """Return place_id, place_label and place_within."""
    return (None, None, None) if place is None else (place.id, place.label, list(place.within))


def read_place(row: Record) -> Place | None:
    """Return the place of a claim's or a track's row."""
    if row["place_id"] is None:
        return None
    return Place(row["place_id"], row["place_label"], read_texts(row["place_within"]))


def _write_event(event: Event | None) -> Row:
    return (None, None, None, None) if event is None else (event.id, event.label, event.kind, event.named)


def _read_event(row: Record) -> Event | None:
    if row["event_id"] is None:
        return None
    return Event(row["event_id"], row["event_label"], row["event_kind"], row["event_named"])


def _write_citation(source: Source | None) -> Row:
    if source is None:
        return None, None, None, None
    return identify_source(source), list(source.via), *_write_span(source.span)


def _read_source(row: Record) -> Source | None:
    if row["source_key"] is None:
        return None
    return Source(
        id=row["source_id"],
        label=row["source_label"],
        aliases=read_texts(row["source_aliases"]),
        kind=row["source_kind"],
        via=read_texts(row["source_via"]),
        parents=read_texts(row["source_parents"]),
        span=_read_span(row["source_start"], row["source_end"]),
    )


def _write_span(span: Span | None) -> Row:
    return (None, None) if span is None else (span.start, span.end)


def _read_span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
