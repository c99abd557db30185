"""Run the reader of a format on an open file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import BinaryIO

from services.ingest.core.allowances import Allowance
from services.ingest.core.drafts import Draft
from services.ingest.core.formats import Format, choose_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sizes import refuse_size

__all__ = ["choose_format", "read_format"]


def read_format(
    chosen: Format, file: BinaryIO, name: str, allowance: Allowance | None = None
) -> Iterator[Draft | Rejection]:
    """Yield what the file holds; what is not read piece by piece is measured first, wherever it comes from.

    `allowance`: what may still be unpacked, where the file lies within another.
    """
    read = _load(chosen)
    if chosen.nests:
        read = partial(read, allowance=allowance or Allowance())
    if chosen.streams:
        yield from read(file, name)
        return
    data = file.read(chosen.max_bytes + 1)
    if len(data) > chosen.max_bytes:
        yield refuse_size(len(data), chosen.max_bytes)
        return
    yield from read(io.BytesIO(data), name)


def _load(chosen: Format) -> Callable[..., Iterator[Draft | Rejection]]:
    """Return the reader; parsers are large, and `lagebild --help` needs none of them."""
    module, _, function = chosen.reader.partition(":")
    reader: Callable[..., Iterator[Draft | Rejection]] = getattr(
        import_module(f"services.ingest.core.{module}"), function
    )
    return reader
