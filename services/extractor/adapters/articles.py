"""From articles to claim-set messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from services.extractor.core.lexicons import Lexicon
from services.extractor.core.pipeline import extract_claims
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import CLAIMS
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from shared.runtime.codec import encode_event
from shared.runtime.errors import refuse_failures
from shared.runtime.messages import OutboundMessage

SERVICE = "extractor"


def encode_claim_set(claim_set: ClaimSet) -> OutboundMessage:
    """Return the message that says all that a document version claims.

    The event's time is the article's arrival, so that the same extraction makes the same event, however often it runs.
    """
    value = ClaimSetV1.model_validate(claim_set)
    return encode_event(CLAIMS, claim_set.document_id, value, source=SERVICE, time=claim_set.received)


class ArticleProcessor:
    """Extracts the claims of articles and publishes them."""

    def __init__(self, lexicon: Lexicon, publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]]) -> None:
        self._lexicon = lexicon
        self._publish = publish

    async def process(self, articles: Sequence[Article]) -> None:
        """Publish one claim set per article and return when all are acknowledged.

        Raises:
            PermanentError: Extraction fails on an article, or its claims are more than the topic takes.
        """
        messages = await asyncio.to_thread(self._extract_all, articles)  # the loop goes on committing and answering
        await self._publish(messages)

    def _extract_all(self, articles: Sequence[Article]) -> list[OutboundMessage]:
        return [self._extract(article) for article in articles]

    def _extract(self, article: Article) -> OutboundMessage:
        with refuse_failures(f"extracting claims from {article.origin_file}"):
            return encode_claim_set(extract_claims(article, self._lexicon))
