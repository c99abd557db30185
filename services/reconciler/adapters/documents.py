"""Documents and their claims in Postgres: locked and replaced."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from services.reconciler.adapters.tables import Row, Table
from services.reconciler.adapters.told import Audits, StoredStatement, Version
from services.reconciler.adapters.versions import DocumentPlan, StoredVersion
from services.reconciler.core.days import find_day
from services.reconciler.core.statements import Statement
from services.reconciler.core.tallies import Told
from shared.domain.claims import ClaimSet
from shared.storage.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, write_claim, write_source
from shared.storage.connections import Connection
from shared.storage.values import read_day, write_day
from shared.storage.versions import VERSION_COLUMNS, read_claim_set

_FACTS = (*VERSION_COLUMNS, "published_on", "reconciled_at")
_AUDITED = (*CLAIM_COLUMNS, "origin_id", "origin_label", "origin_parents", "admissible", "reason")
_KINDS = ("text",) * 11 + ("jsonb", "date", "timestamptz")
_COUNTED = ("gist_id", "company_id", "known", "instant")

DOCUMENTS = Table("documents", _FACTS)
ENDED_VERSIONS = Table("ended_versions", (*_FACTS, "known_until"), keys=2)
SOURCES = Table("sources", SOURCE_COLUMNS)
CLAIMS = Table("claims", (*_AUDITED, *_COUNTED))
ENDED_CLAIMS = Table("ended_claims", (*_AUDITED, *_COUNTED, "version"))

_LOCK_KNOWN = "SELECT * FROM lagebild.documents WHERE document_id = ANY($1) ORDER BY document_id FOR UPDATE"
_LOAD_ENDED = "SELECT * FROM lagebild.ended_versions WHERE document_id = ANY($1)"
_FIND_BASES = """
SELECT dossier_id FROM lagebild.claims WHERE document_id = ANY($1)
UNION SELECT dossier_id FROM lagebild.ended_claims WHERE document_id = ANY($1)"""
_DEMOTE_VERSIONS = f"""
INSERT INTO lagebild.ended_versions ({", ".join(_FACTS)}, known_until)
SELECT {", ".join(f"x.{column}" for column in _FACTS)}, d.known_until
  FROM unnest($1::text[], $2::date[]) AS d (document_id, known_until)
  JOIN lagebild.documents AS x USING (document_id)"""  # noqa: S608  (columns are constants)
_DEMOTE_CLAIMS = f"""
INSERT INTO lagebild.ended_claims ({", ".join((*_AUDITED, *_COUNTED))}, version)
SELECT {", ".join(f"c.{column}" for column in (*_AUDITED, *_COUNTED))}, x.version
  FROM lagebild.claims AS c JOIN lagebild.documents AS x USING (document_id)
 WHERE c.document_id = ANY($1)"""  # noqa: S608  (columns are constants)
_DROP_ENDED = """
DELETE FROM lagebild.ended_versions AS e USING unnest($1::text[], $2::text[]) AS d (document_id, version)
 WHERE e.document_id = d.document_id AND e.version = d.version"""
_REDATE_ENDED = """
UPDATE lagebild.ended_versions AS e SET known_until = d.known_until
  FROM unnest($1::text[], $2::text[], $3::date[]) AS d (document_id, version, known_until)
 WHERE e.document_id = d.document_id AND e.version = d.version"""
_HELD = (
    "SELECT document_id, version, received, ruleset, origin_file FROM lagebild.documents WHERE document_id = ANY($1)"
)
_DELETE_CLAIMS = "DELETE FROM lagebild.claims WHERE document_id = ANY($1)"
_INSERT_NEW = f"""
INSERT INTO lagebild.documents ({", ".join(_FACTS)})
SELECT * FROM unnest({", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_KINDS, 1))})
ON CONFLICT DO NOTHING RETURNING document_id"""  # noqa: S608  (columns are constants)
_STAMP = """
UPDATE lagebild.claims AS c
   SET gist_id = d.gist_id, company_id = d.company_id, known = d.known, instant = d.instant
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS d (claim_id, gist_id, company_id, known, instant)
 WHERE c.claim_id = d.claim_id"""
_STAMP_ENDED = """
UPDATE lagebild.ended_claims AS c
   SET gist_id = d.gist_id, company_id = '', known = d.known, instant = d.instant
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS d (claim_id, version, gist_id, known, instant)
 WHERE c.claim_id = d.claim_id AND c.version = d.version"""


async def lock_documents(connection: Connection, claim_sets: Sequence[ClaimSet]) -> dict[str, list[StoredVersion]]:
    """Lock the documents in the order of ids, new ones by inserting them, and return what is stored of each.

    Whoever holds a document's lock alone changes it, until the transaction ends.
    """
    first = choose_first(claim_sets)
    new = zip(*(_write_facts(each) for _, each in sorted(first.items())), strict=True)
    inserted = {row["document_id"] for row in await connection.fetch(_INSERT_NEW, *(list(column) for column in new))}
    known = sorted(first.keys() - inserted)
    stored: dict[str, list[StoredVersion]] = {document_id: [] for document_id in first}
    if known:
        for row in await connection.fetch(_LOCK_KNOWN, known):
            stored[row["document_id"]].append(StoredVersion(read_claim_set(row), live=True, known_until=None))
        for row in await connection.fetch(_LOAD_ENDED, known):
            until = read_day(row["known_until"])
            stored[row["document_id"]].append(StoredVersion(read_claim_set(row), live=False, known_until=until))
    return stored


def choose_first(claim_sets: Iterable[ClaimSet]) -> dict[str, ClaimSet]:
    """Return the first claim set of each document: what a new document is inserted with."""
    return {each.document_id: each for each in reversed(list(claim_sets))}


async def find_bases(
    connection: Connection, known_ids: Sequence[str], plans: Iterable[DocumentPlan], audits: Audits
) -> list[str]:
    """Return the base dossiers, in order, that the documents touched so far or touch by what arrives."""
    rows = await connection.fetch(_FIND_BASES, known_ids) if known_ids else []
    found = {row["dossier_id"] for row in rows}
    for plan in plans:
        for arrival in plan.list_arrivals():
            statements = audits[arrival.document_id, arrival.version].statements
            found.update(each.claim.dossier_id for each in statements)
    return sorted(found)


async def replace_documents(
    connection: Connection,
    plans: Sequence[DocumentPlan],
    audits: Audits,
    known_ids: Iterable[str],
    told: Mapping[str, Sequence[Told]],
) -> None:
    """Carry out the plans; their documents and dossiers must be locked. `told`: what the tallies count, by base.

    A document that was not known stands there as the batch's first claim set of it says.
    """
    await _end_versions(connection, plans)
    live = [plan.live for plan in plans if plan.live is not None]
    ended = [entry for plan in plans for entry in plan.ended]
    known = set(known_ids)
    changed = [each.document_id for each in live if each.document_id in known]
    if changed:
        await connection.execute(_DELETE_CLAIMS, changed)
    if live:
        await _update_facts(connection, live)
    await ENDED_VERSIONS.copy(connection, [(*_write_facts(each), write_day(until)) for each, until in ended])
    written = [audits[each.document_id, each.version] for plan in plans for each in plan.list_arrivals()]
    await _write_sources(connection, [statement for audit in written for statement in audit.statements])
    stamps = _index_told(told)
    current = [audits[each.document_id, each.version] for each in live]
    await CLAIMS.copy(connection, [_write_statement(each, stamps) for audit in current for each in audit.statements])
    await ENDED_CLAIMS.copy(
        connection,
        [
            (*_write_statement(statement, stamps), each.version)
            for each, _ in ended
            for statement in audits[each.document_id, each.version].statements
        ],
    )


async def _update_facts(connection: Connection, live: Sequence[ClaimSet]) -> None:
    """Bring the documents to what is live; most were new and stand there already."""
    rows = [_write_facts(each) for each in live]
    held = {
        row["document_id"]: (row["version"], row["received"], row["ruleset"], row["origin_file"])
        for row in await connection.fetch(_HELD, [each.document_id for each in live])
    }
    changed = [
        row
        for row, each in zip(rows, live, strict=True)
        if held[each.document_id] != (each.version, each.received, each.ruleset, each.origin_file)
    ]
    if changed:
        await connection.executemany(DOCUMENTS.upsert, changed)


async def restamp_claims(
    connection: Connection,
    before: Mapping[str, Sequence[StoredStatement]],
    after: Mapping[str, Sequence[Told]],
    written: Collection[Version],
) -> None:
    """Note at claims that stay where they are which tally counts them now; `written`: versions just written."""
    stamps = _index_told(after)
    live: list[Row] = []
    ended: list[Row] = []
    for stored in (each for held in before.values() for each in held if each.version not in written):
        claim_id, (document_id, version) = stored.mention.claim_id, stored.version
        told = stamps.get((document_id, version, claim_id))
        if told is None:
            ended.append((claim_id, version, None, stored.mention.known, stored.mention.instant))
        elif told.gist_id != stored.gist_id or told.mention != stored.mention:
            mention = told.mention
            if told.gist.is_live:
                live.append((claim_id, told.gist_id, mention.company, mention.known, mention.instant))
            else:
                ended.append((claim_id, version, told.gist_id, mention.known, mention.instant))
    for statement, rows in ((_STAMP, live), (_STAMP_ENDED, ended)):
        if rows:
            await connection.execute(statement, *(list(column) for column in zip(*rows, strict=True)))


Stamps = Mapping[tuple[str, str, str], Told]
"""What the tallies count, by document, version and claim."""


def _index_told(told: Mapping[str, Sequence[Told]]) -> Stamps:
    return {
        (each.mention.document_id, each.statement.document.version, each.mention.claim_id): each
        for base in told.values()
        for each in base
    }


async def _end_versions(connection: Connection, plans: Sequence[DocumentPlan]) -> None:
    demoted = {plan.document_id: write_day(plan.demoted_until) for plan in plans if plan.demoted}
    if demoted:
        await connection.execute(_DEMOTE_VERSIONS, list(demoted), list(demoted.values()))
        await connection.execute(_DEMOTE_CLAIMS, list(demoted))
    dropped = [(plan.document_id, version) for plan in plans for version in plan.dropped]
    if dropped:
        await connection.execute(_DROP_ENDED, [name for name, _ in dropped], [version for _, version in dropped])
    redated = [(plan.document_id, version, write_day(until)) for plan in plans for version, until in plan.redated]
    if redated:
        names, versions, untils = (list(column) for column in zip(*redated, strict=True))
        await connection.execute(_REDATE_ENDED, names, versions, untils)


async def _write_sources(connection: Connection, statements: Iterable[Statement]) -> None:
    """Add descriptions of sources that are new; rows never change, so that nobody waits for another's for long."""
    sources = {each.claim.source for each in statements if each.claim.source is not None}
    rows = SOURCES.index(write_source(source) for source in sources)
    known = await connection.fetch(
        "SELECT source_key FROM lagebild.sources WHERE source_key = ANY($1)", [key for (key,) in rows]
    )
    missing = sorted(rows.keys() - {(row["source_key"],) for row in known})
    if missing:
        await connection.executemany(SOURCES.insert, [rows[key] for key in missing])


def _write_statement(statement: Statement, stamps: Stamps) -> Row:
    document = statement.document
    told = stamps.get((document.document_id, document.version, statement.claim.claim_id))
    return (
        *write_claim(statement.claim),
        statement.origin.id,
        statement.origin.label,
        list(statement.origin_parents),
        statement.admissible,
        statement.reason,
        *((None, "", "", "~") if told is None else (told.gist_id, told.mention.company, *told.mention[:2])),
    )


def _write_facts(claim_set: ClaimSet) -> Row:
    return (
        claim_set.document_id,
        claim_set.version,
        claim_set.headline,
        claim_set.outlet,
        claim_set.published,
        claim_set.updated,
        claim_set.url,
        claim_set.language,
        claim_set.origin_file,
        claim_set.received,
        claim_set.ruleset,
        json.dumps(claim_set.text_fingerprint),
        write_day(find_day(claim_set.published)),
        datetime.now(UTC),
    )


def group_arrivals(claim_sets: Iterable[ClaimSet]) -> dict[str, list[ClaimSet]]:
    """Return the claim sets by document, in their order."""
    grouped: defaultdict[str, list[ClaimSet]] = defaultdict(list)
    for each in claim_sets:
        grouped[each.document_id].append(each)
    return grouped
