"""Read JSON and JSONL: our own article schema, and ninjs of news agencies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from services.ingest.core import ninjs
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.encodings import decode_text
from services.ingest.core.facts import Facts, fold_space, is_storable, read_moment
from services.ingest.core.limits import MAX_JSON_BYTES, MAX_LINE_BYTES
from services.ingest.core.rejections import Rejection

MEDIA_TYPE = "application/json"
_WORDS = ("outlet", "url", "id", "title", "agency", "language")
_ADVICE = (
    'An article looks like this: {"text": "…", "title": "…", "published": "2025-04-28", "outlet": "…", "url": "…"}. '
    "Only text is required; correct it and drop the file again, what was published already is not published twice."
)


def read_json_files(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the articles of a JSON file: one object, or a list of objects."""
    del name
    decoded = decode_text(file.read(MAX_JSON_BYTES))
    if isinstance(decoded, Rejection):
        yield decoded
        return
    document = _parse(decoded.text)
    if isinstance(document, Rejection):
        yield document
    elif isinstance(document, list):
        if not document:
            yield Rejection("empty", "the list holds no article", "Nothing is lost; drop it again when it has some.")
        for number, one in enumerate(document, start=1):
            yield _read_record(one, f"entry {number}")
    else:
        yield _read_record(document, "")


def read_json_lines(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the articles of a JSONL file, one line each; nothing but the line at hand is held in memory."""
    del name
    number = 0
    found = False
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            found = True
            yield Rejection(
                "too_large", f"line {number} has more than {MAX_LINE_BYTES:,} bytes", _ADVICE, f"line {number}"
            )
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        found = True
        yield _read_line(line, f"line {number}")
    if not found:
        yield Rejection("empty", "the file holds no line", "Check whether the program that wrote it had finished.")


def _read_line(line: bytes, place: str) -> Draft | Rejection:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Rejection("wrong_encoding", f"not UTF-8 (byte {error.start + 1:,} of the line)", _ADVICE, place)
    document = _parse(text, place)
    return document if isinstance(document, Rejection) else _read_record(document, place)


def _parse(text: str, place: str = "") -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"in line {error.lineno}, column {error.colno}" if not place else f"in column {error.colno}"
        return Rejection("damaged", f"this is not JSON: {error.msg} {where}", _ADVICE, place)
    except (ValueError, RecursionError) as error:
        return Rejection("too_complex", f"this is not JSON that can be read: {error}", _ADVICE, place)


def _read_record(record: object, place: str) -> Draft | Rejection:
    if not isinstance(record, dict):
        return Rejection("broken_entry", "an article must be one JSON object, in curly brackets", _ADVICE, place)
    if "text" not in record and ninjs.is_ninjs(record):
        return ninjs.read_item(record, place)
    try:
        return _read_article(record, place)
    except ValueError as error:
        return Rejection("broken_entry", str(error), _ADVICE, place)


def _read_article(record: Mapping[str, object], place: str) -> Draft:
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError('"text" is missing, empty or not a text in quotes')
    title = _read_words(record, "title") or _read_words(record, "headline")
    words = {key: _read_words(record, key) for key in _WORDS} | {"title": title}
    dates = {key: _read_date(record, key) for key in ("published", "updated")}
    if not is_storable(text):
        raise ValueError('"text" holds NUL or half of a surrogate pair')
    return Draft(compose_text(title, text), MEDIA_TYPE, Facts(**words, **dates), place)


def _read_words(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not is_storable(value):
        raise ValueError(f'"{key}" must be a text in quotes or null')
    return fold_space(value)


def _read_date(record: Mapping[str, object], key: str) -> str | None:
    value = _read_words(record, key)
    try:
        return None if value is None else read_moment(value)
    except ValueError as error:
        raise ValueError(f'"{key}" is no date: {value!r:.60} ({error})') from error
