"""Tables that the reconciler keeps equal to what it computed: only differences are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shared.storage.connections import Connection

Row = tuple[Any, ...]
Key = tuple[Any, ...]
Rows = Mapping[Key, Row]


@dataclass(frozen=True)
class Table:
    """A table of the schema `lagebild`; the first `keys` columns are its primary key."""

    name: str
    columns: tuple[str, ...]
    keys: int = 1

    def index(self, rows: Iterable[Row]) -> dict[Key, Row]:
        """Return the rows by their keys."""
        return {row[: self.keys]: row for row in rows}

    @cached_property
    def insert(self) -> str:
        """The statement that writes one row where there is none under its key, and returns the first key column."""
        values = ", ".join(f"${number}" for number in range(1, len(self.columns) + 1))
        return (
            f"INSERT INTO lagebild.{self.name} ({', '.join(self.columns)}) VALUES ({values}) "  # noqa: S608  (constants)
            f"ON CONFLICT DO NOTHING RETURNING {self.columns[0]}"
        )

    @cached_property
    def upsert(self) -> str:
        """The statement that writes one row, new or changed."""
        values = ", ".join(f"${number}" for number in range(1, len(self.columns) + 1))
        changes = ", ".join(f"{column} = excluded.{column}" for column in self.columns[self.keys :])
        action = f"UPDATE SET {changes}" if changes else "NOTHING"
        return (
            f"INSERT INTO lagebild.{self.name} ({', '.join(self.columns)}) VALUES ({values}) "  # noqa: S608  (constants)
            f"ON CONFLICT ({', '.join(self.columns[: self.keys])}) DO {action}"
        )

    @cached_property
    def delete(self) -> str:
        """The statement that deletes one row by its key."""
        wanted = " AND ".join(f"{column} = ${number}" for number, column in enumerate(self.columns[: self.keys], 1))
        return f"DELETE FROM lagebild.{self.name} WHERE {wanted}"  # noqa: S608  (constants)

    async def copy(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Write many new rows at once."""
        if rows:
            await connection.copy_records_to_table(
                self.name, schema_name="lagebild", columns=self.columns, records=rows
            )


async def write_differences(connection: Connection, changes: Mapping[Table, tuple[Rows, Rows]]) -> None:
    """Bring tables from what they hold to what they should hold; parents come first in `changes`.

    New rows are copied, others changed, all in the order of keys. Children go before their parents.
    """
    for table, (before, after) in changes.items():
        keys = sorted(after, key=repr)
        await table.copy(connection, [after[key] for key in keys if key not in before])
        changed = [after[key] for key in keys if key in before and before[key] != after[key]]
        if changed:
            await connection.executemany(table.upsert, changed)
    for table, (before, after) in reversed(list(changes.items())):
        gone = sorted((key for key in before if key not in after), key=repr)
        if gone:
            await connection.executemany(table.delete, gone)
