"""From articles to claim-set messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import CLAIMS
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from shared.runtime.codec import encode_event
from shared.runtime.errors import PermanentError
from shared.runtime.messages import OutboundMessage

SERVICE = "extractor"

_MOST_KEPT = 1000
_Key = tuple[str, str, str]


def encode_claim_set(claim_set: ClaimSet) -> OutboundMessage:
    """Return the message that says all that a document version claims.

    The event's time is the article's arrival, so that the same extraction makes the same event, however often it runs.
    """
    value = ClaimSetV1.model_validate(claim_set)
    return encode_event(CLAIMS, claim_set.document_id, value, source=SERVICE, time=claim_set.received)


class ArticleProcessor:
    """Has the claims of articles extracted and publishes them. `on_progress` is called after each article.

    What was extracted, or refused, is kept until it is published, or refused for good: a batch that is tried again, as
    a whole or in parts, costs no second extraction.
    """

    def __init__(
        self,
        extract: Callable[[Article], Awaitable[OutboundMessage]],
        publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]],
        on_progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._extract = extract
        self._publish = publish
        self._on_progress = on_progress
        self._kept: dict[_Key, OutboundMessage | PermanentError] = {}

    async def process(self, articles: Sequence[Article]) -> None:
        """Publish one claim set per article and return when all are acknowledged.

        Raises:
            PermanentError: Extraction fails on an article, or takes too long, or its claims are more than the topic
                takes.
        """
        outcomes = [await self._find_outcome(article) for article in articles]
        refused = next((outcome for outcome in outcomes if isinstance(outcome, PermanentError)), None)
        if refused is None:
            await self._publish([outcome for outcome in outcomes if isinstance(outcome, OutboundMessage)])
        if refused is None or len(articles) == 1:
            for article in articles:
                self._kept.pop(_identify(article), None)
        if refused is not None:
            raise refused

    async def _find_outcome(self, article: Article) -> OutboundMessage | PermanentError:
        key = _identify(article)
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:  # left behind by batches that went to another worker
                self._kept.clear()
            try:
                self._kept[key] = await self._extract(article)
            except PermanentError as error:
                self._kept[key] = error
            self._on_progress()
        return self._kept[key]


def _identify(article: Article) -> _Key:
    return article.document_id, article.version, article.received
