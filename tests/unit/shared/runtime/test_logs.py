from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

from shared.runtime.logs import LineFormatter, RepetitionFilter, fields, quote


def format_record(message: str, *, extra: Mapping[str, object] | None = None, error: bool = False) -> str:
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, message, None, sys.exc_info() if error else None)
    record.created = 0.0
    record.__dict__.update(extra or {})
    return LineFormatter("extractor").format(record)


def test_an_event_is_one_line_of_pairs() -> None:
    line = format_record(
        "message refused", extra=fields(topic="lagebild.articles.v1", offset=3, reason='kein "JSON"\n')
    )
    assert line == (
        "time=1970-01-01T00:00:00.000+00:00 level=warning service=extractor "
        r'event="message refused" topic=lagebild.articles.v1 offset=3 reason="kein \"JSON\"\n"'
    )


def test_a_traceback_stays_on_the_line() -> None:
    try:
        int("Zeile 1\nZeile 2")
    except ValueError:
        line = format_record("failed", error=True)
    assert "\n" not in line
    assert "ValueError" in line


def test_what_is_empty_is_quoted() -> None:
    assert quote("") == '""'
    assert quote(None) == "None"


def test_libraries_repeat_themselves_once_in_a_while() -> None:
    chosen = RepetitionFilter(every_s=10)
    records = [make_record("aiokafka.conn", created) for created in (0.0, 1.0, 9.0, 10.0, 11.0)]
    assert [chosen.filter(record) for record in records] == [True, False, False, True, False]
    assert records[3].__dict__["fields"] == {"held_back": 2}


def test_our_own_words_are_never_held_back() -> None:
    chosen = RepetitionFilter(every_s=10)
    assert all(chosen.filter(make_record("shared.runtime.batches", 0.0)) for _ in range(3))


def make_record(name: str, created: float) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, "Unable to connect", None, None)
    record.created = created
    return record
