"""Structured logs: one line an event, `key=value`, to standard error."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+")
_CHATTY = ("faust", "mode", "aiokafka", "kafka", "watchfiles")


def fields(**values: Any) -> dict[str, dict[str, Any]]:
    """Return the `extra` of a logging call: `LOG.info("file taken", extra=fields(file=name, bytes=size))`."""
    return {"fields": values}


class LineFormatter(logging.Formatter):
    """Formats a record as one line; line ends in values are escaped, a traceback is one value."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return `time=… level=… service=… event=… key=value …`."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        pairs: dict[str, Any] = {
            "time": moment,
            "level": record.levelname.lower(),
            "service": self._service,
            "event": record.getMessage(),
        }
        pairs |= getattr(record, "fields", {})
        if record.exc_info:
            pairs["traceback"] = self.formatException(record.exc_info)
        return " ".join(f"{key}={quote(value)}" for key, value in pairs.items())


def quote(value: object) -> str:
    """Return the value as it stands if it is one plain word, else as a JSON string."""
    text = str(value)
    return text if text and _PLAIN.issuperset(text) else json.dumps(text, ensure_ascii=False)


class RepetitionFilter(logging.Filter):
    """Lets a library say the same thing once in a while: without a broker, aiokafka says it thirty times a second."""

    def __init__(self, every_s: float = 10.0) -> None:
        super().__init__()
        self._every_s = every_s
        self._last: dict[tuple[str, int], float] = {}
        self._held_back: Counter[tuple[str, int]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to log; what is logged says how often it was held back."""
        if record.name.partition(".")[0] not in _CHATTY:
            return True
        key = (record.pathname, record.lineno)
        if record.created - self._last.get(key, float("-inf")) < self._every_s:
            self._held_back[key] += 1
            return False
        self._last[key] = record.created
        held_back = self._held_back.pop(key, 0)
        if held_back:
            record.__dict__["fields"] = {"held_back": held_back}
        return True


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send all logs to standard error in one form; libraries speak from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(service))
    handler.addFilter(RepetitionFilter())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
