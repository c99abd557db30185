"""Serve /metrics (Prometheus), /ready and /live over HTTP, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.ingest.adapters.metrics import Metrics

Readiness = Callable[[], tuple[bool, str]]


class StatusPages:
    """A small server. `port` 0: any free one. `readiness`: whether work gets done, and a sentence."""

    def __init__(self, host: str, port: int, metrics: Metrics, readiness: Readiness) -> None:
        self._server = ThreadingHTTPServer((host, port), _build_handler(metrics, readiness))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="status pages", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and let the port go."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _build_handler(metrics: Metrics, readiness: Readiness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10
        server_version = "lagebild"
        sys_version = ""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, generate_latest(metrics.registry), CONTENT_TYPE_LATEST)
            elif path == "/ready":
                ready, sentence = readiness()
                self._answer(200 if ready else 503, sentence.encode() + b"\n")
            elif path == "/live":
                self._answer(200, b"alive\n")
            else:
                self._answer(404, b"there are /metrics, /ready and /live\n")

        def _answer(self, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a scrape every few seconds would drown what matters."""

    return Handler
