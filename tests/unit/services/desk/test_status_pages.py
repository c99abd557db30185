from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from services.desk.database_counts import COUNTED
from services.desk.inboxes import Inbox, InboxCounts
from services.desk.kafka_lags import KafkaStatus, Lag
from services.desk.status_pages import Status, print_status, status_to_json

INBOX = Inbox(Path("in"), Path("in/failed"), Path("in/processed"), Path("in/duplicate"))
EMPTY = InboxCounts(INBOX, waiting=0, lone_sidecars=(), refused_today=0, refused=0)
DONE = Status(
    KafkaStatus((Lag("g", "t", 0, 4, 4, 0),), dead_letters=0), [(name, 1) for _, name in COUNTED], 0, 0, EMPTY, ""
)
EVERYTHING = "Everything that came in is in the ledger"


def show(page: Console, status: Status) -> str:
    print_status(page, status, status.kafka.lags)
    assert isinstance(page.file, io.StringIO)
    return " ".join(page.file.getvalue().split())


def test_what_could_wait_or_fail_is_listed_when_there_is_none_of_it_too(page: Console) -> None:
    text = show(page, DONE)
    for row in (
        "0 files wait in the inbox in",
        "0 sidecars wait for their text",
        "0 files refused today in/failed",
        "0 files refused in all lagebild retry --list",
        "0 dead letters not sent back lagebild dead-letters list",
    ):
        assert row in text
    assert EVERYTHING in text


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (replace(DONE, inbox=replace(EMPTY, waiting=2)), "files still wait in the inbox"),
        (replace(DONE, inbox=replace(EMPTY, refused=2)), "What could be read is in the ledger"),
        (
            replace(DONE, inbox=replace(EMPTY, lone_sidecars=("a.txt.meta.json",))),
            "What could be read is in the ledger",
        ),
        (replace(DONE, kafka=replace(DONE.kafka, dead_letters=1)), "What could be read is in the ledger"),
        (replace(DONE, refused=1), "What could be read is in the ledger"),
        (replace(DONE, unsent=3), "0 messages wait for a service, 3 for the relay"),
        (replace(DONE, kafka=KafkaStatus((Lag("g", "t", 0, 1, 4, 3),), 0)), "3 messages wait for a service"),
        (replace(DONE, inbox=None), "The inbox is not known here"),
    ],
)
def test_not_everything_is_in_the_ledger_when_something_waits_or_was_refused(
    page: Console, status: Status, said: str
) -> None:
    text = show(page, status)
    assert said in text
    assert EVERYTHING not in text


def test_lone_sidecars_are_named_and_commands_name_the_stack(page: Console) -> None:
    counts = replace(EMPTY, lone_sidecars=("b.txt.meta.json",), refused=1)
    text = show(page, replace(DONE, inbox=counts, option=" --data d"))
    assert "1 sidecars wait for their text b.txt.meta.json" in text
    assert "lagebild retry --list --data d" in text


def test_programs_get_the_same_numbers() -> None:
    told = json.loads(json.dumps(status_to_json(replace(DONE, inbox=replace(EMPTY, refused=2, refused_today=1)))))
    assert told["inbox"]["refused"] == 2
    assert told["counts"]["claims"] == 1
    assert told["lags"] == [{"group": "g", "topic": "t", "partition": 0, "done": 4, "end": 4, "behind": 0}]
    assert (told["settled"], told["complete"]) == (True, False)
