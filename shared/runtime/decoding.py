"""From messages to what services work on."""

from __future__ import annotations

from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimSetV1
from shared.contracts.registry import ARTICLES, CLAIMS
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from shared.runtime.codec import decode_event
from shared.runtime.errors import UndecodableError
from shared.runtime.messages import InboundMessage


def decode_claim_set(message: InboundMessage) -> ClaimSet:
    """Return the claim set of a message.

    Raises:
        UndecodableError: No ClaimSetV1, or one under another key than its document id.
    """
    value = decode_event(CLAIMS, message.value, message.headers)
    assert isinstance(value, ClaimSetV1)
    _require_key(message, value.document_id)
    return value.to_domain()


def decode_article(message: InboundMessage) -> Article:
    """Return the article of a message.

    Raises:
        UndecodableError: No ArticleV1, or one under another key than its document id.
    """
    value = decode_event(ARTICLES, message.value, message.headers)
    assert isinstance(value, ArticleV1)
    _require_key(message, value.document_id)
    return value.to_domain()


def _require_key(message: InboundMessage, document_id: str) -> None:
    """Refuse another key: messages of one document would lie in several partitions, in no order."""
    if message.key != document_id.encode():
        raise UndecodableError(f"key {message.key!r} is not the document id {document_id!r}")
