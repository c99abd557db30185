"""How fast the extractor reads: articles a second on one core, and how many times a bare split into words that takes.

Then long texts (seconds a megabyte, up to 10 MB) and hostile ones of 1 MB.

Run: make bench. Figures are printed, none is asserted: machines differ.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import cycle, islice
from pathlib import Path

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import ArticleReader
from shared.domain.articles import Article

_WORDS = 600
_ARTICLES = 120
_ROUNDS = 3
_FILLER = (
    "Am Vormittag war es in der Stadt noch ruhig, die Läden hatten geöffnet und die Straßenbahnen fuhren nach Plan. "
    "Viele Bewohner erfuhren erst aus dem Radio, was in der Nacht geschehen war, und riefen ihre Verwandten an. "
)
_MB = 1_000_000
_SHORTEST = 200
_HOSTILE = ["7", "1 ", "1.000-", "1.1.", "„", "“", "-", "100 Tote ", "Ein Mann starb. ", "und "]


def make_articles(words: int = _WORDS, count: int = _ARTICLES) -> list[Article]:
    """Return articles of about `words` words: golden ones, filled up with plain prose as in newspapers."""
    cases = sorted((Path(__file__).parents[1] / "golden" / "articles").glob("*/article.txt"))
    texts = [case.read_text(encoding="utf-8") for case in cases]
    articles = []
    for number, text in enumerate(islice(cycle(texts), count)):
        lacking = max(0, words - len(text.split()))
        full = text + "\n\n" + _FILLER * (lacking // len(_FILLER.split()))
        articles.append(make_article(f"d{number}", full))
    return articles


def make_article(identity: str, text: str) -> Article:
    """Return an article of that text; the rest is always the same."""
    return Article(identity, "v", text, None, None, "2025-04-30", None, "de", "text/plain", "f", None, "2026-01-01")


def make_long_text(articles: Sequence[Article], length: int) -> str:
    """Return a text of so many characters, no paragraph of which stands in it twice: repeated ones are read once.

    Short paragraphs are left out: behind some of them (related links) a page has ended.
    """
    paragraphs = [part for article in articles for part in article.text.split("\n\n") if len(part) > _SHORTEST]
    text = StringIO()
    for number, paragraph in enumerate(cycle(paragraphs)):
        if text.tell() > length:
            return text.getvalue()[:length]
        text.write(f"{paragraph} So steht es in Heft N{number}.\n\n")
    raise AssertionError


def measure(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Return the least processor seconds of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print start-up, articles a second, claims an article, the ratio to a bare split into words; then single texts."""
    begin = time.process_time()
    reader = ArticleReader(load_lexicon())
    started = time.process_time() - begin
    articles = make_articles()
    claims = sum(len(reader.read(article).claims) for article in articles)
    seconds = measure(lambda: [reader.read(article) for article in articles])
    split = measure(lambda: [re.findall(r"\w+", article.text) for article in articles])
    words = sum(len(article.text.split()) for article in articles) / len(articles)
    print(f"start-up {started:.2f} s; {len(articles) / seconds:.0f} articles/s of {words:.0f} words,", end=" ")  # noqa: T201
    print(f"{claims / len(articles):.1f} claims each; {seconds / split:.0f} times a split into words")  # noqa: T201
    for size in (1, 3, 10):
        long = make_article("long", make_long_text(articles, size * _MB))
        print(f"{size:2} MB of articles: {measure(lambda: reader.read(long), 1) / size:.2f} s/MB")  # noqa: B023, T201
    for unit in _HOSTILE:
        hostile = make_article("hostile", unit * (_MB // len(unit)))
        print(f" 1 MB of {unit!r}: {measure(lambda: reader.read(hostile), 1):.2f} s")  # noqa: B023, T201


if __name__ == "__main__":
    main()
