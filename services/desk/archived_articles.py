"""The archive of articles, read piece by piece: which have to be extracted anew, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import asyncpg

from shared.contracts.articles import ArticleV1
from shared.domain.articles import Article

_COLUMNS = ", ".join(f"a.{field.name}" for field in fields(Article) if field.name not in ("received", "origin_file"))

_KNOWN = """
SELECT document_id, version, ruleset, received, origin_file, true AS live FROM lagebild.documents
 UNION ALL
SELECT document_id, version, ruleset, received, origin_file, false FROM lagebild.ended_versions"""

_STALE = """
    ($1::text IS NULL OR a.received >= $1)
AND ($2::text[] IS NULL OR a.document_id = ANY($2))
AND ($3::text IS NULL OR k.ruleset IS DISTINCT FROM $3)"""

_COUNT = f"""
SELECT count(*) FROM lagebild.articles AS a LEFT JOIN ({_KNOWN}) AS k USING (document_id, version) WHERE {_STALE}"""  # noqa: S608

_NEXT_DOCUMENTS = f"""
SELECT DISTINCT a.document_id
  FROM lagebild.articles AS a LEFT JOIN ({_KNOWN}) AS k USING (document_id, version)
 WHERE a.document_id > $4 AND {_STALE}
 ORDER BY a.document_id LIMIT $5"""  # noqa: S608

_VERSIONS = f"""
SELECT a.document_id, a.version, octet_length(a.text) AS bytes,
       $2::text IS NULL OR k.ruleset IS DISTINCT FROM $2 AS stale
  FROM lagebild.articles AS a LEFT JOIN ({_KNOWN}) AS k USING (document_id, version)
 WHERE a.document_id = ANY($1)
 ORDER BY a.document_id, coalesce(k.live, false), coalesce(a.updated, a.published, ''), a.received, a.version"""  # noqa: S608

_ARTICLES = f"""
SELECT {_COLUMNS}, greatest(a.received, k.received) AS received,
       CASE WHEN k.received > a.received THEN k.origin_file ELSE a.origin_file END AS origin_file
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (document_id, version, place)
  JOIN lagebild.articles AS a USING (document_id, version)
  LEFT JOIN ({_KNOWN}) AS k USING (document_id, version)
 ORDER BY place"""  # noqa: S608

_OVERTAKEN = """
SELECT d.document_id, d.version, 0 AS bytes, true AS stale
  FROM lagebild.documents AS d
  JOIN lagebild.articles AS a USING (document_id, version)
 WHERE a.archived_at >= $1
   AND EXISTS (SELECT FROM lagebild.articles AS b
                WHERE b.document_id = d.document_id AND b.archived_at < $1
                  AND ($2::text IS NULL OR b.received >= $2) AND ($3::text[] IS NULL OR b.document_id = ANY($3)))
 ORDER BY d.document_id"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: taken by ingest `since` a day or moment, of these documents, not extracted under `ruleset` yet.

    None wants all.
    """

    since: str | None = None
    document_ids: tuple[str, ...] | None = None
    ruleset: str | None = None

    @property
    def parameters(self) -> tuple[str | None, list[str] | None, str | None]:
        """The parameters of the statements here."""
        return self.since, None if self.document_ids is None else list(self.document_ids), self.ruleset


@dataclass(frozen=True, slots=True)
class VersionName:
    """One version of the archive; `stale`: it has to be extracted anew."""

    document_id: str
    version: str
    size: int
    stale: bool


async def read_now(connection: asyncpg.Connection) -> datetime:
    """Return Postgres's time."""
    moment: datetime = await connection.fetchval("SELECT now()")
    return moment


async def count_stale(connection: asyncpg.Connection, selection: Selection) -> int:
    """Return how many versions have to be extracted anew."""
    return int(await connection.fetchval(_COUNT, *selection.parameters))


async def list_documents(connection: asyncpg.Connection, selection: Selection, *, after: str, most: int) -> list[str]:
    """Return the next documents behind the id `after` that have such a version."""
    rows = await connection.fetch(_NEXT_DOCUMENTS, *selection.parameters, after, most)
    return [row["document_id"] for row in rows]


async def list_versions(
    connection: asyncpg.Connection, document_ids: Sequence[str], ruleset: str | None
) -> list[VersionName]:
    """Return the documents' versions that have to be extracted anew, and behind them the live one in any case.

    So that what comes last under a document's key on the topics is what its claims are.
    """
    rows = await connection.fetch(_VERSIONS, list(document_ids), ruleset)
    versions = [VersionName(row["document_id"], row["version"], row["bytes"], row["stale"]) for row in rows]
    lasts = {each.document_id: each for each in versions}
    return [each for each in versions if each.stale or each is lasts[each.document_id]]


async def list_overtaken(connection: asyncpg.Connection, selection: Selection, since: datetime) -> list[VersionName]:
    """Return the live versions of known documents that came to the archive since that moment."""
    rows = await connection.fetch(_OVERTAKEN, since, *selection.parameters[:2])
    return [VersionName(row["document_id"], row["version"], row["bytes"], row["stale"]) for row in rows]


async def read_articles(connection: asyncpg.Connection, names: Sequence[VersionName]) -> list[ArticleV1]:
    """Return the articles in this order, as ingest last took them: another arrival would be another version's rank."""
    rows = await connection.fetch(_ARTICLES, [name.document_id for name in names], [name.version for name in names])
    return [ArticleV1.model_validate(dict(row)) for row in rows]
