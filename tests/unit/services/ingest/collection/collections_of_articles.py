"""JSON, JSONL and archives: many articles in one file, and what hides in archives."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
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


def tar(
    members: Mapping[str, bytes | str], links: Mapping[str, str] | None = None, pipes: tuple[str, ...] = ()
) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as packed:
        for name, content in members.items():
            raw = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            packed.addfile(info, io.BytesIO(raw))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            packed.addfile(info)
        for name in pipes:
            info = tarfile.TarInfo(name)
            info.type = tarfile.FIFOTYPE
            packed.addfile(info)
    return data.getvalue()


def pack_again(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


def nest(bomb: bytes, depth: int) -> bytes:
    """An archive in an archive and so on, with the gzipped bomb in the innermost."""
    data, name = bomb, "a.jsonl.gz"
    for _ in range(depth - 1):
        data, name = archive({name: data}), "innen.zip"
    return data


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
    good("doppelt.txt.gz.gz", gzip.compress(gzip.compress((TEXT + "Doppelt.").encode())), "Doppelt."),
    bad("zu-tief.txt.gz.gz.gz.gz", pack_again(TEXT.encode(), 4), "too_complex", "packed too deeply"),
    many(
        "woche.tar",
        tar({"tag/eins.txt": TEXT + "Im Band.", "tag/eins.txt.meta.json": '{"outlet": "Beiblatt"}'}),
        Expected({"outlet": "Beiblatt", "origin_file": "woche.tar#tag/eins.txt"}, ("Im Band.",)),
    ),
    many(
        "woche.tar.gz",
        gzip.compress(tar({"eins.txt": TEXT + "Im Band, gepackt.", "manifest.csv": "name;outlet\neins.txt;Talbote\n"})),
        Expected({"outlet": "Talbote", "origin_file": "woche.tar.gz#eins.txt"}, ("gepackt.",)),
    ),
    many(
        "woche.tgz",
        gzip.compress(tar({"a.txt": TEXT + "Kurz genannt.", "b.zip": archive({"c.txt": TEXT + "ZIP im Band."})})),
        Expected({"origin_file": "woche.tgz#a.txt"}, ("Kurz genannt.",)),
        Expected({"origin_file": "woche.tgz#b.zip#c.txt"}, ("ZIP im Band.",)),
    ),
    many(
        "böses.tar",
        tar(
            {"gut.txt": TEXT + "Neben bösem Band.", "../ausbruch.txt": "x", "/etc/ausbruch.txt": "x"},
            links={"verweis.txt": "/etc/passwd"},
            pipes=("rohr.txt",),
        ),
        Expected({}, ("Neben bösem Band.",)),
        entries=("outside_inbox", "outside_inbox", "not_a_file", "not_a_file"),
    ),
    bad("abgeschnitten.tar", tar({"a.txt": TEXT * 9})[:1500], "damaged"),
    bad("kein.tar", TEXT, "damaged"),
    bad("bombe.tar.gz", gzip.compress(tar({"a.txt": b"0" * 60_000_000}), 9), "bomb", "swells"),
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
                (zipfile.ZipInfo("brief.docx"), b"PK\x03\x04"),
                (zipfile.ZipInfo("leer.txt"), b""),
            ]
        ),
        Expected({}, ("Neben Bösem.",)),
        entries=("outside_inbox", "outside_inbox", "not_a_file", "unsupported_format", "empty"),
    ),
    many(
        "matrjoschka.zip",
        archive({"a.txt": TEXT + "Außen.", "innen.zip": archive({"b.txt": TEXT + "Innen.", "b.txt.meta.json": "{}"})}),
        Expected({"origin_file": "matrjoschka.zip#a.txt"}, ("Außen.",)),
        Expected({"origin_file": "matrjoschka.zip#innen.zip#b.txt"}, ("Innen.",)),
    ),
    many(
        "mit-bildern.zip",
        archive({"a.txt": TEXT + "Mit Bildern.", "foto.JPG": b"\xff\xd8\xff", "seite/stil.css": "p{}"}),
        Expected({"origin_file": "mit-bildern.zip#a.txt"}, ("Mit Bildern.",)),
    ),
    bad("nur-bilder.zip", archive({"foto.jpg": b"\xff\xd8\xff"}), "no_text", "pictures"),
    many(
        "beiwerk-innen.zip",
        archive(
            {
                "liste.jsonl": dump(RECORD),
                "liste.jsonl.meta.json": '{"url": "https://talbote.example/x"}',
                "a.txt": TEXT + "Daneben.",
            }
        ),
        Expected({}, ("Daneben.",)),
        entries=("broken_sidecar",),
    ),
    many("bombe-tief.zip", nest(BOMB, 3), entries=("too_large", "bomb")),
    bad("quine-artig.zip", nest(b"x", 5), "too_complex", "packed too deeply"),
    bad("gesperrt.zip", locked(), "encrypted"),
    bad("bombe.zip", archive({"a.jsonl": b"0" * 60_000_000}), "bomb", "swells"),
    bad("bombe-in-bombe.zip", archive({"a.txt.gz": BOMB}), "too_large"),
    bad("abgeschnitten.zip", archive({"a.txt": TEXT})[:-30], "damaged"),
    bad("leer.zip", archive({}), "empty"),
)
