"""Have articles extracted by a process that can be ended: an endless loop must not stop the pipeline."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from services.extractor.adapters.extraction_frames import LENGTH, READY, frame, pack_article, unpack_answer
from shared.domain.articles import Article
from shared.runtime.errors import LagebildError, PermanentError
from shared.runtime.logs import fields
from shared.runtime.messages import OutboundMessage

LOG = logging.getLogger(__name__)

CHILD = "services.extractor.adapters.extraction_child"
_START_S = 60.0
_WALL_TIMES = 6
_LEAST_WALL_S = 60.0
"""Times the limit of processor time that an answer may take on the clock; beyond, something else is wrong."""
_MOST_DEATHS = 3


class ExtractionEndedError(LagebildError):
    """The process that extracts ended or hung; another one may do."""


@dataclass(frozen=True, slots=True)
class _Running:
    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class ExtractionProcess:
    """Extracts one article at a time; the process is started anew after it has ended.

    `within_s`: processor time that an article may take.
    """

    def __init__(self, within_s: float, *, child: str = CHILD) -> None:
        self._within_s = within_s
        self._child = child
        self._running: _Running | None = None
        self._suspect: tuple[str, str] | None = None
        self._deaths = 0

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _wall_s(self) -> float:
        """How long an answer is waited for: on a busy machine a few seconds of processor time take a minute."""
        return max(_LEAST_WALL_S, _WALL_TIMES * self._within_s)

    @property
    def pid(self) -> int | None:
        """The process's id, None while none runs."""
        return None if self._running is None else self._running.process.pid

    async def extract(self, article: Article) -> OutboundMessage:
        """Return the message with the article's claims.

        Raises:
            PermanentError: Extraction fails on this article, takes too long, or ends the process again and again.
            ExtractionEndedError: The process ended for another reason; trying again may help.
        """
        running = self._running or await self._start()
        try:
            answer = await asyncio.wait_for(_ask(running, pack_article(article)), self._wall_s)
        except TimeoutError as error:
            self.stop()
            raise ExtractionEndedError(f"no claims of {article.origin_file} in {self._wall_s:.0f} s") from error
        except (OSError, EOFError) as error:
            raise self._explain_end(article) from error
        except BaseException:  # cancelled in the middle: the answer would be taken for another one's
            self.stop()
            raise
        self._suspect = None
        if isinstance(answer, str):
            raise PermanentError(answer)
        return answer

    def stop(self) -> int | None:
        """End the process, whatever it is doing, and return its exit status, None where none ran."""
        running, self._running = self._running, None
        if running is None:
            return None
        running.writer.close()
        running.process.kill()  # harmless where it has ended: its status is what it was
        return running.process.wait()

    async def _start(self) -> _Running:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220,S603  (our own program; it starts in an instant)
                [sys.executable, "-m", self._child, str(theirs.fileno()), str(self._within_s)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("LAGEBILD_")},
            )
        self._running = _Running(process, *await asyncio.open_connection(sock=ours))
        try:
            said = await asyncio.wait_for(_read_frame(self._running.reader), _START_S)
            assert said == READY
        except (TimeoutError, EOFError, OSError) as error:
            self.stop()
            raise ExtractionEndedError("the process that extracts does not start; its words are in this log") from error
        except BaseException:
            self.stop()
            raise
        return self._running

    def _explain_end(self, article: Article) -> LagebildError:
        """Return what it means that the process ended in the middle of this article."""
        status = self.stop()
        if status == -signal.SIGPROF:
            return PermanentError(
                f"extracting claims from {article.origin_file} took more than {self._within_s:g} s of processor time"
            )
        suspect = (article.document_id, article.version)
        self._deaths = self._deaths + 1 if suspect == self._suspect else 1
        self._suspect = suspect
        LOG.warning("the process that extracts ended", extra=fields(status=status, file=article.origin_file))
        if self._deaths >= _MOST_DEATHS:
            return PermanentError(
                f"extracting claims from {article.origin_file} ended its process {self._deaths} times, status {status}"
            )
        return ExtractionEndedError(f"the process that extracts ended with status {status}")


async def _ask(running: _Running, body: bytes) -> OutboundMessage | str:
    running.writer.write(frame(body))
    await running.writer.drain()
    return unpack_answer(await _read_frame(running.reader))


async def _read_frame(stream: asyncio.StreamReader) -> bytes:
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    return await stream.readexactly(length)
