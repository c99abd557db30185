"""What articles say, counted: statements that differ in nothing but their article are one tally.

A tally is all that reconciling needs of them, and never grows: a count, the first articles and the last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from services.reconciler.core.datings import Dating, date_statement
from services.reconciler.core.policy import (
    ASSERTING_MODALITIES,
    CITED_CLAIMS,
    CONFIDENCE_THRESHOLD,
    LATEST_MENTIONS,
    MOMENTARY_MEASURES,
)
from services.reconciler.core.statements import Statement
from shared.domain.articles import hash_parts
from shared.domain.claims import Label, Number, Place
from shared.domain.ledger import Figure

_NO_INSTANT = "~"


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


@dataclass(frozen=True, slots=True)
class Gist:
    """Everything that reconciling asks of a statement, save which article makes it.

    `until`: the day on which its version ended; None: live. `is_dated`: its articles have a day. `start` and `end`:
    from when to when it holds; where `is_plain` None: each article says it as of its own day. `event_named` False: its
    dossier may split into episodes. `is_certain`: confidence suffices.
    """

    key: SayingKey
    place: Place | None
    origin: Label
    parents: tuple[str, ...]
    subject: str
    event: str | None
    event_kind: str | None
    event_named: bool
    as_of: str | None
    until: str | None
    is_dated: bool
    is_plain: bool
    start: str | None
    end: str | None
    admissible: bool
    reason: str | None
    is_certain: bool
    in_body: bool
    is_sourced: bool

    @property
    def is_live(self) -> bool:
        """Whether the live version of an article says it."""
        return self.until is None


class Mention(NamedTuple):
    """One statement in its article; sorts by the day and moment of becoming known.

    `known` is "" where the article has no day. `company` identifies what else the article says; "" in ended versions.
    """

    known: str
    instant: str
    claim_id: str
    document_id: str
    company: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A gist with the number of its mentions, the first of them and the last, each in the order of becoming known."""

    gist_id: str
    gist: Gist
    mentions: int
    first: tuple[Mention, ...]
    last: tuple[Mention, ...]

    @property
    def dating(self) -> Dating:
        """When it was told first."""
        first, gist = self.first[0], self.gist
        known = first.known or None
        start, end = (known, known) if gist.is_plain else (gist.start, gist.end)
        explicit = gist.as_of is not None
        instant = None if explicit or first.instant == _NO_INSTANT else first.instant
        return Dating(known, gist.until, start, end, explicit=explicit, instant=instant)


@dataclass(frozen=True, slots=True)
class Company:
    """What articles tell together (`members`: ids by `identify_member`), and how many live ones tell exactly that."""

    company_id: str
    members: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class DossierState:
    """All that is kept of one base dossier (a claim's `dossier_id`): its size is that of its positions."""

    base_id: str
    tallies: tuple[Tally, ...]
    companies: tuple[Company, ...]


class Told(NamedTuple):
    """A statement with its gist and its mention."""

    statement: Statement
    gist: Gist
    gist_id: str
    mention: Mention


def tell_document(base_id: str, statements: Sequence[Statement]) -> tuple[tuple[Told, ...], Company | None]:
    """Return what one document version says of a base dossier, and its company; an ended version has none."""
    found = [(each, gist, identify_gist(base_id, gist)) for each, gist in _distill_all(statements)]
    company = None
    if any(gist.is_live for _, gist, _ in found):
        company = make_company(base_id, (identify_member(gist) for _, gist, _ in found), 1)
    company_id = "" if company is None else company.company_id
    return tuple(Told(each, gist, gist_id, _mention(each, company_id)) for each, gist, gist_id in found), company


def make_company(base_id: str, members: Iterable[str], documents: int) -> Company:
    """Return the company of these members."""
    ordered = tuple(sorted(set(members)))
    return Company(hash_parts("company", base_id, ordered), ordered, documents)


def identify_member(gist: Gist) -> str:
    """Return what a gist is in the company of others.

    Coarser than the gist: "600" and "Stand 5. Mai: 600" are one member. Who tells which figures together comes to
    few combinations then, where each day would add its own. What has no name keeps its day, which decides its episode;
    the gists of one base are all named or all unnamed, since its id begins with the event's.
    """
    return _identify_member(gist.key, gist.admissible, None if gist.event_named else gist.end)


@lru_cache(maxsize=65536)
def _identify_member(key: SayingKey, admissible: bool, day: str | None) -> str:  # noqa: FBT001  (cached by position)
    return hash_parts("member", *key.track, key.origin_id, *_write_figure(key.figure), key.stance, admissible, day)


def tally_statements(base_id: str, statements: Iterable[Statement]) -> tuple[DossierState, Mapping[str, str]]:
    """Return the state that all statements of a base dossier come to, and the gist id of each live claim."""
    by_version: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        by_version[statement.document.document_id, statement.document.version].append(statement)
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    gists: dict[str, Gist] = {}
    companies: dict[str, Company] = {}
    live: dict[str, str] = {}
    for told_together in by_version.values():
        told, company = tell_document(base_id, told_together)
        for _, gist, gist_id, mention in told:
            gists[gist_id] = gist
            mentions[gist_id].append(mention)
            if gist.is_live:
                live[mention.claim_id] = gist_id
        if company is not None:
            count = companies[company.company_id].documents if company.company_id in companies else 0
            companies[company.company_id] = Company(company.company_id, company.members, count + 1)
    tallies = tuple(make_tally(gist_id, gists[gist_id], each) for gist_id, each in sorted(mentions.items()))
    return DossierState(base_id, tallies, tuple(each for _, each in sorted(companies.items()))), live


