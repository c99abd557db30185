from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.extractor.adapters.articles import ArticleProcessor
from services.extractor.core.lexicons import Lexicon, load_lexicon
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import CLAIMS
from shared.domain.articles import Article
from shared.runtime.codec import decode_event
from shared.runtime.errors import PermanentError
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


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


async def test_each_article_becomes_one_claim_set_under_its_key(lexicon: Lexicon) -> None:
    topic = FakeTopic()
    articles = [build_article(), build_article(document_id="e", text="Nichts geschah.")]
    await ArticleProcessor(lexicon, topic.publish).process(articles)

    assert [(message.topic, message.key) for message in topic.messages] == [(CLAIMS.name, b"d"), (CLAIMS.name, b"e")]
    told, silent = (decode_event(CLAIMS, message.value, message.headers) for message in topic.messages)
    assert isinstance(told, ClaimSetV1)
    assert isinstance(silent, ClaimSetV1)
    assert {claim.measure for claim in told.claims} == {"killed", "wounded"}
    assert silent.claims == ()


async def test_an_article_in_another_language_has_an_empty_claim_set(lexicon: Lexicon) -> None:
    topic = FakeTopic()
    await ArticleProcessor(lexicon, topic.publish).process([build_article(language="en", text="14 people died.")])
    value = decode_event(CLAIMS, topic.messages[0].value, topic.messages[0].headers)
    assert isinstance(value, ClaimSetV1)
    assert value.claims == ()


async def test_the_same_article_makes_the_same_event(lexicon: Lexicon) -> None:
    topic = FakeTopic()
    processor = ArticleProcessor(lexicon, topic.publish)
    await processor.process([build_article()])
    await processor.process([build_article()])
    assert topic.messages[0] == topic.messages[1]


async def test_a_failure_of_the_core_is_permanent_and_publishes_nothing() -> None:
    topic = FakeTopic()
    broken: Any = object()  # a lexicon that is none: every article fails
    with pytest.raises(PermanentError, match=r"extracting claims from unglück\.txt failed"):
        await ArticleProcessor(broken, topic.publish).process([build_article()])
    assert topic.messages == []


async def test_a_failure_of_kafka_is_not_permanent(lexicon: Lexicon) -> None:
    with pytest.raises(ConnectionError):
        await ArticleProcessor(lexicon, FakeTopic(failures=1).publish).process([build_article()])
