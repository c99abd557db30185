"""`lagebild retry`: failed files back into the inbox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.desk.connections import DataOption
from services.desk.consoles import open_page
from services.desk.errors import DeskError
from services.desk.failed_files import list_failed, put_back
from services.ingest.core.returns import choose_failures, plan_return

app = typer.Typer(add_completion=False)
_EXAMPLES = """Examples:\n
  lagebild retry --list                             what failed, and why\n
  lagebild retry                                    all of it\n
  lagebild retry --code broken_manifest             after manifest.csv was corrected\n
  lagebild retry 'lokal/*.pdf' --inbox /srv/inbox"""


@app.command(epilog=_EXAMPLES)
def retry(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names in the inbox, or patterns; all where none is given")
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option(help="Only files that failed for this reason; may be repeated")
    ] = None,
    inbox: Annotated[Path | None, typer.Option(help="The inbox, where the environment names none")] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Only list what would go back")] = False,  # noqa: FBT002
    data: DataOption = None,
) -> None:
    """Put failed files back into the inbox, with their sidecars, to be read again.

    Correct what was wrong first: the reasons lie beside the files. What was published is not published twice.
    """
    page = open_page()
    files = list_failed(data, inbox)
    chosen = choose_failures(files.failures, names or (), code or ())
    if not chosen and (names or code):
        raise DeskError(f"nothing in {files.failed} matches; `lagebild retry --list` shows what failed")
    for failure in chosen:
        if list_only:
            page.print(f"{failure.path}  {failure.code}: {failure.reason}", soft_wrap=True)
        else:
            page.print(f"put back: {put_back(files, plan_return(failure, files.paths))}", soft_wrap=True)
    count = len(chosen)
    page.print(f"{count:,} failed file{'' if count == 1 else 's'}{'' if list_only else ' put back'}")
