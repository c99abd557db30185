"""The formats that can be read: one reader each, found by the file's suffix."""

from __future__ import annotations

from dataclasses import dataclass

from services.ingest.core import limits
from services.ingest.core.names import escape_name, find_suffix
from services.ingest.core.rejections import Rejection
from services.ingest.core.sizes import refuse_size


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `reader`: module and function within this package; loaded when the first such file comes.

    `max_bytes` bounds what is read at all. `collection`: may hold several articles. `streams`: is read piece by piece,
    so that its size does not matter to memory. `risky`: its reader is a parser of much power, and runs in a process of
    its own. `nests`: other files may lie within; its reader takes an Allowance, too.

    A reader takes an open file, which can be sought unless it lies within an archive, and the file's name; it yields
    what the file holds and raises only on faults of its own.
    """

    title: str
    suffixes: tuple[str, ...]
    reader: str
    max_bytes: int
    collection: bool = False
    streams: bool = False
    risky: bool = True
    nests: bool = False


def _archive(title: str, suffixes: tuple[str, ...], reader: str) -> Format:
    return Format(title, suffixes, reader, limits.MAX_COLLECTION_BYTES, collection=True, streams=True, nests=True)


FORMATS = (
    Format(
        "plain text",
        (".txt", ".md", ".markdown"),
        "plain_texts:read_plain_texts",
        limits.MAX_TEXT_FILE_BYTES,
        risky=False,
    ),
    Format("web page", (".html", ".htm", ".xhtml"), "web_pages:read_web_pages", limits.MAX_PAGE_BYTES),
    Format("PDF", (".pdf",), "printed_pages:read_printed_pages", limits.MAX_PDF_BYTES),
    Format("mail or web archive", (".eml", ".mht", ".mhtml"), "mails:read_mails", limits.MAX_MAIL_BYTES, nests=True),
    Format(
        "RSS, Atom or NewsML-G2",
        (".xml", ".rss", ".atom"),
        "xml_files:read_xml_files",
        limits.MAX_XML_BYTES,
        collection=True,
    ),
    Format("JSON", (".json",), "json_records:read_json_files", limits.MAX_JSON_BYTES, collection=True),
    Format(
        "JSON lines",
        (".jsonl", ".ndjson"),
        "json_records:read_json_lines",
        limits.MAX_COLLECTION_BYTES,
        collection=True,
        streams=True,
    ),
    _archive("gzip", (".gz", ".tgz"), "archives:read_gzip"),
    _archive("ZIP", (".zip",), "archives:read_zip"),
    _archive("tar", (".tar",), "archives:read_tar"),
)
"""A new format is one entry here and one module with its reader."""
_BY_SUFFIX = {suffix: known for known in FORMATS for suffix in known.suffixes}


def find_format(name: str) -> Format | None:
    """Return the format of a file of that name, or None."""
    return _BY_SUFFIX.get(find_suffix(name))


def choose_format(name: str, size: int) -> Format | Rejection:
    """Return the format that reads the file, or why it is refused unread. `size` in bytes."""
    found = find_format(name)
    if found is None:
        return _refuse_format(name)
    if size > found.max_bytes:
        return refuse_size(size, found.max_bytes)
    return found


def _refuse_format(name: str) -> Rejection:
    suffix = find_suffix(name)
    supported = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
    what = f"files that end in {escape_name(suffix)}" if suffix else "a file without a suffix"
    return Rejection(
        "unsupported_format",
        f"format not supported: Lagebild can't read {what}",
        f"Supported: {supported}. Save the article's text as .txt and drop that.",
    )
