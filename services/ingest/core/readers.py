"""Run the reader of a format on an open file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

from services.ingest.core.drafts import Draft, Reader
from services.ingest.core.formats import Format, choose_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sizes import refuse_size

__all__ = ["choose_format", "read_format"]


def read_format(chosen: Format, file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield what the file holds; what is not read piece by piece is measured first, wherever it comes from."""
    if chosen.streams:
        yield from _load(chosen)(file, name)
        return
    data = file.read(chosen.max_bytes + 1)
    if len(data) > chosen.max_bytes:
        yield refuse_size(len(data), chosen.max_bytes)
        return
    yield from _load(chosen)(io.BytesIO(data), name)


def _load(chosen: Format) -> Reader:
    """Return the reader; parsers are large, and `lagebild --help` needs none of them."""
    module, _, function = chosen.reader.partition(":")
    reader: Reader = getattr(import_module(f"services.ingest.core.{module}"), function)
    return reader
