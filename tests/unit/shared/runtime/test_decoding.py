"""From messages to claim sets and articles."""

from __future__ import annotations

import pytest

from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import ARTICLES, CLAIMS
from shared.domain.articles import Article
from shared.runtime.codec import encode_event
from shared.runtime.decoding import decode_article, decode_claim_set
from shared.runtime.errors import UndecodableError
from shared.runtime.messages import InboundMessage, OutboundMessage
from tests.integration.claim_sets import generate_claim_sets

CLAIM_SETS = generate_claim_sets(20, 1)
ARTICLE = Article(
    document_id="document",
    version="1",
    text="Drei Menschen starben.",
    headline=None,
    outlet=None,
    published="2025-05-01",
    updated=None,
    language="de",
    media_type="text/plain",
    origin_file="a.txt",
    url=None,
    received="2025-05-02T00:00:00+00:00",
)


def deliver(message: OutboundMessage, key: bytes | None = b"") -> InboundMessage:
    sent = message.key if key == b"" else key
    return InboundMessage(message.topic, 0, 0, sent, message.value, message.headers)


@pytest.mark.parametrize("claim_set", CLAIM_SETS, ids=lambda claim_set: claim_set.version[:8])
def test_a_claim_set_comes_back_as_it_was(claim_set: object) -> None:
    value = ClaimSetV1.model_validate(claim_set)
    message = encode_event(CLAIMS, value.document_id, value, source="extractor", time="2025-05-02T00:00:00+00:00")

    assert decode_claim_set(deliver(message)) == claim_set


def test_an_article_comes_back_as_it_was() -> None:
    value = ArticleV1.model_validate(ARTICLE)
    message = encode_event(ARTICLES, "document", value, source="ingest", time=ARTICLE.received)

    assert decode_article(deliver(message)) == ARTICLE


@pytest.mark.parametrize("key", [None, b"another", b"\xff"])
def test_another_key_than_the_document_is_refused(key: bytes | None) -> None:
    value = ArticleV1.model_validate(ARTICLE)
    article = encode_event(ARTICLES, "document", value, source="ingest", time=ARTICLE.received)
    claims = ClaimSetV1.model_validate(CLAIM_SETS[0])
    claim_set = encode_event(CLAIMS, claims.document_id, claims, source="extractor", time="2025-05-02T00:00:00Z")

    with pytest.raises(UndecodableError, match="is not the document id"):
        decode_article(deliver(article, key))
    with pytest.raises(UndecodableError, match="is not the document id"):
        decode_claim_set(deliver(claim_set, key))
