from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from services.extractor.adapters.articles import ArticleProcessor
from services.extractor.adapters.extraction_processes import ExtractionProcess
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import CLAIMS
from shared.domain.articles import Article
from shared.runtime.codec import decode_event
from shared.runtime.errors import PermanentError
from shared.runtime.messages import OutboundMessage
from tests.unit.shared.runtime.fakes import FakeTopic

TEXT = "Bei dem Zugunglück kamen nach Angaben der Polizei 14 Menschen ums Leben. Weitere 30 wurden verletzt.\n"


def build_article(**changes: Any) -> Article:
    article = Article(
        document_id="d",
        version="v",
        text=TEXT,
        headline=None,
        outlet=None,
        published="2025-06-12",
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file="unglück.txt",
        url=None,
        received="2025-06-12T17:04:09+00:00",
    )
    return replace(article, **changes)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def extraction() -> AsyncIterator[ExtractionProcess]:
    async with ExtractionProcess(20.0) as process:
        yield process


class Reader:
    """Claims nothing, refuses what it is told to, and counts how often it was asked."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[str] = []
        self.refuses = refuses

    async def extract(self, article: Article) -> OutboundMessage:
        self.asked.append(article.document_id)
        if article.document_id == self.refuses:
            raise PermanentError(f"{article.document_id} refused")
        return OutboundMessage(CLAIMS.name, article.document_id.encode(), b"{}", [])


@pytest.mark.asyncio(loop_scope="module")
async def test_each_article_becomes_one_claim_set_under_its_key(extraction: ExtractionProcess) -> None:
    topic = FakeTopic()
    articles = [
        build_article(),
        build_article(document_id="e", text="Nichts geschah."),
        build_article(document_id="f", language="en", text="14 people died."),
    ]
    await ArticleProcessor(extraction.extract, topic.publish).process(articles)
    await ArticleProcessor(extraction.extract, topic.publish).process(articles[:1])

    assert [(message.topic, message.key) for message in topic.messages] == [
        (CLAIMS.name, name) for name in (b"d", b"e", b"f", b"d")
    ]
    told, silent, foreign, again = (decode_event(CLAIMS, each.value, each.headers) for each in topic.messages)
    assert isinstance(told, ClaimSetV1)
    assert {claim.measure for claim in told.claims} == {"killed", "wounded"}
    assert isinstance(silent, ClaimSetV1)
    assert silent.claims == ()
    assert isinstance(foreign, ClaimSetV1)
    assert foreign.claims == ()
    assert again == told
    assert topic.messages[0] == topic.messages[3]  # the same article makes the same event


async def test_what_is_refused_publishes_nothing_and_is_not_extracted_again_for_each_part() -> None:
    reader, topic = Reader(refuses="b"), FakeTopic()
    processor = ArticleProcessor(reader.extract, topic.publish)
    batch = [build_article(document_id=name) for name in "abcd"]
    for part in (batch, batch[:2], batch[1:2]):
        with pytest.raises(PermanentError, match="b refused"):
            await processor.process(part)
    assert topic.messages == []
    await processor.process(batch[:1])
    await processor.process(batch[2:])
    assert reader.asked == ["a", "b", "c", "d"]
    assert [message.key for message in topic.messages] == [b"a", b"c", b"d"]


async def test_what_was_published_or_refused_alone_is_extracted_anew_when_it_comes_again() -> None:
    reader, topic = Reader(refuses="b"), FakeTopic()
    processor = ArticleProcessor(reader.extract, topic.publish)
    for _ in range(2):
        await processor.process([build_article(document_id="a")])
        with pytest.raises(PermanentError):
            await processor.process([build_article(document_id="b")])
    assert reader.asked == ["a", "b", "a", "b"]


async def test_a_failure_of_kafka_is_not_permanent_and_costs_no_second_extraction() -> None:
    reader, topic = Reader(), FakeTopic(failures=1)
    processor = ArticleProcessor(reader.extract, topic.publish)
    with pytest.raises(ConnectionError):
        await processor.process([build_article()])
    await processor.process([build_article()])
    assert reader.asked == ["d"]


async def test_each_article_is_progress() -> None:
    beats: list[int] = []
    processor = ArticleProcessor(Reader().extract, FakeTopic().publish, lambda: beats.append(1))
    await processor.process([build_article(document_id=name) for name in "abc"])
    assert len(beats) == 3
