"""How much may still be unpacked out of one dropped file, however its archives and mails lie within each other."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from services.ingest.core.limits import MAX_MEMBERS, MAX_NESTING, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_MATTERS_FROM


class BombError(ValueError):
    """An archive unpacks to more than any collection of articles would."""


class NestingError(ValueError):
    """Archives lie within archives more deeply than any sender packs them."""


@dataclass(slots=True)
class Allowance:
    """What is left for all that is read out of one file. `depth`: archives and mails that may be opened within."""

    size: int = MAX_UNPACKED_BYTES
    members: int = MAX_MEMBERS
    depth: int = MAX_NESTING

    @contextlib.contextmanager
    def open_archive(self) -> Iterator[None]:
        """Go one archive deeper meanwhile. NestingError where that is too deep."""
        if self.depth == 0:
            raise NestingError(f"more than {MAX_NESTING} archives or mails within each other")
        self.depth -= 1
        try:
            yield
        finally:
            self.depth += 1

    def take_member(self) -> None:
        """Count one more file of an archive. BombError where there are too many."""
        self.members -= 1
        if self.members < 0:
            raise BombError(f"it has more than {MAX_MEMBERS:,} members")

    def take_bytes(self, count: int) -> None:
        """Count bytes that were unpacked. BombError where they are too many."""
        self.size -= count
        if self.size < 0:
            raise BombError(f"it unpacks to more than {MAX_UNPACKED_BYTES:,} bytes in all")


class Unpacking(io.RawIOBase):
    """A stream out of an archive that ends with BombError when it swells. `packed`: bytes it is unpacked from."""

    def __init__(self, stream: BinaryIO, packed: int, allowance: Allowance) -> None:
        super().__init__()
        self._stream = stream
        self._allowance = allowance
        self._left = max(RATIO_MATTERS_FROM, packed * MAX_RATIO)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; BombError where the archive has swollen beyond measure."""
        data = self._stream.read(len(buffer))
        self._allowance.take_bytes(len(data))
        self._left -= len(data)
        if self._left < 0:
            raise BombError(f"it unpacks to more than {MAX_RATIO} times its size")
        buffer[: len(data)] = data
        return len(data)


def unpack(stream: BinaryIO, packed: int, allowance: Allowance) -> BinaryIO:
    """Return the stream, bounded. `packed`: bytes it is unpacked from."""
    return cast("BinaryIO", io.BufferedReader(Unpacking(stream, packed, allowance)))
