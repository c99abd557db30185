"""PDFs by a library: columns, running heads, scans, locks, damage."""

from __future__ import annotations

import io
import zlib

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.unit.services.ingest.collection.cases import LAST, LEAD, MORE, TITLE, Case, bad, good

WIDTH, HEIGHT = A4
HEAD = "Talbote - Ausgabe vom 3. Mai 2025"


def wrap(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def draw(canvas: Canvas, left: float, top: float, text: str, width: int, size: int = 10) -> float:  # noqa: PLR0917
    """Write lines downwards and return where they end."""
    canvas.setFont("Helvetica", size)
    for line in wrap(text, width):
        canvas.drawString(left, top, line)
        top -= 1.25 * size
    return top


def one_column(pages: int = 1, encrypt: StandardEncryption | None = None) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4, encrypt=encrypt)
    for number in range(1, pages + 1):
        draw(canvas, 60, HEIGHT - 30, HEAD, 90, 8)
        top = draw(canvas, 60, HEIGHT - 80, TITLE, 60, 20) - 10 if number == 1 else HEIGHT - 80
        texts = [LEAD, MORE, LAST]
        for paragraph in (*texts[number - 1 :], *texts[: number - 1]):
            top = draw(canvas, 60, top, paragraph, 85) - 12
        draw(canvas, 280, 30, f"Seite {number} von {pages}", 90, 8)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def columns(count: int) -> bytes:
    """A headline over columns, each with a paragraph of its own, and a line below them all."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    draw(canvas, 50, HEIGHT - 80, TITLE, 60, 20)
    wide = (WIDTH - 100) / count
    for number in range(count):
        words = " ".join(f"Spalte{number + 1}Wort{word}" for word in range(1, 40))
        draw(canvas, 50 + number * wide, HEIGHT - 130, words, int(wide / 6.2))
    draw(canvas, 50, 120, f"{MORE} {LAST} Ende der Seite, die über alle Spalten reicht.", 105)
    canvas.save()
    return data.getvalue()


def newspaper() -> bytes:
    """Two pages of two columns under a running head, with page numbers; a sentence goes on from page to page."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    for page in (1, 2):
        draw(canvas, 50, HEIGHT - 30, HEAD, 90, 8)
        draw(canvas, 420, HEIGHT - 30, "Lokales", 90, 8)
        top = draw(canvas, 50, HEIGHT - 80, TITLE, 60, 20) - 20 if page == 1 else HEIGHT - 80
        for column in (1, 2):
            words = " ".join(f"{'AB'[page - 1]}{column}Wort{word}" for word in range(1, 60))
            draw(canvas, 50 + (column - 1) * 250, top, words, 38)
        draw(canvas, 290, 30, str(page), 90, 8)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def situation_report() -> bytes:
    """A headline, a table and a list with points, as ministries write them."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    top = draw(canvas, 60, HEIGHT - 80, "Lagebericht Hochwasser", 60, 20) - 10
    top = draw(canvas, 60, top, LEAD, 85) - 12
    for row in (("Kreis", "Tote", "Verletzte"), ("Nordtal", "3", "21"), ("Summe", "5", "48")):
        for number, cell in enumerate(row):
            draw(canvas, 60 + 150 * number, top, cell, 40)
        top -= 18
    for item in ("Feuerwehr: 1.200 Kräfte", "THW: 340 Kräfte"):
        draw(canvas, 66, top, "•", 9, 6)
        top = draw(canvas, 80, top, item, 60) - 6
    draw(canvas, 60, top - 10, LAST, 85)
    canvas.save()
    return data.getvalue()


def scan() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    pixel = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)))
        + _chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + _chunk(b"IEND", b"")
    )
    for _ in range(3):
        canvas.drawImage(ImageReader(io.BytesIO(pixel)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def many_pages(count: int) -> bytes:
    """A PDF of empty pages, written by hand: quick to make, slow to read for who does not count first."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


CASES: tuple[Case, ...] = (
    good(
        "eine-spalte.pdf", one_column(), "zwölf Menschen", "300.000 Euro", headline=TITLE, media_type="application/pdf"
    ),
    good(
        "drei-seiten.pdf",
        one_column(3),
        "zwölf Menschen",
        "300.000 Euro",
        "Das teilte",
        "zwölf Menschen",
        "300.000 Euro",
        "bis in die Nacht",
        without=(HEAD, "Seite 2"),
        headline=TITLE,
    ),
    good(
        "zwei-spalten.pdf",
        columns(2),
        TITLE,
        "Spalte1Wort1",
        "Spalte1Wort39",
        "Spalte2Wort1",
        "Spalte2Wort39",
        "Ende der Seite",
        headline=TITLE,
    ),
    good(
        "drei-spalten.pdf",
        columns(3),
        TITLE,
        "Spalte1Wort39",
        "Spalte2Wort1",
        "Spalte2Wort39",
        "Spalte3Wort1",
        "Ende der Seite",
    ),
    good(
        "zeitung.pdf",
        newspaper(),
        TITLE,
        *(f"{page}{column}Wort{word}" for page in "AB" for column in (1, 2) for word in (1, 30, 59)),
        without=(HEAD, "Lokales"),
        headline=TITLE,
    ),
    good(
        "lagebericht.pdf",
        situation_report(),
        "Lagebericht Hochwasser",
        "Nordtal 3 21",
        "Summe 5 48",
        "• Feuerwehr: 1.200 Kräfte",
        "• THW: 340 Kräfte",
        "300.000 Euro",
        headline="Lagebericht Hochwasser",
    ),
    good(
        "mit-beiwerk.pdf",
        one_column(2),
        "zwölf Menschen",
        published="2025-05-02",
        outlet="Talbote",
        sidecar={"published": "2025-05-02", "outlet": "Talbote"},
    ),
    bad("eingescannt.pdf", scan(), "no_text", "scanned PDF"),
    bad("gesperrt.pdf", one_column(encrypt=StandardEncryption("geheim")), "encrypted", "password"),
    bad("abgeschnitten.pdf", one_column()[:400], "damaged"),
    bad("kein.pdf", "Das ist Text.", "damaged", "begin"),
    bad("leer.pdf", b"", "damaged"),
    bad("zehntausend-seiten.pdf", many_pages(10_000), "too_large", "10,000 pages"),
)
