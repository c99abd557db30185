"""Tell by their names what parts of a web page are: boxes of the article, standfirsts, or what is about the page."""

from __future__ import annotations

import re
from typing import Any

_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+|[A-Z]+(?![a-z])")
_NAMES = {
    "clutter": (
        "abo ad ads advert advertisement anzeige author authors autor banner bookmark breadcrumb breadcrumbs "
        "byline caption captions cmp comment comments consent cookie cookies credit disclaimer donate footer "
        "gallery kommentar kommentare login menu modal mostread nav navbar navigation newsletter outbrain overlay "
        "pagination paywall player plenigo popup promo promotion recommendation recommendations recommended "
        "regwall related share sharing sidebar skip slideshow social sponsored subscribe subscription taboola tags "
        "toolbar video werbung widget"
    ),
    "box": (
        "box chronik fact factbox facts fakten faktenbox faktencheck faktenkasten glossar hintergrund info infobox "
        "infokasten infos kasten steckbrief zahlen"
    ),
    "standfirst": "abstract deck dek einleitung intro lead standfirst subline summary teaser vorspann",
}
"""Words of which CMSs make the classes and ids of such parts."""
_CLUTTER, _BOX, _STANDFIRST = (frozenset(words.split()) for words in _NAMES.values())
_SKIPPED_TAGS = frozenset([
    "area", "audio", "base", "button", "canvas", "datalist", "embed", "figcaption", "footer", "form", "head", "iframe",
    "img", "input", "link", "map", "menu", "meta", "nav", "noscript", "object", "option", "script", "select", "source",
    "style", "svg", "template", "textarea", "track", "video",
])  # fmt: skip
_ROLES = frozenset(["alert", "alertdialog", "banner", "contentinfo", "dialog", "navigation", "search"])


def name_words(element: Any) -> frozenset[str]:
    """Return the words of an element's class and id: `c-Article__teaserText` has article, teaser, text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(word.lower() for word in _WORD.findall(names[:500]))


def is_clutter(element: Any) -> bool:
    """Tell whether the element is about the page, not the article: navigation, consent, sharing, offers, comments."""
    if element.tag == "footer" and element.getparent() is not None and element.getparent().tag == "blockquote":
        return False  # who said it
    if element.tag in _SKIPPED_TAGS or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or not _CLUTTER.isdisjoint(name_words(element))


def is_box(element: Any) -> bool:
    """Tell whether the element is a box beside the running text: details, figures, a chronicle."""
    return element.tag == "aside" or not _BOX.isdisjoint(name_words(element))


def is_standfirst(element: Any) -> bool:
    """Tell whether the element is named as what stands between headline and text."""
    return not _STANDFIRST.isdisjoint(name_words(element))
