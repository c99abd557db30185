"""Pages as newsrooms' systems write them give the article whole and in order, and nothing of the page around it.

`web_pages/NAME.txt` is the text of `web_pages/NAME.html` as it was checked against the page, line by line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from services.ingest.core.encodings import Decoded
from services.ingest.core.read_documents import read_document
from services.ingest.core.web_pages import read_page
from shared.domain.articles import Article

PAGES = sorted((Path(__file__).parent / "web_pages").glob("*.html"))
RECEIVED = "2025-12-02T07:30:00.000000+00:00"
LEAD = "Bei einem Brand in einem Möbelhaus in Talheim sind am Freitag zwölf Menschen verletzt worden, drei schwer."
MORE = "Rund 90 Einsatzkräfte waren bis in die Nacht vor Ort, wie die Feuerwehr am Abend mitteilte."


def read(page: Path) -> Article:
    article = read_document(page.read_bytes(), page.name, None, received=RECEIVED)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_gives_the_article_whole_and_in_order(page: Path) -> None:
    article = read(page)
    assert article.text + "\n" == page.with_suffix(".txt").read_text(encoding="utf-8")
    assert article.headline == article.text.partition("\n")[0]


def test_there_are_pages_of_many_kinds() -> None:
    assert len(PAGES) >= 10


@pytest.mark.parametrize(
    ("name", "published", "outlet"),
    [
        ("infobox", "2025-06-03T14:05:00+02:00", "Revierbote"),
        ("ticker", "2025-03-11T06:00:00+01:00", "Weltblick"),
        ("umbrueche", "2025-05-14", None),
        ("logo", "2025-04-07", "Küstenpost"),
        ("bausteine", "2025-01-22T12:00:00+01:00", "blatt.example"),
    ],
)
def test_knows_when_and_where_it_was_published(name: str, published: str, outlet: str | None) -> None:
    article = read(next(page for page in PAGES if page.stem == name))
    assert (article.published, article.outlet) == (published, outlet)


def lay_out(body: str, head: str = "") -> str:
    page = f"<html><head><title>Brand in Möbelhaus</title>{head}</head><body>{body}</body></html>"
    draft = read_page(Decoded(page))
    return getattr(draft, "text", "")


def test_a_name_that_sounds_like_clutter_does_not_cost_the_article() -> None:
    body = f"<div class='has-sidebar'><article><h1>Brand in Möbelhaus</h1><p>{LEAD}</p><p>{MORE}</p></article></div>"
    assert lay_out(body) == f"Brand in Möbelhaus\n\n{LEAD}\n\n{MORE}"


def test_a_box_behind_the_article_belongs_to_it_and_one_beside_the_page_does_not() -> None:
    box = "<aside class='infobox'><h3>Bilanz</h3><p>Verletzte: 12</p></aside>"
    body = f"<article><h1>Brand in Möbelhaus</h1><p>{LEAD}</p><p>{MORE}</p>{box}</article>"
    other = "<aside class='infobox'><h3>Wetter</h3><p>Regen: 12 Liter</p></aside>"
    assert lay_out(body + other) == f"Brand in Möbelhaus\n\n{LEAD}\n\n{MORE}\n\nBilanz\n\nVerletzte: 12"


def test_a_list_of_links_within_the_article_is_left_out() -> None:
    links = "<ul><li><a href='/a'>Bahn streicht 300 Züge am Wochenende</a></li></ul>"
    body = f"<article><h1>Brand in Möbelhaus</h1><p>{LEAD}</p>{links}<p>{MORE}</p></article>"
    assert "300" not in lay_out(body)


def test_a_sentence_that_is_a_link_stays() -> None:
    body = f"<article><h1>Brand in Möbelhaus</h1><p>{LEAD}</p><p><a href='/a'>{MORE}</a></p></article>"
    assert MORE in lay_out(body)


def test_the_headline_that_readers_see_goes_before_that_of_search_engines() -> None:
    head = "<meta property='og:title' content='Brand in Möbelhaus: So schlimm war es wirklich'>"
    body = f"<article><h1>Zwölf Verletzte bei Brand in Möbelhaus</h1><p>{LEAD}</p><p>{MORE}</p></article>"
    assert lay_out(body, head).startswith("Zwölf Verletzte bei Brand in Möbelhaus\n\nBei einem")
