from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

from shared.runtime.logs import LineFormatter, fields, quote


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
