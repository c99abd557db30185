"""Every file of the tests' collection becomes what it should, or gets the reason it should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.ingest.adapters.reading_processes import ReadingProcess
from tests.unit.services.ingest.adapters.rooms import Room, list_files, list_inbox
from tests.unit.services.ingest.collection import agencies, collections_of_articles, pages, printed, texts
from tests.unit.services.ingest.collection.cases import Case, Expected

CASES = (*texts.CASES, *pages.CASES, *printed.CASES, *agencies.CASES, *collections_of_articles.CASES)


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    """One process reads them all: what a bad file does to it must not harm the next."""
    shared = ReadingProcess(768, 20)
    yield shared
    shared.stop()


@pytest.fixture
def room(tmp_path: Path, process: ReadingProcess) -> Iterator[Room]:
    made = Room(tmp_path, process)
    yield made
    for delivery in made.started:
        delivery.claims.close()
        delivery.ledger.close()


def test_the_collection_is_large_enough_and_names_each_file_once() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_becomes_what_it_should(case: Case, room: Room) -> None:
    for name, data in case.beside.items():
        room.drop(name, data)
    room.drop(case.name, case.data, case.sidecar)
    await room.deliver()

    articles = room.publisher.articles
    reason = read_reason(room, case.name)
    assert reason.get("what") == case.reason, reason
    assert case.why in str(reason.get("why", "")), reason
    if case.entries:
        assert [one["what"] for one in reason["entries"]] == list(case.entries), reason
    assert len(articles) == len(case.articles), reason
    for article, expected in zip(articles, case.articles, strict=True):
        check(expected, article)
    assert case.name in list_files(room.failed if case.reason else room.processed)
    assert list_inbox(room) == sorted(case.beside)
    assert list_files(room.duplicate) == []
    assert list_strangers(room) == []


def check(expected: Expected, article: object) -> None:
    assert {name: getattr(article, name) for name in expected.fields} == expected.fields
    text = " ".join(str(getattr(article, "text", "")).split())
    position = 0
    for words in expected.words:
        found = text.find(words, position)
        assert found >= 0, f"{words!r} does not stand behind character {position} of {text[:2_000]!r}"
        position = found + len(words)
    assert [words for words in expected.without if words in text] == []


def list_strangers(room: Room) -> list[str]:
    """Return what lies beside ingest's own directories: nothing may ever be written there."""
    own = {room.inbox, *room.places.excluded}
    found = room.inbox.parent.iterdir()
    return [path.name for path in found if path not in own and not path.name.startswith("ingest.sqlite")]


def read_reason(room: Room, name: str) -> dict[str, Any]:
    path = next((path for path in room.failed.rglob("*") if str(path).endswith(f"/{name}.reason.json")), None)
    return {} if path is None else json.loads(path.read_bytes())
