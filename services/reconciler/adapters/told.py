"""What documents told before a batch and tell after it, as statements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from asyncpg import Record

from services.reconciler.adapters.versions import DocumentPlan
from services.reconciler.core.statements import Audit, DocumentFacts, Statement
from services.reconciler.core.tallies import Mention
from shared.domain.claims import Label
from shared.storage.claims import CLAIM_SELECT, read_claim
from shared.storage.connections import Connection
from shared.storage.values import read_day, read_texts

_AUDITED = (
    f"{CLAIM_SELECT}, c.origin_id, c.origin_label, c.origin_parents, c.admissible, c.reason,"
    " c.gist_id, c.company_id, c.known, c.instant"
)
_FACTS = "x.version, x.outlet, x.published, x.updated, x.url, x.origin_file, x.received, x.text_fingerprint"
_LIVE = f"""
SELECT {_AUDITED}, {_FACTS}, NULL::date AS known_until
  FROM lagebild.claims AS c
  JOIN lagebild.documents AS x USING (document_id)
  LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE c.document_id = ANY($1) AND ($2::text[] IS NULL OR c.dossier_id = ANY($2))
   AND (c.source_key IS NULL OR NOT $3)"""  # noqa: S608  (constants)
_ENDED = f"""
SELECT {_AUDITED}, {_FACTS}, x.known_until
  FROM lagebild.ended_claims AS c
  JOIN lagebild.ended_versions AS x USING (document_id, version)
  LEFT JOIN lagebild.sources AS s USING (source_key)
 WHERE c.document_id = ANY($1) AND ($2::text[] IS NULL OR c.dossier_id = ANY($2))
   AND (c.source_key IS NULL OR NOT $3)"""  # noqa: S608  (constants)

Version = tuple[str, str]
Audits = Mapping[Version, Audit]
"""Audits by document and version."""


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as Postgres holds it, with the tally that counts it; None: it is in no view of the past."""

    statement: Statement
    live: bool
    gist_id: str | None
    mention: Mention

    @property
    def version(self) -> Version:
        """The document version that says it."""
        return self.statement.document.document_id, self.statement.document.version


async def load_told(
    connection: Connection,
    document_ids: Iterable[str],
    base_ids: Iterable[str] | None = None,
    *,
    unsourced: bool = False,
) -> list[StoredStatement]:
    """Return everything that these documents say, ended versions included.

    `base_ids`: of these dossiers alone. `unsourced`: only what they say without a source.
    """
    wanted = sorted(document_ids)
    if not wanted:
        return []
    bases = None if base_ids is None else sorted(base_ids)
    live = await connection.fetch(_LIVE, wanted, bases, unsourced)
    ended = await connection.fetch(_ENDED, wanted, bases, unsourced)
    return [_read_stored(row, live=True) for row in live] + [_read_stored(row, live=False) for row in ended]


def tell_anew(plans: Iterable[DocumentPlan], audits: Audits, stored: Iterable[StoredStatement]) -> list[Statement]:
    """Return what the documents of the plans say once these are carried out, in all versions that anybody can see."""
    held: defaultdict[str, list[StoredStatement]] = defaultdict(list)
    for each in stored:
        held[each.statement.document.document_id].append(each)
    told: list[Statement] = []
    for plan in plans:
        untils = dict(plan.redated)
        if plan.live is not None:
            told += audits[plan.document_id, plan.live.version].statements
        for each in held[plan.document_id]:
            version = each.statement.document.version
            if each.live:
                if plan.demoted:
                    told += _end([each.statement], plan.demoted_until)
                elif plan.live is None:
                    told.append(each.statement)
            elif version in untils:
                told += _end([each.statement], untils[version])
            elif version not in plan.dropped and each.gist_id is not None:
                told.append(each.statement)
        for arrival, until in plan.ended:
            told += _end(audits[plan.document_id, arrival.version].statements, until)
    return told


def _end(statements: Sequence[Statement], until: str | None) -> list[Statement]:
    """Return the statements as of a version that has ended; one without a last day is in no view of the past."""
    if until is None:
        return []
    return [replace(each, document=replace(each.document, known_until=until)) for each in statements]


def read_facts(row: Record) -> DocumentFacts:
    """Return a document version without its claims."""
    return DocumentFacts(
        document_id=row["document_id"],
        version=row["version"],
        outlet=row["outlet"],
        published=row["published"],
        updated=row["updated"],
        url=row["url"],
        path=row["origin_file"],
        received=row["received"],
        text_fingerprint=tuple(json.loads(row["text_fingerprint"])),
        known_until=read_day(row["known_until"]),
    )


def _read_stored(row: Record, *, live: bool) -> StoredStatement:
    document = read_facts(row)
    statement = Statement(
        claim=read_claim(row),
        document=document,
        origin=Label(row["origin_id"], row["origin_label"]),
        origin_parents=read_texts(row["origin_parents"]),
        admissible=row["admissible"],
        reason=row["reason"],
    )
    mention = Mention(row["known"], row["instant"], row["claim_id"], document.document_id, row["company_id"] or "")
    return StoredStatement(statement, live, row["gist_id"], mention)
