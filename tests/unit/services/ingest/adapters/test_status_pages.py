"""Metrics and readiness over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from services.ingest.adapters.metrics import Metrics
from services.ingest.adapters.status_pages import StatusPages


class Service:
    """What the pages tell of."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.ready = (True, "taking files")
        self.pages = StatusPages("127.0.0.1", 0, self.metrics, lambda: self.ready)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.pages.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    made.pages.start()
    yield made
    made.pages.stop()


def test_metrics_are_served_for_prometheus(service: Service) -> None:
    service.metrics.files.labels("failed", "empty").inc(3)
    status, body = service.get("/metrics")
    assert status == 200
    assert 'lagebild_ingest_files_total{code="empty",outcome="failed"} 3.0' in body
    assert "lagebild_ingest_kafka_up" in body


def test_readiness_says_why_not(service: Service) -> None:
    assert service.get("/ready") == (200, "taking files\n")
    service.ready = (False, "Kafka does not take articles")
    assert service.get("/ready") == (503, "Kafka does not take articles\n")
    assert service.get("/live")[0] == 200
    assert service.get("/anderes")[0] == 404
