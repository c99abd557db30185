"""Document versions as rows of `lagebild.documents` and `lagebild.ended_versions`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from asyncpg import Record

from shared.domain.claims import Claim, ClaimSet

VERSION_COLUMNS = (
    "document_id",
    "version",
    "headline",
    "outlet",
    "published",
    "updated",
    "url",
    "language",
    "origin_file",
    "received",
    "ruleset",
    "text_fingerprint",
)
"""What `read_claim_set` needs."""


def read_claim_set(row: Record, claims: Sequence[Claim] = ()) -> ClaimSet:
    """Return the document version of a row, with these claims."""
    return ClaimSet(
        document_id=row["document_id"],
        version=row["version"],
        headline=row["headline"],
        outlet=row["outlet"],
        published=row["published"],
        updated=row["updated"],
        url=row["url"],
        language=row["language"],
        origin_file=row["origin_file"],
        received=row["received"],
        ruleset=row["ruleset"],
        text_fingerprint=tuple(json.loads(row["text_fingerprint"])),
        claims=tuple(claims),
    )
