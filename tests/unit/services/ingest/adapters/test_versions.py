"""The same again, a late sidecar, look-alikes, embargoes and recalls: what ingest remembers between files."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.adapters.late_sidecars import bring_back
from tests.unit.services.ingest.adapters.rooms import KafkaAwayError, Room, list_files, list_inbox, read_reason

TEXT = "Brand in Möbelhaus\n\nZwölf Menschen sind bei einem Brand verletzt worden.\n"
CHANCE = random.Random(20251122)
SYLLABLES = (
    "brand",
    "haus",
    "wehr",
    "schaden",
    "platz",
    "dach",
    "keller",
    "wagen",
    "leiter",
    "strahl",
    "rohr",
    "nacht",
)
LONG = " ".join("".join(CHANCE.choices(SYLLABLES, k=2)) for _ in range(400))


async def test_the_same_version_again_is_a_duplicate_with_a_note_of_which(room: Room) -> None:
    room.drop("a.txt", TEXT, {"url": "https://talbote.example/1"})
    await room.deliver()
    room.drop("sub/b.txt", TEXT, {"url": "https://talbote.example/1"})
    await room.deliver()
    assert len(room.publisher.articles) == 1
    assert list_files(room.duplicate) == ["sub/b.txt", "sub/b.txt.meta.json", "sub/b.txt.reason.json"]
    reason = read_reason(room, "b.txt")
    assert (reason["what"], reason["of"]) == ("duplicate", "a.txt")
    assert reason["document_id"] == room.publisher.articles[0].document_id


async def test_twice_in_one_batch_is_a_duplicate_too(room: Room) -> None:
    room.drop("a.txt", TEXT)
    room.drop("b.txt", TEXT)
    await room.deliver()
    assert len(room.publisher.articles) == 1
    assert len(list_files(room.processed)) == 1
    assert len(list_files(room.duplicate)) == 2


async def test_other_metadata_is_a_new_version_and_no_duplicate(room: Room) -> None:
    for day in ("2025-05-01", "2025-05-02"):
        room.drop("a.txt", TEXT, {"id": "a", "published": day})
        await room.deliver()
    first, second = room.publisher.articles
    assert first.document_id == second.document_id
    assert first.version != second.version
    assert list_files(room.duplicate) == []


async def test_a_ledger_that_was_lost_costs_a_repetition_and_no_file(room: Room) -> None:
    room.drop("a.txt", TEXT)
    await room.deliver()
    room.close()
    room.started.clear()
    for path in room.ledger.parent.glob("ingest.sqlite*"):
        path.unlink()
    room.start()
    room.drop("a.txt", TEXT)
    await room.deliver()
    assert len(room.publisher.articles) == 2
    assert list_files(room.processed) == ["a-2.txt", "a.txt"]


async def test_a_late_sidecar_brings_its_text_back_as_a_new_version(room: Room) -> None:
    room.drop("sub/a.txt", TEXT)
    await room.deliver()
    (room.inbox / "sub" / "a.txt.meta.json").write_text('{"published": "2025-05-02"}')
    assert bring_back(room.places, room.delivery.ledger, "sub/a.txt.meta.json")
    await room.deliver()
    first, second = room.publisher.articles
    assert (first.document_id, first.published) == (second.document_id, None)
    assert second.published == "2025-05-02"
    assert list_files(room.processed) == ["sub/a.txt", "sub/a.txt.meta.json"]


async def test_a_late_sidecar_that_makes_it_another_document_calls_the_old_one_back(room: Room) -> None:
    room.drop("a.txt", TEXT, {"outlet": "Talbote"})
    await room.deliver()
    (room.inbox / "a.txt.meta.json").write_text('{"outlet": "Talbote", "url": "https://talbote.example/1"}')
    assert bring_back(room.places, room.delivery.ledger, "a.txt.meta.json")
    await room.deliver()
    first, recall, second = room.publisher.articles
    assert recall.document_id == first.document_id != second.document_id
    assert (recall.text, second.text) == ("", TEXT)
    assert second.document_id in str(recall.withdrawn)
    assert recall.updated == recall.received
    assert list_files(room.processed) == ["a.txt", "a.txt.meta.json", "a.txt.meta.json.replaced"]
    (room.inbox / "a.txt.meta.json").write_text('{"outlet": "Talbote", "url": "https://talbote.example/1"}')
    assert bring_back(room.places, room.delivery.ledger, "a.txt.meta.json")
    await room.deliver()
    assert len(room.publisher.articles) == 3  # the same sidecar again says nothing new
    assert list_files(room.duplicate) == []


async def test_a_corrected_sidecar_brings_a_failed_text_back(room: Room) -> None:
    room.drop("a.txt", TEXT, {"published": "gestern"})
    await room.deliver()
    (room.inbox / "a.txt.meta.json").write_text('{"published": "2025-05-02"}')
    assert bring_back(room.places, room.delivery.ledger, "a.txt.meta.json")
    await room.deliver()
    assert [article.published for article in room.publisher.articles] == ["2025-05-02"]
    assert list_files(room.failed) == ["a.txt.meta.json.replaced"]


async def test_a_sidecar_whose_text_never_came_waits(room: Room) -> None:
    (room.inbox / "a.txt.meta.json").write_text("{}")
    assert not bring_back(room.places, room.delivery.ledger, "a.txt.meta.json")
    assert list_inbox(room) == ["a.txt.meta.json"]


async def test_texts_that_are_nearly_the_same_are_linked_and_both_published(room: Room) -> None:
    room.drop("a.txt", LONG, {"id": "a"})
    room.drop("ganz anders.txt", LONG[::-1], {"id": "c"})
    await room.deliver()
    room.drop("b.txt", LONG + " Ein Satz mehr.", {"id": "b"})
    await room.deliver()
    by_name = {article.origin_file: article for article in room.publisher.articles}
    assert by_name["b.txt"].similar_to == (by_name["a.txt"].document_id,)
    assert by_name["a.txt"].similar_to == by_name["ganz anders.txt"].similar_to == ()
    assert len(list_files(room.processed)) == 6


async def test_look_alikes_that_are_dropped_together_are_linked_too(room: Room) -> None:
    for name in "abcdef":
        room.drop(f"{name}.txt", f"{LONG} Nachsatz von {name}.", {"id": name})
    room.drop("ganz anders.txt", LONG[::-1], {"id": "x"})
    await room.deliver()
    read: list[str] = []
    for article in room.publisher.articles:
        alone = article.origin_file == "ganz anders.txt"
        assert len(article.similar_to) == (0 if alone else min(3, len(read)))
        assert set(article.similar_to) <= set(read)  # only what was read before: nothing waits for what comes later
        read += [] if alone else [article.document_id]


async def test_an_embargo_holds_the_file_in_the_inbox_until_its_time_has_come(room: Room) -> None:
    now = datetime(2025, 5, 2, 12, tzinfo=UTC)
    room.delivery.now = lambda: now
    item = {"uri": "urn:1", "body_text": TEXT, "versioncreated": "2025-05-02T10:00:00Z"}
    room.drop("gesperrt.json", json.dumps(item | {"embargoed": "2025-05-02T18:00:00+02:00"}))
    room.drop("frei.json", json.dumps(item | {"uri": "urn:2"}))
    for _ in range(2):
        await room.deliver()
    assert [article.origin_file for article in room.publisher.articles] == ["frei.json"]
    assert list_inbox(room) == ["gesperrt.json"]
    now += timedelta(hours=4, seconds=1)
    await room.deliver()
    assert len(room.publisher.articles) == 2
    assert list_inbox(room) == []


async def test_a_list_with_an_embargo_publishes_the_rest_once(room: Room) -> None:
    now = datetime(2025, 5, 2, 12, tzinfo=UTC)
    room.delivery.now = lambda: now
    items = [{"uri": f"urn:{number}", "body_text": f"{TEXT} {number}"} for number in range(3)]
    items[1]["embargoed"] = "2025-05-02T13:00:00Z"
    room.drop("liste.json", json.dumps(items))
    await room.deliver()
    assert len(room.publisher.articles) == 2
    now += timedelta(hours=2)
    await room.deliver()
    assert sorted(article.text[-1] for article in room.publisher.articles) == ["0", "1", "2"]
    assert list_files(room.processed) == ["liste.json"]


async def test_a_recall_replaces_what_was_published(room: Room) -> None:
    item = {"uri": "urn:1", "body_text": TEXT, "versioncreated": "2025-05-02T10:00:00+02:00"}
    room.drop("1.json", json.dumps(item))
    await room.deliver()
    room.drop("2.json", json.dumps(item | {"pubstatus": "canceled", "versioncreated": "2025-05-02T11:00:00+02:00"}))
    await room.deliver()
    first, recall = room.publisher.articles
    assert first.document_id == recall.document_id
    assert (recall.text, recall.withdrawn) == ("", "canceled by its source")
    assert (recall.updated or recall.published or "") > (first.updated or first.published or "")


async def test_a_collection_goes_on_behind_what_was_published(room: Room) -> None:
    lines = [json.dumps({"text": f"{TEXT} {number}", "id": f"l-{number}"}) for number in range(1_000)]
    room.drop("viele.jsonl", "\n".join(lines))
    room.delivery.group_files = 300
    room.publisher.away_from = 3
    with pytest.raises(KafkaAwayError):
        await room.deliver()
    assert list_inbox(room) == ["viele.jsonl"]
    before = len(room.publisher.acknowledged)
    assert 0 < before < 1_000
    room.publisher.away_from = None
    await room.deliver()
    assert len(room.publisher.acknowledged) == 1_000
    assert len({article.document_id for article in room.publisher.articles}) == 1_000
    assert list_files(room.processed) == ["viele.jsonl"]


async def test_entries_that_were_published_are_not_published_again_when_a_failed_file_comes_back(room: Room) -> None:
    good = json.dumps({"text": TEXT, "id": "g"})
    room.drop("liste.jsonl", f"{good}\nkaputt\n")
    await room.deliver()
    assert read_reason(room, "liste.jsonl")["what"] == "some_entries_failed"
    mended = json.dumps({"text": TEXT + "Noch eine.", "id": "h"})
    room.drop("liste.jsonl", f"{good}\n{mended}\n")
    await room.deliver()
    assert [article.text for article in room.publisher.articles] == [TEXT, TEXT + "Noch eine."]
    assert list_files(room.processed) == ["liste.jsonl"]
