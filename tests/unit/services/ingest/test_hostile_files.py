"""Files made to hurt: each is refused or read within the limits of the process that reads, and the next is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.ingest.adapters.reading_processes import Order, ReadingProcess
from services.ingest.core.allowances import Allowance, BombError, unpack
from services.ingest.core.facts import Facts
from services.ingest.core.read_documents import Entry
from services.ingest.core.rejections import Rejection
from shared.domain.articles import Article
from tests.unit.services.ingest.collection.cases import LAST, LEAD, MORE, TEXT
from tests.unit.services.ingest.collection.collections_of_articles import archive
from tests.unit.services.ingest.collection.printed import many_pages

MEMORY_MB = 512
WITHIN_S = 2.0
"""What is not refused by then is ended: several of these keep their parser at it for minutes."""
pytestmark = pytest.mark.slow
RECEIVED = "2025-05-02T07:30:00.000000+00:00"
LONG_NAME = tarfile.GNUTYPE_LONGNAME
GOOD = f"<article><h1>Brand</h1><p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p></article>"


def pdf(stream: bytes, *, kids: str = "3 0 R") -> bytes:
    """One page that draws the stream, which is compressed already."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count 1/Kids[{kids}]>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, start=1):
        out += b"%d 0 obj%b endobj\n" % (number, body)
    return out + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def deflate(piece: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(piece) for _ in range(times)), packer.flush()])


