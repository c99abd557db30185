"""The claims of one article as a table for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.desk.figures import format_figure
from services.desk.quotes import quote_claim
from services.extractor.core.pipeline import ArticleReading
from shared.contracts.ledger import FigureV1
from shared.domain.articles import Article
from shared.domain.claims import Claim, ClaimSet, Span

_QUOTED_AROUND = 24


def print_claims(page: Console, path: str, article: Article, claim_set: ClaimSet) -> None:
    """Print where the article is from and each claim: figure, what is counted, who says so, as of when, the words."""
    page.rule(Text(path, style="topic"), align="left")
    page.print(Text(_describe_origin(article), style="quiet"))
    if not claim_set.claims:
        page.print("no claims\n")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for name in ("figure", "measure", "of whom or what", "source", "as of", "firmness", "where"):
        table.add_column(name, overflow="fold")
    for claim in claim_set.claims:
        table.add_row(*_describe_claim(claim))
    page.print(table)
    for claim in claim_set.claims:
        page.print(Padding(quote_claim(claim), (0, 0, 0, 2)))
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


def _describe_origin(article: Article) -> str:
    known = (article.headline, article.outlet, article.published or "undated")
    return " · ".join(part.replace("\n", " ") for part in known if part)


def _describe_claim(claim: Claim) -> tuple[Text, str, str, str, str, str, str]:
    figure = Text(format_figure(FigureV1.model_validate(claim.quantity)), style="figure")
    place = "" if claim.place is None else f" ({claim.place.label})"
    source = "own voice" if claim.source is None else claim.source.label
    subject = f"{claim.subject.label}{place}"
    return figure, claim.measure, subject, source, claim.as_of or "–", claim.modality, claim.section
