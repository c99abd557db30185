"""What changed in the ledger, as messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from services.reconciler.adapters.events import describe_changes
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
    return describe_changes(before, after, old_paths={}, new_paths={}, time=TIME)


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


def test_a_document_that_lies_elsewhere_is_announced_with_its_discrepancies() -> None:
    (dossier,) = reconcile(read_case(CASES / "headline-category" / "claims.json")).dossiers
    (found,) = dossier.discrepancies
    assert found.document_id is not None

    (message,) = describe_changes(
        [dossier],
        [dossier],
        old_paths={found.document_id: "alt.txt"},
        new_paths={found.document_id: "neu.txt"},
        time=TIME,
    )

    assert message.key == found.discrepancy_id.encode()
    assert json.loads(message.value or b"")["path"] == "neu.txt"
