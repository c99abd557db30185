"""Files in, messages and moved files out: on a real directory, with a publisher that fails on demand."""

from __future__ import annotations

import logging
import os
import resource
from pathlib import Path

import pytest

from services.ingest.adapters.claims import Claim
from services.ingest.adapters.deliveries import cut_batches
from services.ingest.adapters.readings import open_claim
from services.ingest.adapters.sightings import Sighting, Stamp
from services.ingest.core.rejections import Rejection
from tests.unit.services.ingest.adapters.rooms import KafkaAwayError, Room, list_files, list_inbox, read_reason

NOBODY = 65534
TEXT = "Brand in Möbelhaus\n\nZwölf Menschen sind bei einem Brand verletzt worden.\n"


async def test_publishes_a_text_and_moves_it_with_its_sidecar(room: Room) -> None:
    room.drop("lokal/brand.txt", TEXT, {"published": "2025-05-02", "outlet": "Talbote"})
    await room.deliver()
    (article,) = room.publisher.articles
    assert (article.text, article.outlet, article.origin_file) == (TEXT, "Talbote", "lokal/brand.txt")
    assert list_files(room.processed) == ["lokal/brand.txt", "lokal/brand.txt.meta.json"]
    assert list_files(room.failed) == []
    assert list_inbox(room) == []
    assert room.gone == ["lokal/brand.txt"]


async def test_stamps_arrival_once_in_utc_and_processed_by_that_day(room: Room) -> None:
    room.drop("brand.txt", TEXT)
    await room.deliver()
    (article,) = room.publisher.articles
    assert article.received.endswith("+00:00")
    assert dict(room.publisher.acknowledged[0].headers)["ce_time"] == article.received.encode()
    assert [path.name for path in room.processed.iterdir()] == [article.received[:10]]


@pytest.mark.parametrize(
    "raw",
    [
        "Zwölf Verletzte nach Brand.txt".encode(),
        b"zwei\nZeilen.txt",
        b"nicht UTF-8 \xf6\xff.txt",
        b"back\\slash \"quote\" 'und' $HOME;.txt",
        b"-rf.txt",
        "ä".encode() * 125 + b".txt",
    ],
)
async def test_takes_files_of_any_name(room: Room, raw: bytes) -> None:
    room.drop(raw, TEXT)
    await room.deliver()
    (article,) = room.publisher.articles
    assert article.origin_file.isprintable()
    assert list_inbox(room) == []
    assert len(list_files(room.processed)) == 1


@pytest.mark.parametrize("raw", [b"zwei\nZeilen.txt", b"nicht UTF-8 \xf6\xff.txt", "Zwölf Tote.txt".encode()])
async def test_refuses_files_of_any_name(room: Room, raw: bytes) -> None:
    room.drop(raw, b"")
    await room.deliver()
    reason = read_reason(room, os.fsdecode(raw))
    assert reason["what"] == "empty"
    assert reason["where"].isprintable()


