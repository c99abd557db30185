"""Positions: what one origin says on a track, however many articles say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.reconciler.core.datings import Dating, Effective, date_statement, find_effective, reduce_datings
from services.reconciler.core.intervals import UPPER_BOUNDS, Interval, find_number, measure_interval
from services.reconciler.core.policy import ASSERTING_MODALITIES, CITED_CLAIMS, COMPARED_ASPECTS
from services.reconciler.core.sentences import name_figure, name_measure
from services.reconciler.core.statements import Statement
from shared.domain.articles import hash_parts
from shared.domain.claims import Aspect, Label, Number, Place
from shared.domain.ledger import Figure, Position


class TrackKey(NamedTuple):
    """What only compares with its like: a measure, in a unit, at a place ("" is the whole event)."""

    measure: str
    unit: str
    place_id: str


class SayingKey(NamedTuple):
    """What makes two statements one position; a denied or planned figure is another than the same one asserted."""

    track: TrackKey
    origin_id: str
    figure: Figure
    stance: str


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """A position in the making: what one origin says on a track, with what comparing needs.

    `comparable`: at least one statement is admissible. `statements`: all live ones, none where only ended versions said
    so. `tellings`: the admissible ones in the order of becoming known, else all live ones, else ended ones.
    `datings`: those of the tellings, mere repetitions left out; `past`: those of all document versions, for history.
    """

    position_id: str
    key: SayingKey
    place: Place | None
    origin: Label
    lineage: frozenset[str]
    comparable: bool
    statements: tuple[Statement, ...]
    tellings: tuple[Statement, ...]
    documents: frozenset[str]
    datings: tuple[Dating, ...]
    past: tuple[Dating, ...]
    effective: Effective | None
    first_said: str | None
    last_said: str | None
    interval: Interval
    number: Number | None

    @property
    def figure(self) -> Figure:
        """The literal quantity."""
        return self.key.figure

    @property
    def day(self) -> str | None:
        """The effective day."""
        return None if self.effective is None else self.effective.day

    @property
    def counts(self) -> bool:
        """Whether it stands for a count that may be compared and estimated."""
        return self.comparable and self.figure.aspect in COMPARED_ASPECTS

    @property
    def is_borne(self) -> bool:
        """Whether an article says it in its body or with a source, and not only in a headline that lost a hedge."""
        return any(told.claim.source is not None or told.claim.section == "body" for told in self.tellings)

    @property
    def telling(self) -> tuple[str, Aspect, object, bool]:
        """What one origin's sayings share that are one telling: "über 1.000" and "1.000", not "bis zu 1.000"."""
        number = (self.figure.low, self.figure.high) if self.number is None else self.number
        return self.key.origin_id, self.figure.aspect, number, self.figure.modifier in UPPER_BOUNDS

    def cite(self) -> tuple[str, ...]:
        """Return the claims to name where this position is named: the earliest."""
        return tuple(told.claim.claim_id for told in self.tellings[:CITED_CLAIMS])

    def name(self) -> str:
        """Return figure, measure and place, as in "about 8,000 deployed in Kursk"."""
        place = "" if self.place is None else f" in {self.place.label}"
        measure = name_measure(self.key.track.measure)
        return f"{name_figure(self.figure)} {measure}".strip() + place

    def name_dated(self) -> str:
        """Return the figure with its effective day: "about 600 killed (2025-04-30)"."""
        return f"{self.name()} ({self.day or 'undated'})"


def identify_track(dossier_id: str, track: TrackKey) -> str:
    """Return the track's id."""
    return hash_parts("track", dossier_id, *track)


def find_track(statement: Statement) -> TrackKey:
    """Return the track that a statement belongs to."""
    claim = statement.claim
    return TrackKey(claim.measure, claim.quantity.unit, "" if claim.place is None else claim.place.id)


