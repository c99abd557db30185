"""`lagebild compare`: the ledger of files, by the cores alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from services.desk.articles import check_day, read_files
from services.desk.conflict_pages import print_conflicts
from services.desk.consoles import Complaints, open_page, print_json_line
from services.desk.days import parse_day
from services.desk.front_pages import print_front
from services.desk.ledger_pages import print_ledger
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims
from services.reconciler.core.reconcile import reconcile
from shared.contracts.ledger import LedgerV1
from shared.domain.claims import ClaimSet

app = typer.Typer(add_completion=False)
_CLOSER = (("everything that is said, in which words", "lagebild compare --all FILE…"),)
_EXAMPLES = """Examples:\n
  lagebild compare seeds/*.txt\n
  lagebild compare --all seeds/flut-*.txt\n
  lagebild compare --known-on 2024-12-31 seeds/kursk-*.txt\n
  lagebild compare --json seeds/*.txt | jq .digest"""


@app.command(epilog=_EXAMPLES)
def compare(
    files: Annotated[list[Path], typer.Argument(help="Articles; NAME.txt.meta.json beside one is its sidecar")],
    *,
    published: Annotated[str | None, typer.Option(help="Date of the articles that have none, ISO 8601")] = None,
    known_on: Annotated[str | None, typer.Option(help="Only what was known on that day, 2024-12-31")] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Every dossier with all that is said, and all conflicts")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The ledger as one JSON document")] = False,
) -> None:
    """Reconcile files into a ledger in this process; no broker, no database.

    A file that is no article is named on standard error with the reason; the others are done, and the exit code is 1.
    """
    day, lexicon, complaints = parse_day(known_on), load_lexicon(), Complaints()
    reads = read_files(files, check_day(published, "--published"), complaints.add)
    claim_sets = [extract_claims(read.article, lexicon) for read in reads]
    ledger = LedgerV1.from_domain(reconcile(claim_sets, day))
    if as_json:
        print_json_line(ledger.model_dump(mode="json", by_alias=True))
    elif day is not None and claim_sets and not ledger.documents:
        open_page().print(_tell_too_early(claim_sets, day))
    elif whole:
        page = open_page()
        print_ledger(page, ledger)
        print_conflicts(page, ledger)
    else:
        print_front(open_page(), ledger, closer=_CLOSER)
    complaints.exit_if_any()


def _tell_too_early(claim_sets: Sequence[ClaimSet], day: date) -> str:
    published = min((each.published[:10] for each in claim_sets if each.published is not None), default=None)
    first = "none of them has a date" if published is None else f"the first is of {published}"
    return f"Nothing was known on {day}: no article was published by then; {first}."
