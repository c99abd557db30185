"""Waiting for the services while archived articles are read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from services.desk.kafka_lags import Lag
from services.desk.rereadings import Progress, Rereading

PROGRESS = Progress(10, 20, 0)


class Services:
    """Lags as they follow each other; the last one stays."""

    def __init__(self, *lags: Sequence[Lag]) -> None:
        self.lags = list(lags)
        self.reports: list[Progress] = []

    async def read(self) -> Sequence[Lag]:
        return self.lags.pop(0) if len(self.lags) > 1 else self.lags[0]

    def build(self, patience_s: float = 60.0) -> Rereading:
        nothing: Any = None
        return Rereading(nothing, nothing, self.read, self.reports.append, window=5, patience_s=patience_s)


def lag(done: int, end: int, topic: str = "articles") -> Lag:
    return Lag("lagebild-extractor", topic, 0, done, end, end - done)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.desk.rereadings._LOOK_EVERY_S", 0.0)


async def test_it_waits_until_everything_is_done_that_was_there_when_it_began() -> None:
    services = Services([lag(0, 9)], [lag(5, 9)], [lag(9, 12)], [lag(9, 12)], [lag(11, 30)], [lag(12, 40)])
    await services.build()._settle(PROGRESS)
    assert [report.behind for report in services.reports] == [4, 3, 19, 28]


async def test_claims_that_come_of_articles_are_waited_for_too() -> None:
    articles, before, after = lag(9, 9), lag(4, 4, "claims"), lag(4, 13, "claims")
    services = Services([lag(8, 9), before], [articles, after], [articles, after], [articles, lag(13, 13, "claims")])
    await services.build()._settle(PROGRESS)
    assert services.reports[-1].behind == 0


async def test_services_that_do_not_move_end_the_wait_and_those_that_do_not() -> None:
    with pytest.raises(TimeoutError, match="9 messages wait, and nothing has moved"):
        await Services([lag(0, 9)]).build(patience_s=0.05)._settle(PROGRESS)
    slow = Services([lag(0, 9)], *([lag(done, 9)] for done in range(10)))
    await slow.build()._settle(PROGRESS)
    assert slow.reports[-1] == Progress(10, 20, 0)
