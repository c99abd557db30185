"""Reconcile one dossier: an event and a counted group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.reconciler.core.changes import find_changes, list_replaced
from services.reconciler.core.comparisons import find_comparisons
from services.reconciler.core.copies import join_copies
from services.reconciler.core.episodes import Episode, find_kind, split_episodes
from services.reconciler.core.estimates import estimate_track
from services.reconciler.core.facts import DossierFacts, Finding, index_sayings
from services.reconciler.core.histories import trace_estimates
from services.reconciler.core.parts import find_parts
from services.reconciler.core.positions import Saying, TrackKey, fold_sayings, identify_track, make_position
from services.reconciler.core.statements import Audit, Statement
from services.reconciler.core.sums import find_sums
from shared.domain.ledger import Discrepancy, Dossier, Relation, Track


def reconcile_dossier(base_id: str, audits: Sequence[Audit]) -> tuple[Dossier, ...]:
    """Return the dossiers that the statements of one base dossier (a claim's `dossier_id`) come to, in id order.

    The audits are already reduced to that dossier. An unnamed event may split into episodes: the first keeps the base
    id, later ones add `#` and the day they begin. The order and repetition of audits change nothing.
    """
    statements = _gather_statements(audits)
    if all(each.document.known_until is not None for each in statements):
        return ()
    objections = {found.discrepancy_id: found for audit in audits for found in audit.discrepancies}
    dossiers = []
    for episode in split_episodes(base_id, join_copies(statements)):
        live = {each.claim.claim_id for each in episode.statements if each.document.known_until is None}
        own = [
            replace(found, dossier_id=episode.dossier_id) for found in objections.values() if found.claims[0] in live
        ]
        dossiers.append(_reconcile_episode(episode, own))
    return tuple(sorted(dossiers, key=lambda dossier: dossier.dossier_id))


def _gather_statements(audits: Iterable[Audit]) -> tuple[Statement, ...]:
    """Return each statement once, in an order of their own."""
    found = {
        (each.claim.claim_id, each.document.document_id, each.document.version): each
        for audit in audits
        for each in audit.statements
    }
    return tuple(each for _, each in sorted(found.items()))


def _reconcile_episode(episode: Episode, objections: Sequence[Discrepancy]) -> Dossier:
    sayings = fold_sayings(episode.dossier_id, episode.statements)
    facts = index_sayings(episode.dossier_id, find_kind(episode.statements), sayings)
    replaced = list_replaced(facts)
    findings = [*objections, *_find_everything(facts, replaced)]
    relations = {found.relation_id: found for found in findings if isinstance(found, Relation)}
    discrepancies = {found.discrepancy_id: found for found in findings if isinstance(found, Discrepancy)}
    return Dossier(
        dossier_id=episode.dossier_id,
        label=_name_dossier(episode),
        tracks=_make_tracks(facts, sayings, replaced),
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


def _make_tracks(facts: DossierFacts, sayings: Iterable[Saying], replaced: Mapping[str, str]) -> tuple[Track, ...]:
    by_track: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_track[saying.key.track].append(saying)
    leaves: defaultdict[TrackKey, list[Saying]] = defaultdict(list)
    for succession in facts.successions:
        for leaf in succession.find_leaves():
            leaves[leaf.key.track].append(leaf)
    tracks = []
    for key, all_sayings in by_track.items():
        live = [saying for saying in all_sayings if saying.statements]
        if live:
            track_id = identify_track(facts.dossier_id, key)
            positions = (make_position(each, track_id, current=each.position_id not in replaced) for each in live)
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
                )
            )
    return tuple(sorted(tracks, key=lambda track: track.track_id))


def _name_dossier(episode: Episode) -> str:
    """Return event and group, the smallest of the labels that articles give, and the beginning of an episode."""
    subjects = {each.claim.subject.label for each in episode.statements}
    events = {each.claim.event.label for each in episode.statements if each.claim.event is not None}
    label = ": ".join(part for part in (min(events, default=""), min(subjects, default="")) if part)
    return label if episode.begins is None else f"{label} (from {episode.begins})"
