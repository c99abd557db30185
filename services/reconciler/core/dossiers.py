"""Reconcile one dossier: an event and a counted group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.reconciler.core.changes import find_changes, list_replaced
from services.reconciler.core.comparisons import find_comparisons
from services.reconciler.core.copies import join_copies
from services.reconciler.core.episodes import Episode, find_kind, split_episodes
from services.reconciler.core.estimates import estimate_track
from services.reconciler.core.facts import DossierFacts, Finding, index_sayings
from services.reconciler.core.histories import trace_estimates
from services.reconciler.core.parts import find_parts
from services.reconciler.core.positions import Saying, fold_sayings, identify_track, make_position
from services.reconciler.core.statements import Audit
from services.reconciler.core.sums import find_sums
from services.reconciler.core.tallies import Company, DossierState, TrackKey, identify_member, tally_statements
from shared.domain.ledger import Discrepancy, Dossier, Relation, Track


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The dossiers of one base, in the order of ids, and the position that each gist belongs to, by gist id."""

    dossiers: tuple[Dossier, ...]
    places: Mapping[str, tuple[str, str]]
    """Gist id to dossier id and position id; what only ended versions say has no position."""


def reconcile_audits(base_id: str, audits: Sequence[Audit]) -> tuple[Dossier, ...]:
    """Return the dossiers that the statements of one base dossier (a claim's `dossier_id`) come to, in id order.

    The audits are already reduced to that dossier; their order and repetition change nothing. What an article says
    against itself is among the discrepancies.
    """
    statements = {
        (each.claim.claim_id, each.document.document_id, each.document.version): each
        for audit in audits
        for each in audit.statements
    }
    state, gists = tally_statements(base_id, join_copies(each for _, each in sorted(statements.items())))
    reconciled = reconcile_dossier(state)
    objections: defaultdict[str, dict[str, Discrepancy]] = defaultdict(dict)
    for found in (found for audit in audits for found in audit.discrepancies):
        if found.claims[0] in gists:
            dossier_id, _ = reconciled.places[gists[found.claims[0]]]
            objections[dossier_id][found.discrepancy_id] = replace(found, dossier_id=dossier_id)
    return tuple(_object(dossier, objections[dossier.dossier_id]) for dossier in reconciled.dossiers)


def reconcile_dossier(state: DossierState) -> Reconciled:
    """Return what the state of one base dossier comes to, without what articles say against themselves.

    An unnamed event may split into episodes: the first keeps the base id, later ones add `#` and the day they begin.
    What only ended versions spoke of has a past and nothing else.
    """
    companies = {each.company_id: each for each in state.companies}
    dossiers: list[Dossier] = []
    places: dict[str, tuple[str, str]] = {}
    for episode in split_episodes(state.base_id, state.tallies):
        sayings = fold_sayings(episode.dossier_id, episode.tallies, _list_companies(state.companies))
        dossier = _reconcile_episode(episode, sayings, companies)
        if dossier.tracks or dossier.past:
            dossiers.append(dossier)
        for saying in sayings:
            places.update({tally.gist_id: (episode.dossier_id, saying.position_id) for tally in saying.live})
    return Reconciled(tuple(sorted(dossiers, key=lambda dossier: dossier.dossier_id)), places)


def _object(dossier: Dossier, objections: Mapping[str, Discrepancy]) -> Dossier:
    found = {each.discrepancy_id: each for each in dossier.discrepancies} | dict(objections)
    return replace(dossier, discrepancies=tuple(each for _, each in sorted(found.items())))


