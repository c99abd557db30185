"""Read PDF files: their text in the order of reading, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from services.ingest.core.drafts import Draft
from services.ingest.core.facts import Facts, fold_space
from services.ingest.core.limits import MAX_PDF_BYTES, MAX_PDF_PAGES
from services.ingest.core.page_layouts import Line, read_pages
from services.ingest.core.rejections import Rejection
from shared.domain.articles import MAX_ARTICLE_BYTES

MEDIA_TYPE = "application/pdf"
_REPAIRED = str.maketrans(
    {"\x02": "-", "\ufffe": "-", "\0": None, "\u00a0": " "} | {chr(code): None for code in range(0xD800, 0xE000)}
)
_MOST_PIECES = 20_000
"""Of text on one page; a page of a newspaper has some hundreds."""


def read_printed_pages(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the one article of a PDF file."""
    del name
    import pypdfium2  # noqa: PLC0415  (slow to load)

    data = file.read(MAX_PDF_BYTES)
    if b"%PDF-" not in data[:1024]:
        yield _refuse_damage("it does not begin as a PDF file does")
        return
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        yield _explain(str(error))
        return
    try:
        yield _read_document(document)
    except pypdfium2.PdfiumError as error:
        yield _refuse_damage(str(error))
    finally:
        document.close()


def _read_document(document: Any) -> Draft | Rejection:
    count = len(document)
    if count > MAX_PDF_PAGES:
        return Rejection(
            "too_large",
            f"too large: {count:,} pages, and {MAX_PDF_PAGES} are read at most",
            "One file is one article. Take its pages out of the collection and drop them alone.",
        )
    pages: list[list[Line]] = []
    held = 0
    for number in range(count):
        lines = _read_lines(document[number])
        held += sum(len(line.text) for line in lines)
        if held > 2 * MAX_ARTICLE_BYTES:
            return Rejection(
                "too_large",
                f"too large: page {number + 1} is reached with more text than one article may have",
                "One file is one article. Take its pages out of the collection and drop them alone.",
            )
        pages.append(lines)
    text = read_pages(pages)
    if not any(char.isalnum() for char in text):
        return _refuse_scan(count)
    title = fold_space(document.get_metadata_value("Title").translate(_REPAIRED))
    top = " ".join(text[:1_000].split())
    return Draft(text, MEDIA_TYPE, Facts(title=title if title and len(title) > 10 and title in top else None))


def _read_lines(page: Any) -> list[Line]:
    text = page.get_textpage()
    try:
        lines = []
        for index in range(min(text.count_rects(), _MOST_PIECES)):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).translate(_REPAIRED)
            if words.strip():
                lines.append(Line(left, bottom, right, top, " ".join(words.split())))
        return lines
    finally:
        text.close()
        page.close()


def _explain(fault: str) -> Rejection:
    if "assword" in fault or "ecurity" in fault:
        return Rejection(
            "encrypted", "the PDF is locked with a password", "Save it without a password (qpdf --decrypt), drop that."
        )
    return _refuse_damage(fault)


def _refuse_damage(fault: str) -> Rejection:
    return Rejection(
        "damaged",
        f"the PDF can't be read: {fault}",
        "Fetch or export it again; if a viewer opens it, print it anew to PDF.",
    )


def _refuse_scan(count: int) -> Rejection:
    return Rejection(
        "no_text",
        f"a scanned PDF without text: its {count:,} page{'s hold' if count != 1 else ' holds'} pictures and no letter",
        "Let a program for text recognition read it first (ocrmypdf -l deu SCAN.pdf TEXT.pdf) and drop the result.",
    )
