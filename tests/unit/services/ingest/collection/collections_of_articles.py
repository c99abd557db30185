"""JSON, JSONL and archives: many articles in one file, and what hides in archives."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from collections.abc import Mapping

from tests.unit.services.ingest.collection.cases import BODY, LEAD, TEXT, TITLE, Case, Expected, bad, dump, good, many

RECORD = {"text": BODY, "title": TITLE, "published": "2025-05-02", "outlet": "Talbote"}


def records(count: int) -> bytes:
    return b"\n".join(dump(RECORD | {"url": f"https://talbote.example/jsonl-{number}"}) for number in range(count))


def archive(members: Mapping[str, bytes | str]) -> bytes:
    return pack([(zipfile.ZipInfo(name), data) for name, data in members.items()])


def pack(members: list[tuple[zipfile.ZipInfo, bytes | str]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for info, content in members:
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return data.getvalue()


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, str]:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def locked() -> bytes:
    """An archive whose flags say that its member is locked."""
    data = bytearray(archive({"a.txt": TEXT}))
    for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


BOMB = gzip.compress(b"0" * 60_000_000, 9)

CASES: tuple[Case, ...] = (
    good(
        "eins.json",
        dump(RECORD | {"url": "https://talbote.example/json-1", "unbekannt": 3}),
        TITLE,
        LEAD,
        published="2025-05-02",
        outlet="Talbote",
        media_type="application/json",
    ),
    many(
        "liste.json",
        dump([RECORD | {"id": "l-1"}, RECORD | {"id": "l-2"}]),
        Expected({"outlet": "Talbote"}),
        Expected({"outlet": "Talbote"}),
    ),
    many(
        "liste-mit-fehler.json",
        dump([RECORD | {"id": "l-3"}, {"title": "ohne Text"}, 7]),
        Expected({}),
        entries=("broken_entry", "broken_entry"),
    ),
    bad("kaputt.json", '{"text": ', "damaged", "line 1"),
    bad("datum.json", dump(RECORD | {"published": "gestern"}), "broken_entry", "published"),
    bad("tief.json", "[" * 100_000, "too_complex"),
    bad("leere-liste.json", "[]", "empty"),
    bad("beiwerk.json", dump(RECORD), "broken_sidecar", "several", sidecar={"url": "https://talbote.example/x"}),
    many(
        "viele.jsonl",
        records(450),
        *(Expected({"url": f"https://talbote.example/jsonl-{number}"}) for number in range(450)),
    ),
    many(
        "gemischt.ndjson",
        b"\xef\xbb\xbf"
        + dump(RECORD | {"id": "n-1"})
        + b"\n\nkaputt\n"
        + '{"text": "Zwölf"}'.encode("latin-1")
        + b"\n"
        + dump({"text": "x" * 950_000})
        + b"\n"
        + b" " * 5_100_000
        + b"\n"
        + dump(RECORD | {"id": "n-2"}),
        Expected({}),
        Expected({}),
        entries=("damaged", "wrong_encoding", "too_large", "too_large"),
    ),
    bad("leer.jsonl", "\n\n", "empty"),
    good("text.txt.gz", gzip.compress((TEXT + "Gepackt.").encode()), headline=TITLE, media_type="text/plain"),
    many(
        "viele.jsonl.gz",
        gzip.compress(records(3).replace(b"jsonl-", b"gz-")),
        *(Expected({"url": f"https://talbote.example/gz-{number}"}) for number in range(3)),
    ),
    bad("abgeschnitten.txt.gz", gzip.compress(TEXT.encode())[:-20], "damaged", "unpacked"),
    bad("keins.txt.gz", TEXT, "damaged", "unpacked"),
    bad("doppelt.txt.gz.gz", gzip.compress(gzip.compress(b"x")), "unsupported_format"),
    bad("bombe.txt.gz", BOMB, "too_large"),
    bad("bombe.jsonl.gz", BOMB, "bomb", "swells"),
    many(
        "presse.zip",
        archive(
            {
                "a/eins.txt": TEXT + "Eins.",
                "a/eins.txt.meta.json": b'{"outlet": "Beiblatt", "published": "2025-05-05"}',
                "b/manifest.csv": "name,published,outlet\nzwei.txt,2025-05-06,Talbote\n",
                "b/zwei.txt": TEXT + "Zwei.",
                "c/drei.jsonl.gz": gzip.compress(dump(RECORD | {"id": "zip-3"})),
                "__MACOSX/._eins.txt": b"\0",
                ".versteckt.txt": "x",
            }
        ),
        Expected({"outlet": "Beiblatt", "published": "2025-05-05", "origin_file": "presse.zip#a/eins.txt"}, ("Eins.",)),
        Expected({"outlet": "Talbote", "published": "2025-05-06", "guessed": ()}, ("Zwei.",)),
        Expected({"outlet": "Talbote", "origin_file": "presse.zip#c/drei.jsonl.gz#line 1"}),
    ),
    many(
        "böse.zip",
        pack(
            [
                (zipfile.ZipInfo("gut.txt"), TEXT + "Neben Bösem."),
                (zipfile.ZipInfo("../../ausbruch.txt"), "Zwei Tote"),
                (zipfile.ZipInfo("/etc/ausbruch.txt"), "Zwei Tote"),
                link("verweis.txt", "/etc/passwd"),
                (zipfile.ZipInfo("innen.zip"), archive({"a.txt": "Zwei Tote"})),
                (zipfile.ZipInfo("bild.png"), b"\x89PNG"),
                (zipfile.ZipInfo("leer.txt"), b""),
            ]
        ),
        Expected({}, ("Neben Bösem.",)),
        entries=("outside_inbox", "outside_inbox", "not_a_file", "unsupported_format", "unsupported_format", "empty"),
    ),
    bad("gesperrt.zip", locked(), "encrypted"),
    bad("bombe.zip", archive({"a.jsonl": b"0" * 60_000_000}), "bomb", "swells"),
    bad("bombe-in-bombe.zip", archive({"a.txt.gz": BOMB}), "too_large"),
    bad("abgeschnitten.zip", archive({"a.txt": TEXT})[:-30], "damaged"),
    bad("leer.zip", archive({}), "empty"),
)
