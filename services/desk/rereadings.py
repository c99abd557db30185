"""Articles of the archive back onto their topic, to be read by the present rules, no faster than they are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import asyncpg

from services.desk.archived_articles import (
    Selection,
    VersionName,
    count_stale,
    list_documents,
    list_overtaken,
    list_versions,
    read_articles,
    read_now,
)
from services.desk.kafka_lags import Lag
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.runtime.codec import encode_event
from shared.runtime.messages import OutboundMessage

SERVICE = "desk"
_DOCUMENTS_AT_ONCE = 500
_MOST_BYTES = 4 * 1024 * 1024
_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: `sent` of `total` versions; `behind`: messages that wait for the services."""

    sent: int
    total: int
    behind: int


@dataclass(frozen=True, slots=True)
class Reread:
    """What it came to: versions that were sent, and how many are still read by other rules."""

    sent: int
    left: int


@dataclass(frozen=True, slots=True)
class Rereading:
    """Sends the archive's articles back, `window` at most ahead of the services.

    `read_lags`: how far the services are; `report` hears of each step. An article that is sent twice, or while a newer
    version arrives, changes nothing that it should not: the reconciler takes the claims of a version in one
    transaction, and which version is live is a matter of its dates.
    """

    connection: asyncpg.Connection
    publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]]
    read_lags: Callable[[], Awaitable[Sequence[Lag]]]
    report: Callable[[Progress], None]
    window: int
    patience_s: float = 120.0

    async def run(self, selection: Selection) -> Reread:
        """Send what is selected, wait until the services are done with it, and return what it came to.

        Repeated after an interruption it goes on with what is not under the selection's ruleset yet.

        Raises:
            TimeoutError: The services have not moved for `patience_s` seconds.
        """
        began = await read_now(self.connection)
        total = await count_stale(self.connection, selection)
        sent = 0
        async for part in self._cut(selection):
            await self._send(part)
            sent += len(part)
            await self._wait(Progress(sent, max(total, sent), 0), lambda lags: _sum_behind(lags) <= self.window)
        await self._settle(Progress(sent, max(total, sent), 0))
        # a version that arrived meanwhile may have been followed by an older one, on topics that keep the last
        overtaken = await list_overtaken(self.connection, selection, began) if sent else []
        for begin in range(0, len(overtaken), self.window):
            await self._send(overtaken[begin : begin + self.window])
            await self._settle(Progress(sent, max(total, sent), 0))
        left = 0 if selection.ruleset is None else await count_stale(self.connection, selection)
        return Reread(sent, left)

    async def _cut(self, selection: Selection) -> AsyncIterator[list[VersionName]]:
        """Yield the versions in parts that fit into memory and into the window."""
        after = ""
        while documents := await list_documents(self.connection, selection, after=after, most=_DOCUMENTS_AT_ONCE):
            after = documents[-1]
            part: list[VersionName] = []
            for name in await list_versions(self.connection, documents, selection.ruleset):
                if part and (len(part) >= self.window or sum(each.size for each in part) + name.size > _MOST_BYTES):
                    yield part
                    part = []
                part.append(name)
            yield part

    async def _send(self, names: Sequence[VersionName]) -> None:
        articles = await read_articles(self.connection, names)
        await self.publish([encode_article(article) for article in articles])

    async def _settle(self, progress: Progress) -> None:
        """Wait until everything is done that is on the topics now, and then what that came to on the next ones."""
        for _ in range(2):  # articles become claims
            ends = {_identify(lag): lag.end for lag in await self.read_lags()}
            await self._wait(progress, partial(_are_done, ends))

    async def _wait(self, progress: Progress, is_over: Callable[[Sequence[Lag]], bool]) -> None:
        clock = asyncio.get_running_loop().time
        moved, done = clock(), -1
        while True:
            lags = await self.read_lags()
            behind = _sum_behind(lags)
            self.report(replace(progress, behind=behind))
            if is_over(lags):
                return
            if sum(lag.done for lag in lags) != done:
                moved, done = clock(), sum(lag.done for lag in lags)
            if clock() - moved > self.patience_s:
                raise TimeoutError(f"{behind:,} messages wait, and nothing has moved for {self.patience_s:.0f} s")
            await asyncio.sleep(_LOOK_EVERY_S)


def _identify(lag: Lag) -> tuple[str, str, int | None]:
    return lag.group, lag.topic, lag.partition


def _are_done(ends: Mapping[tuple[str, str, int | None], int], lags: Sequence[Lag]) -> bool:
    return all(lag.done >= ends.get(_identify(lag), 0) or not lag.behind for lag in lags)


def _sum_behind(lags: Sequence[Lag]) -> int:
    return sum(lag.behind for lag in lags)


def encode_article(article: ArticleV1) -> OutboundMessage:
    """Return the message as ingest sent it: the same event, with the same `ce_id` where nothing has changed."""
    return encode_event(ARTICLES, article.document_id, article, source=SERVICE, time=article.received)
