"""How fast the extractor reads: articles a second on one core, and how many times a bare split into words that takes.

Run: make bench. Figures are printed, none is asserted: machines differ.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
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


def make_articles(words: int = _WORDS, count: int = _ARTICLES) -> list[Article]:
    """Return articles of about `words` words: golden ones, filled up with plain prose as in newspapers."""
    cases = sorted((Path(__file__).parents[1] / "golden" / "articles").glob("*/article.txt"))
    texts = [case.read_text(encoding="utf-8") for case in cases]
    articles = []
    for number, text in enumerate(islice(cycle(texts), count)):
        lacking = max(0, words - len(text.split()))
        full = text + "\n\n" + _FILLER * (lacking // len(_FILLER.split()))
        articles.append(
            Article(
                f"d{number}", "v", full, None, None, "2025-04-30", None, "de", "text/plain", "f", None, "2026-01-01"
            )
        )
    return articles


def measure(work: Callable[[], object]) -> float:
    """Return the least processor seconds of a few rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print start-up, articles a second, claims an article, and the ratio to a bare split into words."""
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


if __name__ == "__main__":
    main()
