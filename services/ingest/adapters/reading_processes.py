"""Have files read by a process that can be ended when it hangs or swells: parsers are large, files are strangers'."""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from services.ingest.adapters.reading_frames import (
    BrokenFrameError,
    pack_listed,
    receive_frame,
    send_frame,
    unpack_entry,
)
from services.ingest.core.facts import Facts
from services.ingest.core.names import escape_name
from services.ingest.core.read_documents import Entry
from services.ingest.core.rejections import Rejection
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)

_FILES_A_PROCESS = 500
"""Then a new one: what parsers leak does not add up."""
_START_S = 20.0
_MOST_OF_A_FILE = 40
"""Times what one article may take: for a whole archive, not counting the time that Kafka takes."""


@dataclass(frozen=True, slots=True)
class Order:
    """A file to read. `handle`: open for reading; stays the caller's. `skip`: entries that were taken before."""

    handle: int
    size: int
    name: str
    sidecar: bytes | None
    listed: Facts | Rejection
    received: str
    skip: int = 0


class ReadingProcess:
    """Reads one file at a time; started at the first, and anew after it was ended. Not for several threads at once."""

    def __init__(self, memory_mb: int, within_s: float) -> None:
        self._memory_mb = memory_mb
        self._within_s = within_s
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._files = 0

    def read(self, order: Order) -> Iterator[list[Entry]]:
        """Yield the file's entries in groups that fit in memory; the last is a rejection where reading was ended.

        Raises:
            OSError: No process can be started now.
        """
        wire = self._start()
        self._files += 1
        spent = 0.0
        finished = False
        try:
            socket.send_fds(wire, [b"f"], [order.handle])
            send_frame(wire, _describe(order))
            while not finished:
                began = time.monotonic()
                wire.settimeout(self._within_s + (_START_S if self._files == 1 else 0))
                send_frame(wire, "next")
                answer = receive_frame(wire)
                spent += time.monotonic() - began
                group, finished = self._unpack(answer, order)
                if not finished and spent > _MOST_OF_A_FILE * self._within_s:
                    group.append(Entry(_refuse_time(spent)))
                    break
                yield group
            else:
                return
            yield group
        except TimeoutError:
            yield [Entry(_refuse_time(self._within_s))]
        except (BrokenFrameError, ConnectionError, ValueError, KeyError, TypeError) as error:
            yield [Entry(self._explain_end(error))]
        finally:
            if not finished:
                self.stop()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()
        if process is not None:
            process.kill()
            process.wait()

    def _start(self) -> socket.socket:
        if self._wire is not None and self._files < _FILES_A_PROCESS:
            return self._wire
        self.stop()
        ours, theirs = socket.socketpair()
        try:
            arguments = (theirs.fileno(), self._memory_mb, self._within_s)
            self._process = subprocess.Popen(  # noqa: S603  (our own program)
                [sys.executable, "-m", "services.ingest.adapters.reading_child", *map(str, arguments)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("LAGEBILD_")}
                | {"PYTHONDONTWRITEBYTECODE": "1"},  # it may write nothing
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._files = 0
        self._wire = ours
        return ours

    def _unpack(self, answer: dict[str, object], order: Order) -> tuple[list[Entry], bool]:
        fault = answer.get("fault")
        if fault is not None:
            LOG.error("reading failed", extra=fields(file=escape_name(order.name), error=str(fault)))
            return [Entry(refuse_as_internal(str(fault)))], True
        packed, done = answer["entries"], answer["done"]
        if not isinstance(packed, list) or not isinstance(done, bool):
            raise TypeError("the answer is none")
        return [unpack_entry(one) for one in packed], done

    def _explain_end(self, error: Exception) -> Rejection:
        """Say why the process ended in the middle of a file."""
        process = self._process
        status: int | None = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = process.wait(timeout=2)
        LOG.warning("the reading process ended in the middle of a file", extra=fields(status=status, error=str(error)))
        return Rejection(
            "too_complex",
            f"reading it took more than {self._memory_mb} MB of memory, or made its parser fail",
            "Save the article's text as .txt and drop that. If the file is an honest article, please report it.",
        )


def refuse_as_internal(fault: str) -> Rejection:
    """Return the refusal of a file that met a fault of ours."""
    return Rejection(
        "internal_error",
        f"Lagebild could not handle this file: {escape_name(fault[:300])}",
        "This is a fault of Lagebild's. Please report it with the file and ingest's log.",
    )


def _describe(order: Order) -> dict[str, object]:
    return {
        "size": order.size,
        "name": order.name,
        "sidecar": None if order.sidecar is None else base64.b64encode(order.sidecar).decode(),
        "listed": pack_listed(order.listed),
        "received": order.received,
        "skip": order.skip,
    }


def _refuse_time(seconds: float) -> Rejection:
    return Rejection(
        "too_complex",
        f"reading it took more than {seconds:.0f} seconds",
        "Save the article's text as .txt and drop that, or cut the collection into pieces.",
    )
