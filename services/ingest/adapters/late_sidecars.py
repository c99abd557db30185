"""Bring a text back into the inbox when its sidecar arrives late, or anew: it becomes a new version."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from services.ingest.adapters.ledgers import Ledger
from services.ingest.adapters.places import Places
from services.ingest.adapters.renames import rename_new
from services.ingest.adapters.shelves import number_names
from services.ingest.core.names import REASON_SUFFIX, SIDECAR_SUFFIX, escape_name, name_sidecar
from shared.runtime.logs import fields

LOG = logging.getLogger(__name__)


def bring_back(places: Places, ledger: Ledger, sidecar: str) -> bool:
    """Return whether the text of a lone sidecar was found on a shelf and put back beside it.

    `sidecar`: its path relative to the inbox. The text's former sidecar stays where it was, under a name that says so.

    Raises:
        OSError: The text can't be moved now.
    """
    name = sidecar.removesuffix(SIDECAR_SUFFIX)
    known = ledger.find_file(os.fsencode(name))
    if known is None or is_claimed(places, name):
        return False
    text = Path(os.fsdecode(known.moved_to))
    if not os.path.lexists(text) or not any(text.is_relative_to(shelf) for shelf in places.shelves):
        return False
    if known.document_id is not None and known.outcome != "failed":
        ledger.note_return(os.fsencode(name), known.document_id)
    former = text.with_name(name_sidecar(text.name))
    if os.path.lexists(former):
        target = next(path for path in number_names(former.with_name(former.name + ".replaced")) if not path.exists())
        rename_new(former, target)
    try:
        rename_new(text, places.inbox / name)
    except FileExistsError:  # a new text came meanwhile
        return False
    text.with_name(text.name + REASON_SUFFIX).unlink(missing_ok=True)
    LOG.info("a sidecar came for a text that was taken before; it is read anew", extra=fields(file=escape_name(name)))
    return True


def is_claimed(places: Places, name: str) -> bool:
    """Tell whether some process is at the file."""
    return any(os.path.lexists(home / name) for home in places.processing.iterdir() if home.is_dir())
