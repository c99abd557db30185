"""The archive of articles: what evidence is quoted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields

from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.tables import Table
from shared.domain.articles import Article

ARTICLES = Table("articles", ("document_id", "version", *(f.name for f in fields(Article)[2:])), keys=2)


class Archive:
    """Keeps every version of every article, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, articles: Sequence[Article]) -> None:
        """Add the versions that are new, in the order of ids.

        Raises:
            PermanentError: Postgres can never hold one of them.
            Exception: Anything else may succeed when tried again.
        """
        rows = sorted({(each.document_id, each.version): astuple(each) for each in articles}.items())
        async with self._database.transact() as connection:
            await connection.executemany(ARTICLES.insert, [row for _, row in rows])
