"""From a file's bytes to an article, or to the reason why there is none."""

from __future__ import annotations

from services.ingest.core.formats import choose_format
from services.ingest.core.headlines import fold_headline, read_headline
from services.ingest.core.languages import detect_language
from services.ingest.core.names import escape_name
from services.ingest.core.rejections import Rejection
from services.ingest.core.sidecars import Sidecar, read_sidecar
from services.ingest.core.sizes import count_event_bytes, refuse_size
from shared.domain.articles import MAX_ARTICLE_BYTES, Article, identify_document, identify_version

__all__ = ["Rejection", "read_document"]


def read_document(data: bytes, name: str, sidecar: bytes | None, *, received: str) -> Article | Rejection:
    """Return the article that the file holds, or why it holds none; never raises, whatever the bytes and the name.

    `name`: path relative to the inbox, with `/`; its suffix chooses the format; bytes of it that are no UTF-8 as lone
    surrogates. `sidecar`: bytes of `NAME.meta.json`, None where there is none. `received`: the moment the file was
    taken, ISO 8601 in UTC.
    """
    chosen = choose_format(name, len(data))
    if isinstance(chosen, Rejection):
        return chosen
    text = chosen.read(data)
    if isinstance(text, Rejection):
        return text
    described = Sidecar() if sidecar is None else read_sidecar(sidecar)
    if isinstance(described, Rejection):
        return described
    article = _build_article(text, described, name, chosen.media_type, received)
    size = count_event_bytes(article)
    return refuse_size(size) if size > MAX_ARTICLE_BYTES else article


def _build_article(text: str, sidecar: Sidecar, name: str, media_type: str, received: str) -> Article:
    headline = read_headline(text) if sidecar.title is None else fold_headline(sidecar.title) or None
    version = identify_version(
        text=text,
        headline=headline,
        outlet=sidecar.outlet,
        published=sidecar.published,
        updated=sidecar.updated,
        url=sidecar.url,
    )
    return Article(
        document_id=identify_document(explicit_id=sidecar.id, url=sidecar.url, outlet=sidecar.outlet, text=text),
        version=version,
        text=text,
        headline=headline,
        outlet=sidecar.outlet,
        published=sidecar.published,
        updated=sidecar.updated,
        language=detect_language(text),
        media_type=media_type,
        origin_file=escape_name(name),
        url=sidecar.url,
        received=received,
    )
