"""What changed in the ledger, as messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from services.reconciler.adapters.events import describe_discrepancies, describe_tracks
from services.reconciler.adapters.ledger_rows import DISCREPANCIES as DISCREPANCY_ROWS
from services.reconciler.adapters.ledger_rows import compare_rows, tabulate
from services.reconciler.core.reconcile import reconcile
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.registry import ASSESSMENTS, DISCREPANCIES, find_topic
from shared.domain.ledger import Dossier
from shared.runtime.codec import decode_event
from shared.runtime.messages import OutboundMessage
from tests.golden.ledger_notation import read_case
from tests.integration.claim_sets import generate_claim_sets

BEFORE = reconcile(generate_claim_sets(30, 1)).dossiers
CASES = Path(__file__).parents[4] / "golden" / "conflicts"
TIME = "2025-05-01T00:00:00+00:00"


def describe(before: Sequence[Dossier], after: Sequence[Dossier]) -> list[OutboundMessage]:
    changes = compare_rows(
        tabulate((each.dossier_id, each) for each in before), tabulate((each.dossier_id, each) for each in after)
    )
    found = {each.discrepancy_id: each for dossier in after for each in dossier.discrepancies}
    changed = {key[0] for rows in changes[DISCREPANCY_ROWS] for key in rows}
    return [
        *describe_tracks(changes, after, time=TIME),
        *describe_discrepancies(changed, found, {}, time=TIME),
    ]


def test_everything_new_is_announced_once_and_readable() -> None:
    messages = describe((), BEFORE)

    tracks = {track.track_id.encode() for dossier in BEFORE for track in dossier.tracks}
    found = {each.discrepancy_id.encode() for dossier in BEFORE for each in dossier.discrepancies}
    assert {message.key for message in messages if message.topic == ASSESSMENTS.name} == tracks
    assert {message.key for message in messages if message.topic == DISCREPANCIES.name} == found
    assert len(messages) == len(tracks) + len(found)
    for message in messages:
        value = decode_event(find_topic(message.topic), message.value, message.headers)
        assert isinstance(value, AssessmentV1 | DiscrepancyV1)


def test_an_assessment_is_that_of_its_whole_dossier() -> None:
    values = {message.key: message.value for message in describe((), BEFORE)}

    for dossier in BEFORE:
        for track in dossier.tracks:
            expected = AssessmentV1.of_track(dossier, track).model_dump_json(by_alias=True).encode()
            assert values[track.track_id.encode()] == expected


def test_what_stays_is_not_announced() -> None:
    assert describe(BEFORE, BEFORE) == []


def test_what_vanishes_gets_a_tombstone() -> None:
    messages = describe(BEFORE, ())

    assert messages
    assert all(message.value is None for message in messages)


def test_a_relation_that_goes_changes_the_tracks_it_touches() -> None:
    dossier = next(dossier for dossier in BEFORE if dossier.relations)
    gone = dossier.relations[0]
    ends = {gone.to, *gone.parts}
    touched = {t.track_id.encode() for t in dossier.tracks if ends & {p.position_id for p in t.positions}}

    messages = describe([dossier], [replace(dossier, relations=dossier.relations[1:])])

    assert {message.key for message in messages} == touched
    assert touched


def test_a_discrepancy_names_the_file_of_its_document() -> None:
    (dossier,) = reconcile(read_case(CASES / "headline-category" / "claims.json")).dossiers
    (found,) = dossier.discrepancies
    assert found.document_id is not None

    (message,) = describe_discrepancies(
        [found.discrepancy_id], {found.discrepancy_id: found}, {found.document_id: "neu.txt"}, time=TIME
    )

    assert message.key == found.discrepancy_id.encode()
    assert json.loads(message.value or b"")["path"] == "neu.txt"


def test_a_history_that_reads_the_same_is_not_announced() -> None:
    dossier = next(dossier for dossier in BEFORE if any(track.history for track in dossier.tracks))
    tracks = [
        replace(
            track,
            history=tuple(replace(past, estimate=replace(past.estimate, why="Anders.")) for past in track.history),
        )
        for track in dossier.tracks
    ]

    assert describe([dossier], [replace(dossier, tracks=tuple(tracks))]) == []


def test_a_dossier_with_another_name_is_announced_with_all_its_tracks() -> None:
    dossier = BEFORE[0]

    messages = describe([dossier], [replace(dossier, label="Anders")])

    assert [message.key for message in messages] == sorted(track.track_id.encode() for track in dossier.tracks)
