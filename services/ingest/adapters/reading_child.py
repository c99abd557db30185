"""The process that reads: gets open files, gives articles, and may do nothing else."""

from __future__ import annotations

import base64
import gc
import os
import socket
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from services.ingest.adapters.reading_frames import (
    BrokenFrameError,
    pack_entry,
    receive_frame,
    send_frame,
    unpack_listed,
)
from services.ingest.adapters.reading_limits import allow_seconds, confine
from services.ingest.core.read_documents import Entry, read_documents
from services.ingest.core.rejections import Rejection

_MOST_ENTRIES = 200
_MOST_CHARACTERS = 4_000_000


def serve(wire: socket.socket, within_s: float) -> None:
    """Answer until the other side ends: a file and its description in, its entries out, as many as are asked for."""
    while True:
        message, handles, _, _ = socket.recv_fds(wire, 1, 1)
        if not message:
            return
        (handle,) = handles
        order = receive_frame(wire)
        with os.fdopen(handle, "rb") as file:
            _answer(wire, _read(file, order), within_s)
        gc.collect()


def _read(file: BinaryIO, order: dict[str, Any]) -> Iterator[Entry]:
    sidecar = order["sidecar"]
    entries = read_documents(
        file,
        order["size"],
        order["name"],
        None if sidecar is None else base64.b64decode(sidecar),
        unpack_listed(order["listed"]),
        received=order["received"],
    )
    return islice(entries, order["skip"], None)


def _answer(wire: socket.socket, entries: Iterator[Entry], within_s: float) -> None:
    done = False
    while not done:
        if receive_frame(wire) != "next":
            return
        allow_seconds(2 * within_s)
        found: list[Entry] = []
        characters = 0
        try:
            for entry in islice(entries, _MOST_ENTRIES):
                found.append(entry)
                characters += 1_000 if isinstance(entry.outcome, Rejection) else len(entry.outcome.text)
                if characters > _MOST_CHARACTERS:
                    break
            else:
                done = len(found) < _MOST_ENTRIES
        except MemoryError:
            os._exit(12)
        except Exception as error:  # noqa: BLE001  (told to the one who asked, who logs it)
            send_frame(wire, {"fault": f"{type(error).__name__}: {error}"[:500]})
            return
        send_frame(wire, {"entries": [pack_entry(entry) for entry in found], "done": done})


def main(arguments: list[str]) -> None:
    """Serve on the inherited socket: `FD MEMORY_MB WITHIN_S`."""
    handle, memory_mb, within_s = arguments
    confine(int(memory_mb))
    sys.setrecursionlimit(2_000)
    with socket.socket(fileno=int(handle)) as wire:
        try:
            serve(wire, float(within_s))
        except (BrokenFrameError, BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    main(sys.argv[1:])
