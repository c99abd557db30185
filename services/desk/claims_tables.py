"""The claims of one article as a table for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.figures import format_figure, name_measure
from services.desk.periods import describe_period
from services.desk.quotes import identify_sentence, quote_claims
from services.extractor.core.pipeline import ArticleReading
from shared.contracts.ledger import FigureV1
from shared.domain.articles import Article
from shared.domain.claims import Claim, ClaimSet, Span

_QUOTED_AROUND = 24
_LANGUAGES = {
    "en": "English",
    "fr": "French",
    "nl": "Dutch",
    "it": "Italian",
    "es": "Spanish",
    "pl": "Polish",
    "tr": "Turkish",
    "sv": "Swedish",
    "da": "Danish",
    "und": "a language that is not known",
}
"""What ingest tells apart."""


def print_claims(page: Console, path: str, article: Article, claim_set: ClaimSet) -> None:
    """Print where the article is from, its numbered claims, and each sentence once with the numbers of its claims."""
    page.rule(Text(path, style="topic"), align="left")
    page.print(Text(_describe_origin(article), style="quiet"))
    if not claim_set.claims:
        page.print(f"no claims{_excuse_language(article)}\n")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    table.add_column("", justify="right", style="quiet")
    for name in ("figure", "measure", "of whom or what", "source", "as of", "firmness", "where"):
        table.add_column(name, overflow="fold")
    sentences: dict[tuple[str, int, int], list[tuple[int, Claim]]] = {}
    for number, claim in enumerate(claim_set.claims, start=1):
        table.add_row(str(number), *_describe_claim(claim))
        sentences.setdefault(identify_sentence(claim), []).append((number, claim))
    page.print(table)
    for borne in sentences.values():
        numbers = ", ".join(str(number) for number, _ in borne)
        quote = quote_claims([claim for _, claim in borne])
        page.print(Padding(Text.assemble((f"[{numbers}] ", "quiet"), quote), (0, 0, 0, 2)))
    page.print()


def print_reasons(page: Console, text: str, reading: ArticleReading) -> None:
    """Print the rule and the confidence of each claim, and each figure that is no claim with the reason."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for name in ("figure", "in the text", "rule or reason", "confidence"):
        table.add_column(name, overflow="fold")
    for claim in reading.claims:
        table.add_row(
            Text(claim.quantity.text, style="figure"),
            _quote_around(text, claim.figure),
            claim.rule,
            f"{claim.confidence:.2f}",
        )
    for refusal in reading.refusals:
        table.add_row(Text(refusal.text), _quote_around(text, refusal.figure), f"no claim: {refusal.reason}", "")
    page.print(table)
    page.print()


def _quote_around(text: str, span: Span) -> str:
    """Return the figure with a few words on either side, on one line."""
    words = text[max(0, span.start - _QUOTED_AROUND) : span.end + _QUOTED_AROUND]
    return f"…{' '.join(words.split())}…"


def _excuse_language(article: Article) -> str:
    if article.language == "de":
        return ""
    language = _LANGUAGES.get(article.language, f"language {article.language}")
    return f": {language}; only German is read"


def _describe_origin(article: Article) -> str:
    known = (article.headline, article.outlet, article.published or "undated")
    return " · ".join(part.replace("\n", " ") for part in known if part)


def _describe_claim(claim: Claim) -> tuple[Text, str, str, str, str, str, str]:
    figure = Text(format_figure(FigureV1.model_validate(claim.quantity)), style="figure")
    place = "" if claim.place is None else f" ({claim.place.label})"
    source = "own voice" if claim.source is None else claim.source.label
    subject = f"{claim.subject.label}{place}"
    as_of = "–" if claim.as_of is None else describe_period(claim.as_of)
    return figure, name_measure(claim.measure), subject, source, as_of, claim.modality, claim.section
