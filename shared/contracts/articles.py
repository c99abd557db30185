"""The value of `lagebild.articles.v1`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from shared.domain.articles import Article

_UNSTORABLE = "text holds NUL or a lone surrogate; drop the file again in valid UTF-8"


_ORDERED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00")


def _put_in_order(received: str) -> str:
    """Return the moment in the form whose texts are in the order of time; without an offset it is UTC."""
    moment = datetime.fromisoformat(received)
    if _ORDERED.fullmatch(received):
        return received
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


Received = Annotated[str, AfterValidator(_put_in_order)]
"""When ingest took a file. Versions of equal date are ordered by it, as text: Postgres and the ledger compare it so."""


class Contract(BaseModel):
    """What every message value shares: immutable, built from dataclasses, tolerant of later fields."""

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="ignore")


class ArticleV1(Contract):
    """One version of one document as ingest read it."""

    document_id: str = Field(
        min_length=1, description="Hash of URL or explicit id, else of outlet and text; the message key"
    )
    version: str = Field(min_length=1, description="Hash of text and metadata")
    text: str = Field(description="The text as read; all offsets count its Unicode code points")
    headline: str | None = Field(description="The sidecar's title, else what stands above the text")
    outlet: str | None = Field(description="Who published it")
    published: str | None = Field(description="ISO 8601 day or moment")
    updated: str | None = Field(description="ISO 8601 day or moment of the latest change")
    language: str = Field(description="BCP 47 tag; only de yields claims")
    media_type: str = Field(description="Media type of the file it was read from")
    origin_file: str = Field(description="Path relative to the inbox, as it was dropped")
    url: str | None = Field(description="Where it was published")
    received: Received = Field(description="When ingest took the file, ISO 8601 in UTC; orders versions of equal date")
    agency: str | None = Field(default=None, description="News agency that the text is credited to, e.g. dpa")
    guessed: tuple[str, ...] = Field(
        default=(),
        description="Fields whose values were inferred, not given: published, updated, outlet, headline, encoding",
    )
    withdrawn: str | None = Field(
        default=None, description="Why the document was called back; its text is empty then, and it claims nothing"
    )
    similar_to: tuple[str, ...] = Field(
        default=(), description="Ids of documents that ingest had read before with nearly the same text"
    )

    @field_validator("text")
    @classmethod
    def refuse_unstorable_characters(cls, text: str) -> str:
        """Refuse NUL and lone surrogates: Postgres and UTF-8 cannot hold them."""
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError(_UNSTORABLE) from error
        if "\0" in text:
            raise ValueError(_UNSTORABLE)
        return text

    @field_validator("published", "updated")
    @classmethod
    def require_iso_date(cls, moment: str | None) -> str | None:
        """Refuse what is neither an ISO 8601 day nor a moment."""
        if moment is not None:
            date.fromisoformat(moment) if len(moment) == len("2025-04-28") else datetime.fromisoformat(moment)
        return moment

    def to_domain(self) -> Article:
        """Return the domain's article."""
        return Article(**dict(self))
