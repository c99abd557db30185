"""How much of anything a reader takes, each limit far above what news needs and far below what hurts."""

from __future__ import annotations

MB = 1_000_000

MAX_TEXT_FILE_BYTES = 4 * MB
"""A text of 900 kB may be thrice as large as UTF-16 with line ends of two characters."""
MAX_PAGE_BYTES = 20 * MB
"""A saved page with its pictures inside as data."""
MAX_PDF_BYTES = 100 * MB
MAX_PDF_PAGES = 500
MAX_MAIL_BYTES = 50 * MB
MAX_MAIL_PARTS = 200
MAX_XML_BYTES = 30 * MB
MAX_JSON_BYTES = 30 * MB
"""Parsed at once; JSONL, read line by line, has no such need."""
MAX_LINE_BYTES = 5 * MB
MAX_COLLECTION_BYTES = 4_000 * MB
"""Of JSONL and archives, which are read piece by piece."""
MAX_UNPACKED_BYTES = 8_000 * MB
MAX_RATIO = 250
"""News shrinks to a third, rarely to a tenth; what shrinks to a thousandth is a bomb."""
RATIO_MATTERS_FROM = 10 * MB
MAX_MEMBERS = 100_000
MAX_NESTING = 3
"""`archive.zip` with `list.jsonl.gz` in it is two; a mail counts as an archive of its attachments."""
MAX_DEPTH = 400
"""Elements within elements of a page; CMSs rarely go beyond fifty."""