def _list_companies(companies: Iterable[Company]) -> dict[str, list[str]]:
    """Return the ids of the companies of each member."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for company in companies:
        for member in company.members:
            listed[member].append(company.company_id)
    return listed


def _reconcile_episode(episode: Episode, sayings: Sequence[Saying], companies: Mapping[str, Company]) -> Dossier:
    facts = index_sayings(episode.dossier_id, find_kind(episode.tallies), sayings)
    replaced = list_replaced(facts)
    findings = tuple(_find_everything(facts, replaced))
    relations = {found.relation_id: found for found in findings if isinstance(found, Relation)}
    discrepancies = {found.discrepancy_id: found for found in findings if isinstance(found, Discrepancy)}
    return Dossier(
        dossier_id=episode.dossier_id,
        label=_name_dossier(episode),
        tracks=_make_tracks(facts, sayings, companies, replaced),
        past=_make_past_tracks(facts, sayings),
        relations=tuple(found for _, found in sorted(relations.items())),
        discrepancies=tuple(found for _, found in sorted(discrepancies.items())),
    )


def _find_everything(facts: DossierFacts, replaced: Mapping[str, str]) -> Iterable[Finding]:
    sums = tuple(find_sums(facts))
    added = frozenset((part, found.to) for found in sums if isinstance(found, Relation) for part in found.parts)
    yield from sums
    yield from find_changes(facts)
    yield from find_comparisons(facts, replaced, added)
    yield from find_parts(facts)


def _make_tracks(
    facts: DossierFacts, sayings: Iterable[Saying], companies: Mapping[str, Company], replaced: Mapping[str, str]
) -> tuple[Track, ...]:
    by_track: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_track[saying.key.track].append(saying)
    leaves: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for succession in facts.successions:
        for leaf in succession.find_leaves():
            leaves[leaf.key.track].append(leaf)
    counts = _count_documents(facts.dossier_id, sayings, companies)
    tracks = []
    for key, all_sayings in by_track.items():
        live = [saying for saying in all_sayings if saying.live]
        if live:
            track_id = identify_track(facts.dossier_id, key)
            positions = (
                make_position(each, track_id, counts[each.position_id], current=each.position_id not in replaced)
                for each in live
            )
            tracks.append(
                Track(
                    track_id=track_id,
                    dossier_id=facts.dossier_id,
                    measure=key.measure,
                    unit=key.unit,
                    place=live[0].place,
                    estimate=estimate_track(leaves[key]),
                    history=trace_estimates(all_sayings),
                    positions=tuple(positions),
                    document_count=counts[track_id],
                )
            )
    return tuple(sorted(tracks, key=lambda track: track.track_id))


def _make_past_tracks(facts: DossierFacts, sayings: Iterable[Saying]) -> tuple[Track, ...]:
    """Return the tracks that only ended versions spoke of and that had an estimate then."""
    by_track: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_track[saying.key.track].append(saying)
    tracks = []
    for key, ended in by_track.items():
        history = () if any(saying.live for saying in ended) else trace_estimates(ended)
        if history:
            track_id = identify_track(facts.dossier_id, key)
            place = ended[0].place
            tracks.append(Track(track_id, facts.dossier_id, key.measure, key.unit, place, None, history, (), 0))
    return tuple(sorted(tracks, key=lambda track: track.track_id))


def _count_documents(
    dossier_id: str, sayings: Iterable[Saying], companies: Mapping[str, Company]
) -> defaultdict[str, int]:
    """Return how many live articles say each position, and anything on each track, by id."""
    owners: dict[str, tuple[str, str]] = {}
    for saying in sayings:
        ids = saying.position_id, identify_track(dossier_id, saying.key.track)
        owners.update({identify_member(tally.gist): ids for tally in saying.live})
    counts: defaultdict[str, int] = defaultdict(int)
    for company in companies.values():
        said = [owners[member] for member in company.members if member in owners]
        for identity in {identity for ids in said for identity in ids}:
            counts[identity] += company.documents
    return counts


def _name_dossier(episode: Episode) -> str:
    """Return event and group, the smallest of the labels that live articles give, and the beginning of an episode.

    Where no article of today speaks of it, those of before do.
    """
    gists = [each.gist for each in episode.tallies]
    live = [gist for gist in gists if gist.is_live] or gists
    subjects = {gist.subject for gist in live}
    events = {gist.event for gist in live if gist.event is not None}
    label = ": ".join(part for part in (min(events, default=""), min(subjects, default="")) if part)
    return label if episode.begins is None else f"{label} (from {episode.begins})"
