"""`lagebild analyze`: the claims of files, by the extractor's core alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.desk.articles import ReadFile, check_day, read_files
from services.desk.claims_tables import print_claims, print_reasons
from services.desk.consoles import Complaints, open_page, print_json_line
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims, read_article
from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimV1
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild analyze seeds/*.txt\n
  lagebild analyze --why article.txt\n
  lagebild analyze --published 2025-04-28 article.txt\n
  lagebild analyze --json *.txt > claims.jsonl"""


@app.command(epilog=_EXAMPLES)
def analyze(
    files: Annotated[list[Path], typer.Argument(help="Articles; NAME.txt.meta.json beside one is its sidecar")],
    published: Annotated[str | None, typer.Option(help="Date of the articles that have none, ISO 8601")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per file")] = False,  # noqa: FBT002
    why: Annotated[bool, typer.Option("--why", help="Say which rule made each claim, and why others are none")] = False,  # noqa: FBT002
) -> None:
    """Show every claim that files make; no broker, no database.

    A file that is no article is named on standard error with the reason; the others are done, and the exit code is 1.
    """
    lexicon, page, complaints = load_lexicon(), open_page(), Complaints()
    for read in read_files(files, check_day(published, "--published"), complaints.add):
        claim_set = extract_claims(read.article, lexicon)
        if as_json:
            print_json_line(_to_json(read, claim_set))
        else:
            print_claims(page, str(read.path), read.article, claim_set)
            if why:
                print_reasons(page, read.article.text, read_article(read.article, lexicon))
    complaints.exit_if_any()


def _to_json(read: ReadFile, claim_set: ClaimSet) -> dict[str, object]:
    return {
        "path": str(read.path),
        "text": read.article.text,
        "article": _describe_article(read.article),
        "claims": [ClaimV1.model_validate(claim).model_dump(mode="json") for claim in claim_set.claims],
    }


def _describe_article(article: Article) -> dict[str, object]:
    return ArticleV1.model_validate(article).model_dump(mode="json", exclude={"text"})
