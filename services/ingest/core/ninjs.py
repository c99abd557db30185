"""Read ninjs, the JSON of news agencies (versions 1 to 3): text, versions, embargoes, recalls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.ingest.core.credits import name_agencies
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.facts import Facts, fold_space, is_storable, try_moment
from services.ingest.core.newsml import RECALLS
from services.ingest.core.rejections import Rejection
from services.ingest.core.web_pages import strip_markup

MEDIA_TYPE = "application/vnd.iptc.ninjs+json"
_MARKS = ("body_text", "body_xhtml", "body_html", "bodies", "pubstatus", "versioncreated", "versionCreated")


def is_ninjs(record: Mapping[str, object]) -> bool:
    """Tell whether the object is a ninjs item: it has a URI and one of the names that only ninjs uses."""
    return isinstance(record.get("uri"), str) and any(mark in record for mark in _MARKS)


def read_item(record: Mapping[str, Any], place: str) -> Draft | Rejection:
    """Return the article of an item; `canceled` and `withheld` call it back."""
    facts = _read_facts(record)
    status = str(record.get("pubstatus") or record.get("pubStatus") or "usable").lower()
    if status in RECALLS:
        return Draft("", MEDIA_TYPE, facts, place, withdrawn=RECALLS[status])
    text = compose_text(facts.title, _read_body(record))
    if not text.strip():
        return Rejection("no_text", "the item has no text (a picture, a video)", "Drop the text item.", place)
    if not is_storable(text):
        return Rejection("binary", "the text holds NUL or half of a surrogate pair", "Ask the agency.", place)
    embargo = record.get("embargoed")
    return Draft(text, MEDIA_TYPE, facts, place, embargo=try_moment(embargo if isinstance(embargo, str) else None))


def _read_facts(record: Mapping[str, Any]) -> Facts:
    published = _moment(record, "firstcreated", "firstCreated") or _moment(record, "contentcreated", "contentCreated")
    version = _moment(record, "versioncreated", "versionCreated")
    outlet = _words(record, "copyrightholder", "copyrightHolder") or _find_source(record)
    headline = _words(record, "headline", "title") or next(_list_values(record.get("headlines")), None)
    url = _words(record, "url")
    return Facts(
        published=published or version,
        updated=version if published and version != published else None,
        outlet=outlet,
        url=url if url and url.startswith(("http://", "https://")) else None,
        id=_words(record, "uri"),
        title=fold_space(strip_markup(headline)) if headline else None,
        agency=name_agencies(_words(record, "creditline")) or name_agencies(_find_source(record)),
        language=_words(record, "language"),
    )


def _read_body(record: Mapping[str, Any]) -> str:
    plain = record.get("body_text")
    if isinstance(plain, str) and plain.strip():
        return plain
    markup = record.get("body_xhtml") or record.get("body_html") or next(_list_values(record.get("bodies")), "")
    return strip_markup(markup) if isinstance(markup, str) else ""


def _list_values(entries: object) -> Iterator[str]:
    """Yield the values of a list such as `headlines` and `bodies` of ninjs 2: those for all readers first."""
    if isinstance(entries, list):
        for entry in sorted(entries, key=lambda one: isinstance(one, dict) and one.get("role", "main") != "main"):
            if isinstance(entry, dict) and isinstance(entry.get("value"), str):
                yield entry["value"]


def _find_source(record: Mapping[str, Any]) -> str | None:
    sources = record.get("infosources") or record.get("infoSources") or ()
    names = (one.get("name") for one in sources if isinstance(one, dict)) if isinstance(sources, list) else ()
    return next((fold_space(name) for name in names if isinstance(name, str)), None)


def _words(record: Mapping[str, Any], *keys: str) -> str | None:
    values = (record.get(key) for key in keys)
    return next(
        (fold_space(value) for value in values if isinstance(value, str) and is_storable(value) and value.strip()), None
    )


def _moment(record: Mapping[str, Any], *keys: str) -> str | None:
    return try_moment(_words(record, *keys))
