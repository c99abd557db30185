"""The process that extracts: gets articles, gives claim sets, and is ended by the kernel where one takes too long.

The limit is processor time, not time on the clock: a busy or suspended machine makes no article a bad one.
"""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from services.extractor.adapters.articles import encode_claim_set
from services.extractor.adapters.extraction_frames import READY, frame, pack_answer, read_frame, unpack_article
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims
from shared.domain.articles import Article
from shared.runtime.errors import PermanentError, refuse_failures
from shared.runtime.messages import OutboundMessage

Extract = Callable[[Article], OutboundMessage]


def serve(wire: socket.socket, extract: Extract, within_s: float) -> None:
    """Answer until the other side ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this process by closing
    questions = wire.makefile("rb")
    wire.sendall(frame(READY))
    while (body := read_frame(questions)) is not None:
        signal.setitimer(signal.ITIMER_PROF, within_s)  # SIGPROF ends the process, even within a regular expression
        answer = _answer(body, extract)
        signal.setitimer(signal.ITIMER_PROF, 0)
        wire.sendall(frame(pack_answer(answer)))


def _answer(body: bytes, extract: Extract) -> OutboundMessage | str:
    article = unpack_article(body)
    try:
        with refuse_failures(f"extracting claims from {article.origin_file}"):
            return extract(article)
    except PermanentError as error:
        return error.reason


def run(extract: Extract, arguments: Sequence[str]) -> None:
    """Serve on the inherited socket: `FD WITHIN_S`."""
    handle, within_s = arguments
    with socket.socket(fileno=int(handle)) as wire, suppress(BrokenPipeError, ConnectionResetError):
        serve(wire, extract, float(within_s))


def main() -> None:
    """Serve with the lexicon."""
    lexicon = load_lexicon()
    run(lambda article: encode_claim_set(extract_claims(article, lexicon)), sys.argv[1:])


if __name__ == "__main__":
    main()