def tar_header(size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo("a.txt")
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def deep_mail(depth: int) -> bytes:
    head = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
    for number in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
    return head + b"Content-Type: text/plain\n\nZwei Tote\n"


HOSTILE: dict[str, Callable[[], bytes | str]] = {
    "offene-skripte.html": lambda: GOOD + "<script type='application/ld+json'>{" * 200_000,
    "skripte-ohne-ende.html": lambda: b"<script application/ld+json " * 300_000,
    "angaben-ohne-ende.html": lambda: b"<meta name='date' " * 300_000,
    "spitze-klammern.html": lambda: b"<" * 5_000_000,
    "tags-ohne-ende.html": lambda: b"<a b='" * 1_000_000,
    "zeile.html": lambda: b"<p>" + b"Zwei Tote " * 500_000,
    "zellen.html": lambda: GOOD + "<table>" + "<tr><td>1</td><td>2</td></tr>" * 30_000 + "</table>",
    "überschriften.html": lambda: GOOD + "<h1>Brand</h1>" * 100_000,
    "listen.html": lambda: b"<ul><li>" * 100_000,
    "tausend-klassen.html": lambda: GOOD + f"<div class='{'x ' * 1_000_000}'>y</div>",
    "entitäten.html": lambda: GOOD + "<p>&#x110000;&#0;&#xD800;" + "&amp;" * 500_000 + "</p>",
    "inhalt-schwillt.pdf": lambda: pdf(deflate(b" " * 1_000_000, 1_000)),
    "text-schwillt.pdf": lambda: pdf(deflate(b"BT /F 9 Tf 9 9 Td (Zwei Tote) Tj ET\n" * 10_000, 60)),
    "kreis.pdf": lambda: pdf(deflate(b"", 1), kids="2 0 R"),
    "zehntausend-seiten.pdf": lambda: many_pages(10_000),
    "falsche-zahl-seiten.pdf": lambda: many_pages(3).replace(b"/Count 3", b"/Count 2000000000"),
    "knoten.xml": lambda: b"<rss><channel>" + b"<item><title>x</title></item>" * 10_000 + b"</channel></rss>",
    "attribute.xml": lambda: b"<rss " + b" ".join(b'a%d="x"' % number for number in range(300_000)) + b"/>",
    "fremd.xml": lambda: b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>',
    "text.xml": lambda: b"<feed><entry><title>" + b"x" * 20_000_000 + b"</title></entry></feed>",
    "ziffern.json": lambda: b'{"text": "Zwei Tote", "n": ' + b"9" * 5_000_000 + b"}",
    "viele.json": lambda: b"[" + b'{"text":1},' * 30_000 + b"{}]",
    "tief.jsonl": lambda: b'{"a":' * 200_000 + b"\n" + json.dumps({"text": TEXT}).encode(),
    "teile.eml": lambda: (
        b'From: a@b.example\nContent-Type: multipart/mixed; boundary="x"\n\n'
        + b"--x\nContent-Type: text/plain\n\ny\n" * 50_000
    ),
    "tief.eml": lambda: deep_mail(1_000),
    "kopf.eml": lambda: b"From: " + b"a" * 20_000_000 + b"\n\nZwei Tote",
    "betreff.eml": lambda: b"Subject: " + b"=?utf-8?q?=C3?= " * 200_000 + b"\n\nZwei Tote",
    "angebliche-größe.tar": lambda: tar_header(8_000_000_000) + b"Zwei Tote",
    "name-schwillt.tar.gz": lambda: gzip.compress(tar_header(300_000_000, LONG_NAME) + bytes(300_000_000)),
    "viele-glieder.gz.txt.gz": lambda: gzip.compress(b"x") * 100_000,
    "bomben.zip": lambda: archive({f"{number}.jsonl": b"0" * 11_000_000 for number in range(12)}),
    "zeile.txt": lambda: b"Zwei Tote " * 390_000,
    "zeichen.txt": lambda: "ä\u0301" * 200_000 + "Ã¶" * 200_000,
}  # fmt: skip
"""None takes more than some seconds to make; what each tries is said by its name."""


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    shared = ReadingProcess(MEMORY_MB, WITHIN_S)
    yield shared
    shared.stop()


def read(process: ReadingProcess, path: Path) -> list[Entry]:
    handle = os.open(path, os.O_RDONLY)
    try:
        order = Order(handle, path.stat().st_size, path.name, None, Facts(), RECEIVED)
        return [entry for group in process.read(order) for entry in group]
    finally:
        os.close(handle)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_itself_and_no_other(name: str, process: ReadingProcess, tmp_path: Path) -> None:
    hostile, good = tmp_path / name, tmp_path / "gut.html"
    data = HOSTILE[name]()
    hostile.write_bytes(data.encode() if isinstance(data, str) else data)
    good.write_text(GOOD)
    entries = read(process, hostile)
    assert entries
    codes = {one.outcome.code for one in entries if isinstance(one.outcome, Rejection)}
    assert "internal_error" not in codes, [one.outcome for one in entries if isinstance(one.outcome, Rejection)][:3]
    assert all(len(one.outcome.text) <= 900_000 for one in entries if isinstance(one.outcome, Article))
    assert read_peak_mb(process) <= MEMORY_MB
    (after,) = read(process, good)
    assert isinstance(after.outcome, Article)


def read_peak_mb(process: ReadingProcess) -> float:
    """Return the largest address space that the process has had, 0 where it was ended."""
    running = process._process
    if running is None or running.poll() is not None:
        return 0
    found = re.search(r"VmPeak:\s+(\d+) kB", Path(f"/proc/{running.pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0


def test_the_members_of_all_archives_within_a_file_are_counted_together() -> None:
    allowance = Allowance(members=3)
    for _ in range(3):
        allowance.take_member()
    with pytest.raises(BombError, match="members"):
        allowance.take_member()


def test_the_bytes_of_all_archives_within_a_file_are_counted_together() -> None:
    allowance = Allowance(size=1_000)
    assert len(unpack(io.BytesIO(b"x" * 600), 600, allowance).read()) == 600
    with pytest.raises(BombError, match="in all"):
        unpack(io.BytesIO(b"x" * 600), 600, allowance).read()


def test_an_archive_within_an_archive_is_held_in_memory_only_so_far() -> None:
    with pytest.raises(BombError, match="times its size"):
        unpack(io.BytesIO(b"x" * 11_000_000), 10, Allowance()).read()
