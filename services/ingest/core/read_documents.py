"""From a file to its articles, or to the reasons why there are none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import BinaryIO

from services.ingest.core.credits import find_agency
from services.ingest.core.datelines import find_own_dates
from services.ingest.core.drafts import Draft
from services.ingest.core.facts import NOTHING, Facts, complete_facts, keep_shareable
from services.ingest.core.formats import Format
from services.ingest.core.headlines import fold_headline, read_headline
from services.ingest.core.languages import detect_language
from services.ingest.core.names import escape_name
from services.ingest.core.readers import choose_format, read_format
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import fit_sidecar, read_sidecar
from services.ingest.core.sizes import count_event_bytes, refuse_size
from shared.domain.articles import MAX_ARTICLE_BYTES, Article, identify_document, identify_version

__all__ = ["Entry", "Rejection", "read_document", "read_documents"]

_MOST_BYTES_A_CHARACTER = 6  # "\u0001"
_FRAME_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a file, or why it is none. `embargo`: until when it must not be published, ISO 8601."""

    outcome: Article | Rejection
    embargo: str | None = None


def read_document(data: bytes, name: str, sidecar: bytes | None, *, received: str) -> Article | Rejection:
    """Return the first article that the file holds, or why it holds none; arguments as those of `read_documents`."""
    entries = read_documents(io.BytesIO(data), len(data), name, sidecar, received=received)
    return next(iter(entries)).outcome


def read_documents(
    file: BinaryIO,
    size: int,
    name: str,
    sidecar: bytes | None,
    listed: Facts | Rejection = NOTHING,
    *,
    received: str,
) -> Iterator[Entry]:
    """Yield the articles that the file holds, at least one entry; bad input never raises.

    `name`: path relative to the inbox, with `/`; its suffix chooses the format; bytes of it that are no UTF-8 as lone
    surrogates. `sidecar`: bytes of `NAME.meta.json`, None where there is none. `listed`: what the manifest says.
    `received`: the moment the file was taken, ISO 8601 in UTC.
    """
    chosen = choose_format(name, size)
    if isinstance(chosen, Rejection):
        yield Entry(chosen)
        return
    given = _read_given(sidecar, listed, chosen)
    if isinstance(given, Rejection):
        yield Entry(given)
        return
    try:
        for found in read_format(chosen, file, name):
            yield _judge(found, given, name, received)
            given = keep_shareable(given)  # a mail's attachments are other documents than its text
    except (RecursionError, MemoryError) as error:
        yield Entry(_refuse_complexity(error))


def _read_given(sidecar: bytes | None, listed: Facts | Rejection, chosen: Format) -> Facts | Rejection:
    described = NOTHING if sidecar is None else read_sidecar(sidecar)
    if isinstance(described, Rejection):
        return described
    fitting = fit_sidecar(described, several=chosen.collection)
    if isinstance(fitting, Rejection) or isinstance(listed, Rejection):
        return fitting if isinstance(fitting, Rejection) else listed
    return complete_facts(fitting, keep_shareable(listed) if chosen.collection else listed)


def _judge(found: Draft | Rejection, given: Facts, name: str, received: str) -> Entry:
    if isinstance(found, Rejection):
        return Entry(found)
    article = _build_article(found, given, name, received)
    if isinstance(article, Rejection):
        return Entry(article)
    characters = len(article.text) + len(article.headline or "") + len(article.outlet or "") + len(article.url or "")
    if _MOST_BYTES_A_CHARACTER * characters + _FRAME_BYTES > MAX_ARTICLE_BYTES:
        size = count_event_bytes(article)
        if size > MAX_ARTICLE_BYTES:
            return Entry(replace(refuse_size(size), entry=found.entry))
    return Entry(article, found.embargo)


def _build_article(draft: Draft, given: Facts, name: str, received: str) -> Article | Rejection:
    known = complete_facts(given, draft.facts)
    if draft.withdrawn is not None:
        return _build_recall(draft, known, name, received)
    facts = _complete_dates(known, find_own_dates(draft.text, _latest_day(received)))
    guessed = {key for key in draft.guessed if getattr(given, key, None) is None}
    guessed |= {key for key in ("published", "updated") if getattr(facts, key) != getattr(known, key)}
    headline = read_headline(draft.text) if facts.title is None else fold_headline(facts.title) or None
    return Article(
        document_id=identify_document(explicit_id=facts.id, url=facts.url, outlet=facts.outlet, text=draft.text),
        version=_identify_version(draft.text, headline, facts),
        text=draft.text,
        headline=headline,
        outlet=facts.outlet,
        published=facts.published,
        updated=facts.updated,
        language=detect_language(draft.text, facts.language),
        media_type=draft.media_type,
        origin_file=_name_origin(name, draft.entry),
        url=facts.url,
        received=received,
        agency=facts.agency or find_agency(draft.text),
        guessed=tuple(sorted(guessed)),
    )


def _build_recall(draft: Draft, facts: Facts, name: str, received: str) -> Article | Rejection:
    if facts.id is None and facts.url is None:
        return Rejection(
            "broken_entry",
            "a recall that names no document",
            "Ask the agency which document it calls back.",
            draft.entry,
        )
    dated = replace(facts, updated=facts.updated or facts.published or received)  # must win over what it calls back
    return Article(
        document_id=identify_document(explicit_id=facts.id, url=facts.url, outlet=facts.outlet, text=""),
        version=_identify_version("", None, dated),
        text="",
        headline=None,
        outlet=facts.outlet,
        published=facts.published,
        updated=dated.updated,
        language="de",
        media_type=draft.media_type,
        origin_file=_name_origin(name, draft.entry),
        url=facts.url,
        received=received,
        agency=facts.agency,
        withdrawn=draft.withdrawn,
    )


def _identify_version(text: str, headline: str | None, facts: Facts) -> str:
    return identify_version(
        text=text,
        headline=headline,
        outlet=facts.outlet,
        published=facts.published,
        updated=facts.updated,
        url=facts.url,
    )


def _complete_dates(facts: Facts, own: Facts) -> Facts:
    """Fill in what the text says of its dates where nobody else does; an update lies not before the publication."""
    published = facts.published or own.published
    updated = facts.updated
    if (
        updated is None
        and own.updated
        and published
        and own.updated[:10] >= published[:10]
        and own.updated != published
    ):
        updated = own.updated
    if (published, updated) == (facts.published, facts.updated):
        return facts
    return replace(facts, published=published, updated=updated)


@lru_cache(maxsize=1)  # a batch arrives at one moment
def _latest_day(received: str) -> date:
    return date.fromisoformat(received[:10]) + timedelta(days=1)  # it may be tomorrow already in Berlin


def _name_origin(name: str, entry: str) -> str:
    return f"{escape_name(name)}#{entry}" if entry else escape_name(name)


def _refuse_complexity(error: Exception) -> Rejection:
    return Rejection(
        "too_complex",
        f"the file is built too deeply or too largely to be read: {type(error).__name__}",
        "Save the article's text as .txt and drop that.",
    )