def fold_sayings(dossier_id: str, statements: Iterable[Statement]) -> tuple[Saying, ...]:
    """Return the sayings that statements come to, in the order of position ids."""
    grouped: defaultdict[SayingKey, list[Statement]] = defaultdict(list)
    labels: dict[str, Label] = {}
    lineages: defaultdict[str, set[str]] = defaultdict(set)
    places: dict[str, Place] = {}
    for statement in statements:
        origin, place = statement.origin, statement.claim.place
        grouped[_find_key(statement)].append(statement)
        labels[origin.id] = min(labels.get(origin.id, origin), origin, key=lambda label: label.label)
        lineages[origin.id].update((origin.id, *statement.origin_parents))
        if place is not None:
            places[place.id] = min(places.get(place.id, place), place, key=_place_order)
    tracks = {key.track: identify_track(dossier_id, key.track) for key in grouped}
    folded = [
        _make_saying(
            tracks[key.track],
            key,
            told,
            place=places.get(key.track.place_id),
            origin=labels[key.origin_id],
            lineage=frozenset(lineages[key.origin_id]),
        )
        for key, told in grouped.items()
    ]
    return tuple(sorted(folded, key=lambda saying: saying.position_id))


def make_position(saying: Saying, track_id: str, *, current: bool) -> Position:
    """Return the position as the ledger shows it."""
    claims = {statement.claim.claim_id for statement in saying.statements}
    documents = {statement.document.document_id for statement in saying.statements}
    as_of = {statement.claim.as_of for statement in saying.statements} - {None}
    return Position(
        position_id=saying.position_id,
        track_id=track_id,
        origin=saying.origin,
        quantity=saying.figure,
        as_of=tuple(sorted(day for day in as_of if day is not None)),
        effective=saying.day,
        first_said=saying.first_said,
        last_said=saying.last_said,
        current=current,
        admissible=saying.counts,
        claims=tuple(sorted(claims)),
        documents=tuple(sorted(documents)),
    )


def _find_key(statement: Statement) -> SayingKey:
    quantity, modality = statement.claim.quantity, statement.claim.modality
    figure = Figure(
        _plain(quantity.point),
        _plain(quantity.low),
        _plain(quantity.high),
        quantity.modifier,
        quantity.unit,
        quantity.aspect,
    )
    stance = "asserted" if modality in ASSERTING_MODALITIES else modality
    return SayingKey(find_track(statement), statement.origin.id, figure, stance)


def _plain(number: Number | None) -> Number | None:
    """Return 10000 for 10000.0: they print differently, but are one figure."""
    return int(number) if number is not None and number == int(number) else number


def _place_order(place: Place) -> tuple[int, tuple[str, ...], str]:
    return -len(place.within), place.within, place.label


def _make_saying(
    track_id: str,
    key: SayingKey,
    told: Sequence[Statement],
    *,
    place: Place | None,
    origin: Label,
    lineage: frozenset[str],
) -> Saying:
    dated = sorted(((date_statement(each), each) for each in told), key=_telling_order)
    live = [(dating, each) for dating, each in dated if dating.until is None]
    admissible = [(dating, each) for dating, each in live if each.admissible]
    telling = admissible or live or dated
    datings = reduce_datings(dating for dating, _ in telling)
    said = [dating.known for dating, _ in telling if dating.known is not None]
    tellings = tuple(each for _, each in telling)
    figure = key.figure
    figure_parts = (figure.point, figure.low, figure.high, figure.modifier, figure.unit, figure.aspect)
    return Saying(
        position_id=hash_parts("position", track_id, key.origin_id, *figure_parts, key.stance),
        key=key,
        place=place,
        origin=origin,
        lineage=lineage,
        comparable=bool(admissible),
        statements=tuple(each for _, each in live),
        tellings=tellings,
        documents=frozenset(each.document.document_id for each in tellings),
        datings=datings,
        past=reduce_datings(dating for dating, each in dated if each.admissible),
        effective=find_effective(datings),
        first_said=said[0] if said else None,
        last_said=said[-1] if said else None,
        interval=measure_interval(figure),
        number=find_number(figure),
    )


def _telling_order(dated: tuple[Dating, Statement]) -> tuple[bool, str, str]:
    dating, statement = dated
    return dating.known is None, dating.known or "", statement.claim.claim_id
