"""Web pages as content management systems write them, and what is none."""

from __future__ import annotations

from tests.unit.services.ingest.collection.cases import LAST, LEAD, MORE, TITLE, Case, bad, good

NAVIGATION = "<nav><ul><li><a href='/'>Startseite</a></li><li><a href='/sport'>Sport vom Tage</a></li></ul></nav>"
FOOTER = "<footer><p>Impressum und Datenschutz</p><p>Abonnieren Sie unseren Rundbrief</p></footer>"
ARTICLE = f"<article><h1>{TITLE}</h1><p>{LEAD}</p><h2>Ursache unklar</h2><p>{MORE}</p><p>{LAST}</p></article>"
WITHOUT = ("Sport vom Tage", "Impressum")


def page(head: str = "", body: str = ARTICLE) -> str:
    head = f"<head><meta charset='utf-8'><title>{TITLE} - Talbote</title>{head}</head>"
    return f"<!doctype html><html lang='de'>{head}<body>{NAVIGATION}{body}{FOOTER}</body></html>"


JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle",
"headline": "Zwölf Verletzte bei Brand in Möbelhaus", "datePublished": "2025-05-02T18:30:00+02:00",
"dateModified": "2025-05-03T07:15:00+02:00", "publisher": {"@type": "Organization", "name": "Talbote"},
"mainEntityOfPage": {"@id": "https://talbote.example/brand-1"}, "author": {"name": "dpa"}}]}</script>"""
OPEN_GRAPH = """<meta property="article:published_time" content="2025-05-02T16:30:00Z">
<meta property="og:site_name" content="Tal &amp; Berg">
<meta property="og:url" content="https://talundberg.example/brand-2">
<meta property="og:title" content="Zwölf Verletzte bei Brand in Möbelhaus">"""

CASES: tuple[Case, ...] = (
    good(
        "json-ld.html",
        page(JSON_LD),
        LEAD,
        MORE,
        LAST,
        without=WITHOUT,
        headline=TITLE,
        published="2025-05-02T18:30:00+02:00",
        updated="2025-05-03T07:15:00+02:00",
        outlet="Talbote",
        url="https://talbote.example/brand-1",
        agency="dpa",
        guessed=(),
        media_type="text/html",
    ),
    good(
        "open-graph.html",
        page(OPEN_GRAPH),
        without=WITHOUT,
        published="2025-05-02T16:30:00+00:00",
        outlet="Tal & Berg",
        url="https://talundberg.example/brand-2",
        guessed=(),
    ),
    good(
        "ohne-angaben.htm",
        page(body=ARTICLE.replace("</h1>", "</h1><time datetime='2025-05-02'>2. Mai 2025</time>")),
        without=WITHOUT,
        published="2025-05-02",
        guessed=("published",),
    ),
    good(
        "cp1252.html",
        page()
        .replace("<meta charset='utf-8'>", "<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>")
        .encode("cp1252"),
        without=WITHOUT,
        guessed=(),
    ),
    good("utf16.html", page().replace("<meta charset='utf-8'>", "").encode("utf-16")),
    good("ohne-zeichensatz.html", page().replace("<meta charset='utf-8'>", "").encode("cp1252"), guessed=("encoding",)),
    good(
        "mit-beiwerk.html",
        page(JSON_LD),
        published="2025-05-09",
        url="https://anders.example/1",
        sidecar={"published": "2025-05-09", "url": "https://anders.example/1"},
    ),
    good(
        "tabelle.html",
        page(body=ARTICLE.replace("</article>", "<table><tr><td>Verletzte</td><td>12</td></tr></table></article>")),
        LEAD,
        "Verletzte",
    ),
    good("kaputte-tags.html", page(body=ARTICLE.replace("</p>", "").replace("</h2>", "")), LEAD, LAST),
    bad(
        "nur-skript.html",
        "<html><body><div id='app'></div><script>load()</script></body></html>",
        "no_text",
        "JavaScript",
    ),
    bad("leer.html", "", "no_text"),
    bad("tief.html", "<div>" * 200_000 + "Zwei Tote", "too_complex", "elements in each other"),
)