def make_tally(gist_id: str, gist: Gist, mentions: Iterable[Mention]) -> Tally:
    """Return the tally of all mentions of a gist."""
    ordered = sorted(mentions)
    return Tally(gist_id, gist, len(ordered), tuple(ordered[:CITED_CLAIMS]), tuple(ordered[-LATEST_MENTIONS:]))


def add_mentions(tally: Tally | None, gist_id: str, gist: Gist, added: Sequence[Mention]) -> Tally:
    """Return the tally with new mentions."""
    if tally is None:
        return make_tally(gist_id, gist, added)
    first = sorted({*tally.first, *added})[:CITED_CLAIMS]
    last = sorted({*tally.last, *added})[-LATEST_MENTIONS:]
    return Tally(gist_id, gist, tally.mentions + len(added), tuple(first), tuple(last))


def remove_mentions(tally: Tally, removed: Sequence[Mention]) -> Tally | None:
    """Return the tally without some of its mentions; None where it names one of them: others must take its place.

    A tally that names all its mentions can do without others.
    """
    gone = {mention.claim_id for mention in removed}
    left = tally.mentions - len(removed)
    if tally.mentions <= len(tally.first):
        kept = [mention for mention in tally.first if mention.claim_id not in gone]
        return make_tally(tally.gist_id, tally.gist, kept)
    if any(mention.claim_id in gone for mention in (*tally.first, *tally.last)):
        return None
    return Tally(tally.gist_id, tally.gist, left, tally.first, tally.last)


def order_mentions(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in the order of becoming known, those without a day last."""
    return sorted(mentions, key=lambda mention: (not mention.known, mention))


@lru_cache(maxsize=65536)
def identify_gist(base_id: str, gist: Gist) -> str:
    """Return the gist's id."""
    return hash_parts("gist", base_id, write_gist(gist))


def write_gist(gist: Gist) -> list[object]:
    """Return the gist as JSON holds it."""
    key, place = gist.key, gist.place
    return [
        [*key.track, key.origin_id, key.stance],
        _write_figure(key.figure),
        None if place is None else [place.id, place.label, list(place.within)],
        [gist.origin.id, gist.origin.label, *gist.parents],
        [gist.subject, gist.event, gist.event_kind, gist.event_named],
        [gist.as_of, gist.until, gist.is_dated, gist.is_plain, gist.start, gist.end],
        [gist.admissible, gist.reason, gist.is_certain, gist.in_body, gist.is_sourced],
    ]


def _write_figure(figure: Figure) -> list[object]:
    return [figure.point, figure.low, figure.high, figure.modifier, figure.unit, figure.aspect]


def read_gist(stored: list[Any]) -> Gist:
    """Return the gist that `write_gist` wrote."""
    key, figure, place, origin, event, dates, flags = stored
    return Gist(
        SayingKey(TrackKey(*key[:3]), key[3], Figure(*figure), key[4]),
        None if place is None else Place(place[0], place[1], tuple(place[2])),
        Label(origin[0], origin[1]),
        tuple(origin[2:]),
        *event,
        *dates,
        *flags,
    )


def _distill_all(statements: Iterable[Statement]) -> Iterator[tuple[Statement, Gist]]:
    for statement in statements:
        yield statement, distill(statement)


def distill(statement: Statement) -> Gist:
    """Return the gist of a statement."""
    claim, event = statement.claim, statement.claim.event
    dating = date_statement(statement)
    is_named = event is None or event.named
    # only what has no name is cut at gaps between days; a version that ended needs its days in the history
    is_plain = not dating.explicit and dating.until is None and is_named and dating.known is not None
    return Gist(
        key=find_key(statement),
        place=claim.place,
        origin=statement.origin,
        parents=statement.origin_parents,
        subject=claim.subject.label,
        event=None if event is None else event.label,
        event_kind=None if event is None else event.kind,
        event_named=is_named,
        as_of=claim.as_of,
        until=dating.until,
        is_dated=dating.known is not None,
        is_plain=is_plain,
        start=None if is_plain else dating.start,
        end=None if is_plain else dating.end,
        admissible=statement.admissible,
        reason=statement.reason,
        is_certain=claim.confidence >= CONFIDENCE_THRESHOLD,
        in_body=claim.section == "body",
        is_sourced=claim.source is not None,
    )


def _mention(statement: Statement, company: str) -> Mention:
    dating = date_statement(statement)
    document_id = statement.document.document_id
    return Mention(dating.known or "", dating.instant or _NO_INSTANT, statement.claim.claim_id, document_id, company)


def find_key(statement: Statement) -> SayingKey:
    """Return which position a statement belongs to."""
    claim, quantity = statement.claim, statement.claim.quantity
    figure = Figure(
        _plain(quantity.point),
        _plain(quantity.low),
        _plain(quantity.high),
        quantity.modifier,
        quantity.unit,
        "total" if quantity.aspect == "current" and claim.measure in MOMENTARY_MEASURES else quantity.aspect,
    )
    stance = "asserted" if claim.modality in ASSERTING_MODALITIES else claim.modality
    track = TrackKey(claim.measure, quantity.unit, "" if claim.place is None else claim.place.id)
    return SayingKey(track, statement.origin.id, figure, stance)


def _plain(number: Number | None) -> Number | None:
    """Return 10000 for 10000.0: they print differently, but are one figure."""
    return int(number) if number is not None and number == int(number) else number
