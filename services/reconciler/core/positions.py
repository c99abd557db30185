"""Positions: what one origin says on a track, however many articles say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.reconciler.core.datings import Dating, Effective, find_effective, reduce_datings
from services.reconciler.core.intervals import UPPER_BOUNDS, Interval, find_number, measure_interval
from services.reconciler.core.policy import CITED_CLAIMS, COMPARED_ASPECTS
from services.reconciler.core.sentences import name_figure, name_measure
from services.reconciler.core.tallies import Mention, SayingKey, Tally, TrackKey, identify_member, order_mentions
from shared.domain.articles import hash_parts
from shared.domain.claims import Aspect, Label, Number, Place
from shared.domain.ledger import Figure, Position


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """A position in the making: what one origin says on a track, with what comparing needs.

    `comparable`: at least one statement is admissible. `live`: the tallies of live versions, none where only ended ones
    said so. `tellings`: the admissible ones, else all live ones, else ended ones. `companies`: ids of what the articles
    of the tellings tell together. `datings`: when the tellings say it, mere repetitions left out; `past`: when all
    document versions did, for history. `cited`: the first mentions among the tellings.
    """

    position_id: str
    key: SayingKey
    place: Place | None
    origin: Label
    lineage: frozenset[str]
    comparable: bool
    live: tuple[Tally, ...]
    tellings: tuple[Tally, ...]
    companies: frozenset[str]
    datings: tuple[Dating, ...]
    past: tuple[Dating, ...]
    effective: Effective | None
    first_said: str | None
    last_said: str | None
    cited: tuple[Mention, ...]
    interval: Interval
    number: Number | None
    name: str
    """Figure, measure and place, as in "about 8,000 deployed in Kursk"."""

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
    def in_body(self) -> bool:
        """Whether the body of an article says it."""
        return any(told.gist.in_body for told in self.tellings)

    @property
    def is_borne(self) -> bool:
        """Whether an article says it in its body or with a source, and not only in a headline that lost a hedge."""
        return any(told.gist.is_sourced or told.gist.in_body for told in self.tellings)

    @property
    def telling(self) -> tuple[str, Aspect, object, bool]:
        """What one origin's sayings share that are one telling: "über 1.000" and "1.000", not "bis zu 1.000"."""
        number = (self.figure.low, self.figure.high) if self.number is None else self.number
        return self.key.origin_id, self.figure.aspect, number, self.figure.modifier in UPPER_BOUNDS

    def cite(self) -> tuple[str, ...]:
        """Return the claims to name where this position is named: the earliest."""
        return tuple(mention.claim_id for mention in self.cited)

    def name_dated(self) -> str:
        """Return the figure with its effective day: "about 600 killed (2025-04-30)"."""
        return f"{self.name} ({self.day or 'undated'})"


@lru_cache(maxsize=65536)
def identify_track(dossier_id: str, track: TrackKey) -> str:
    """Return the track's id."""
    return hash_parts("track", dossier_id, *track)


def fold_sayings(
    dossier_id: str, tallies: Iterable[Tally], companies: Mapping[str, Sequence[str]]
) -> tuple[Saying, ...]:
    """Return the sayings that tallies come to, in the order of position ids; `companies`: ids by member.

    What ended versions said names and describes nothing that live ones describe.
    """
    grouped: defaultdict[SayingKey, list[Tally]] = defaultdict(list)
    labels: dict[str, Label] = {}
    lineages: defaultdict[str, set[str]] = defaultdict(set)
    places: dict[str, Place] = {}
    ordered = sorted(tallies, key=lambda tally: (not tally.gist.is_live, tally.gist_id))
    live = {tally.gist.origin.id for tally in ordered if tally.gist.is_live}
    placed = {tally.gist.place.id for tally in ordered if tally.gist.is_live and tally.gist.place is not None}
    for tally in ordered:
        gist, origin, place = tally.gist, tally.gist.origin, tally.gist.place
        grouped[gist.key].append(tally)
        if gist.is_live or origin.id not in live:
            labels[origin.id] = min(labels.get(origin.id, origin), origin, key=lambda label: label.label)
            lineages[origin.id].update((origin.id, *gist.parents))
        if place is not None and (gist.is_live or place.id not in placed):
            places[place.id] = min(places.get(place.id, place), place, key=_place_order)
    tracks = {key.track: identify_track(dossier_id, key.track) for key in grouped}
    folded = [
        _make_saying(
            tracks[key.track],
            key,
            told,
            companies,
            place=places.get(key.track.place_id),
            origin=labels[key.origin_id],
            lineage=frozenset(lineages[key.origin_id]),
        )
        for key, told in grouped.items()
    ]
    return tuple(sorted(folded, key=lambda saying: saying.position_id))


def make_position(saying: Saying, track_id: str, documents: int, *, current: bool) -> Position:
    """Return the position as the ledger shows it: the first claims and their articles named, all counted."""
    named = order_mentions(mention for tally in saying.live for mention in tally.first)[:CITED_CLAIMS]
    as_of = {tally.gist.as_of for tally in saying.live} - {None}
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
        claims=tuple(mention.claim_id for mention in named),
        documents=tuple(dict.fromkeys(mention.document_id for mention in named)),
        claim_count=sum(tally.mentions for tally in saying.live),
        document_count=documents,
    )


def _place_order(place: Place) -> tuple[int, tuple[str, ...], str]:
    return -len(place.within), place.within, place.label


def _make_saying(
    track_id: str,
    key: SayingKey,
    told: Sequence[Tally],
    companies: Mapping[str, Sequence[str]],
    *,
    place: Place | None,
    origin: Label,
    lineage: frozenset[str],
) -> Saying:
    live = tuple(each for each in told if each.gist.is_live)
    admissible = tuple(each for each in live if each.gist.admissible)
    tellings = admissible or live or tuple(told)
    datings = reduce_datings(each.dating for each in tellings)
    mentions = order_mentions(mention for each in tellings for mention in each.first)
    days = [day for each in tellings for day in (each.first[0].known, each.last[-1].known) if day]
    figure = key.figure
    return Saying(
        position_id=_identify_position(track_id, key),
        key=key,
        place=place,
        origin=origin,
        lineage=lineage,
        comparable=bool(admissible),
        live=live,
        tellings=tellings,
        companies=frozenset(company for each in tellings for company in companies.get(identify_member(each.gist), ())),
        datings=datings,
        past=reduce_datings(each.dating for each in told if each.gist.admissible),
        effective=find_effective(datings),
        first_said=min(days, default=None),
        last_said=max(days, default=None),
        cited=tuple(mentions[:CITED_CLAIMS]),
        interval=measure_interval(figure),
        number=find_number(figure),
        name=_name_saying(key, place),
    )


@lru_cache(maxsize=131072)  # all positions of a dossier are made anew whenever it changes
def _identify_position(track_id: str, key: SayingKey) -> str:
    figure = key.figure
    parts = (figure.point, figure.low, figure.high, figure.modifier, figure.unit, figure.aspect)
    return hash_parts("position", track_id, key.origin_id, *parts, key.stance)


def _name_saying(key: SayingKey, place: Place | None) -> str:
    where = "" if place is None else f" in {place.label}"
    return f"{name_figure(key.figure)} {name_measure(key.track.measure)}".strip() + where