BAD = {
    "leer.txt": (b"", "empty"),
    "bild.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
    "halb.txt": ("Zwölf verletzt, fünf tot und eine ü".encode()[:-1], "wrong_encoding"),
    "bericht.pdf": (b"%PDF-1.7", "damaged"),
    "bericht.docx": (b"PK", "unsupported_format"),
    "viel.txt": (b"x" * 900_001, "too_large"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_file_goes_to_failed_with_its_reason_and_the_next_is_processed(room: Room, name: str) -> None:
    data, code = BAD[name]
    room.drop(name, data, {"outlet": "Talbote"})
    room.drop("z.txt", TEXT)
    await room.deliver()
    assert read_reason(room, name)["what"] == code
    assert list_files(room.failed) == [name, f"{name}.meta.json", f"{name}.reason.json"]
    assert [path.read_bytes() for path in room.failed.rglob(name)] == [data]
    assert list_files(room.processed) == ["z.txt"]
    assert list_inbox(room) == []


async def test_a_broken_sidecar_fails_its_text(room: Room) -> None:
    room.drop("a.txt", TEXT, {"published": "2025-02-30"})
    await room.deliver()
    assert "published" in read_reason(room, "a.txt")["why"]
    assert room.publisher.acknowledged == []


async def test_a_directory_in_a_sidecars_place_is_no_sidecar(room: Room) -> None:
    room.drop("a.txt", TEXT)
    (room.inbox / "a.txt.meta.json").mkdir()
    await room.deliver()
    assert len(room.publisher.articles) == 1


async def test_pipes_and_dangling_links_fail_with_a_reason(room: Room) -> None:
    os.mkfifo(room.inbox / "rohr.txt")
    (room.inbox / "leer.txt").symlink_to(room.inbox / "nirgends.txt")
    (room.inbox / "kreis.txt").symlink_to(room.inbox / "kreis.txt")
    room.drop("a.txt", TEXT)
    os.mkfifo(room.inbox / "a.txt.meta.json")
    await room.deliver()
    assert "named pipe" in read_reason(room, "rohr.txt")["why"]
    assert "leads to no file" in read_reason(room, "leer.txt")["why"]
    assert "leads to no file" in read_reason(room, "kreis.txt")["why"]
    assert read_reason(room, "a.txt")["what"] == "broken_sidecar"
    assert list_inbox(room) == []


async def test_links_that_lead_outside_are_refused_and_never_read(room: Room, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text(TEXT)
    (room.inbox / "a.txt").symlink_to(secret)
    (room.inbox / "b.txt").symlink_to("../geheim.txt")
    (room.inbox / "ordner").symlink_to(tmp_path)
    room.drop("c.txt", TEXT)
    (room.inbox / "c.txt.meta.json").symlink_to(secret)
    await room.deliver()
    assert room.publisher.acknowledged == []
    for name in ("a.txt", "b.txt", "ordner"):
        assert read_reason(room, name)["what"] == "outside_inbox"
    assert "a sidecar that is a link is not followed" in read_reason(room, "c.txt")["why"]
    assert secret.read_text() == TEXT


async def test_a_link_within_the_inbox_is_read(room: Room) -> None:
    room.drop("a.txt", TEXT, {"outlet": "Talbote"})
    (room.inbox / "b.txt").symlink_to("a.txt")
    await room.deliver()
    assert sorted(article.origin_file for article in room.publisher.articles) == ["a.txt", "b.txt"]
    assert list_inbox(room) == []
    assert "b.txt" in list_files(room.processed)


def test_an_unreadable_file_is_refused_with_a_reason(room: Room) -> None:
    room.drop("a.txt", TEXT).chmod(0)
    (sighting,) = room.look()
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)  # root reads every file
    try:
        with open_claim(room.inbox, Claim(sighting, str(room.inbox / "a.txt"), None)) as opened:
            refused = opened
    finally:
        os.seteuid(user)
    assert isinstance(refused, Rejection)
    assert refused.code == "unreadable"
    assert "Permission denied" in refused.reason


async def test_a_file_of_50_mb_is_refused_without_being_read(room: Room) -> None:
    with (room.inbox / "riesig.txt").open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: were it read, memory would not do
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await room.deliver()
    assert "50,000 MB" in read_reason(room, "riesig.txt")["why"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


async def test_a_file_that_vanishes_is_left_out(room: Room) -> None:
    room.drop("weg.txt", TEXT)
    room.drop("da.txt", TEXT)
    sightings = room.look()
    (room.inbox / "weg.txt").unlink()
    await room.delivery.deliver(sightings)
    assert [article.origin_file for article in room.publisher.articles] == ["da.txt"]


async def test_a_file_or_sidecar_changed_since_it_was_seen_is_left_for_the_next_look(room: Room) -> None:
    room.drop("a.txt", TEXT)
    room.drop("b.txt", TEXT)
    sightings = room.look()
    room.drop("a.txt", TEXT * 2)
    room.drop("b.txt.meta.json", "{}")
    await room.delivery.deliver(sightings)
    assert room.publisher.acknowledged == []
    assert list_inbox(room) == ["a.txt", "b.txt", "b.txt.meta.json"]


async def test_files_stay_while_kafka_is_away_and_go_when_it_is_back(room: Room) -> None:
    room.drop("a.txt", TEXT)
    room.drop("leer.txt", b"")
    room.publisher.away = True
    with pytest.raises(KafkaAwayError):
        await room.deliver()
    assert list_inbox(room) == ["a.txt"]  # what is refused needs no Kafka
    room.publisher.away = False
    await room.deliver()
    assert len(room.publisher.articles) == 1
    assert list_inbox(room) == []


@pytest.mark.parametrize("step", ["_publish", "_note", "_finish"])
async def test_killed_at_any_step_it_publishes_the_same_version_and_the_file_is_in_one_place(
    room: Room, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    room.drop("sub/a.txt", TEXT, {"outlet": "Talbote"})
    with monkeypatch.context() as patch:
        patch.setattr(f"services.ingest.adapters.deliveries.Delivery.{step}", die)
        for last_act in {"_finish", "_release"} - {step}:
            patch.setattr(f"services.ingest.adapters.deliveries.Delivery.{last_act}", lambda *_: None)
        with pytest.raises(KilledError):
            await room.deliver()
    assert list_inbox(room) == []
    room.die()
    room.start()
    await room.deliver()
    assert {(article.document_id, article.version) for article in room.publisher.articles} == {
        (article.document_id, article.version) for article in room.publisher.articles[:1]
    }
    assert len(room.publisher.articles) == (2 if step == "_note" else 1)
    assert list_files(room.processed) == ["sub/a.txt", "sub/a.txt.meta.json"]
    assert list_files(room.duplicate) == list_inbox(room) == []


class KilledError(BaseException):
    """The process ends here."""


def die(*_: object) -> None:
    raise KilledError


async def test_what_kafka_refuses_for_good_fails_alone(room: Room) -> None:
    room.publisher.largest = 5_000
    room.drop("gross.txt", TEXT * 200)
    room.drop("klein.txt", TEXT)
    await room.deliver()
    assert read_reason(room, "gross.txt")["what"] == "refused_by_kafka"
    assert [article.origin_file for article in room.publisher.articles] == ["klein.txt"]
    assert list_inbox(room) == []


async def test_a_published_file_that_can_not_be_moved_is_not_published_again(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.drop("sub/a.txt", TEXT)
    room.drop("b.txt", TEXT.replace("Zwölf", "Elf"))
    day = room.delivery._stamp()[:10]
    (room.processed / day).mkdir()
    (room.processed / day / "sub").write_text("a file where a directory must be")
    for _ in range(3):
        await room.deliver()
    assert len(room.publisher.articles) == 2
    assert list_files(room.processed) == ["b.txt", "sub"]
    assert sum("can't be moved" in record.message for record in caplog.records) == 1
    (room.processed / day / "sub").unlink()
    await room.deliver()
    assert len(room.publisher.articles) == 2
    assert list_files(room.processed) == ["b.txt", "sub/a.txt"]


async def test_a_fault_of_our_own_costs_one_file(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.ingest.adapters.admissions.read_documents", raise_fault)
    room.drop("a.txt", TEXT)
    await room.deliver()
    assert read_reason(room, "a.txt")["what"] == "internal_error"


def raise_fault(*_: object, **__: object) -> None:
    raise RuntimeError("a fault with \udcff")


async def test_one_log_line_says_what_became_of_each_file(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    room.drop("gut.txt", TEXT)
    room.drop("zwei\nZeilen.txt", b"")
    await room.deliver()
    said = {getattr(record, "fields", {}).get("file"): record.message for record in caplog.records}
    assert said == {"gut.txt": "file published", r"zwei\nZeilen.txt": "file refused"}


async def test_the_log_says_which_articles_are_not_german(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    english = "Twelve people were injured in a fire that broke out on Friday in a shop, the fire brigade said. " * 2
    room.drop("english.txt", english)
    room.drop("deutsch.txt", TEXT)
    await room.deliver()
    said = {one["file"]: one.get("language") for record in caplog.records if (one := getattr(record, "fields", {}))}
    assert said == {"english.txt": "en", "deutsch.txt": None}


def test_batches_are_bounded_by_files_and_bytes() -> None:
    settled = [Sighting(f"{number}.txt", Stamp("file", 1, number, 40, 1), None) for number in range(5)]
    assert [len(batch) for batch in cut_batches(settled, files=2, size=1_000)] == [2, 2, 1]
    assert [len(batch) for batch in cut_batches(settled, files=9, size=100)] == [2, 2, 1]
    assert [len(batch) for batch in cut_batches(settled, files=9, size=1)] == [1] * 5
    assert list(cut_batches([], files=9, size=1)) == []


async def test_each_piece_of_a_batch_is_progress(room: Room) -> None:
    """A batch of large archives takes minutes: that is no standstill."""
    beats: list[int] = []
    room.delivery.on_progress = lambda: beats.append(1)
    for number in range(5):
        room.drop(f"{number}.txt", f"Brand {number}\n\nZwölf Menschen sind bei Brand {number} verletzt worden.\n")
    await room.deliver()
    assert len(room.publisher.acknowledged) == 5
    assert len(beats) >= 5
