"""Ingest's own ledger (SQLite): which versions were published, what became of each file, which texts look alike.

The files' places are the truth; the ledger only saves work. Lost or rolled back by a power cut, it costs repetitions,
which consumers recognise. Several processes on one machine share it.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.ingest.core.likenesses import LEAST_LIKENESS, MOST_LINKS, cut_bands, measure_likeness
from shared.domain.fingerprints import SLOTS

_SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
    document_id TEXT NOT NULL, version TEXT NOT NULL, file TEXT NOT NULL, inode INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, published_at TEXT NOT NULL, PRIMARY KEY (document_id, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    name BLOB PRIMARY KEY, content TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, document_id TEXT,
    moved_to BLOB NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS progress (
    content TEXT PRIMARY KEY, entries INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS returned (name BLOB PRIMARY KEY, document_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE, slots BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (band, text)) WITHOUT ROWID;
"""
_BUSY_S = 30.0
_CACHE_KB = 16_000
"""Bands are looked up and put in all over their tree: what SQLite keeps by itself (2 MB) is soon too little."""
_MOST_CANDIDATES = 12
_PACKED = struct.Struct(f"<{SLOTS}I")


@dataclass(frozen=True, slots=True)
class Publication:
    """A version that Kafka has acknowledged. `file` with `inode` and `mtime_ns`: which file it was read from."""

    document_id: str
    version: str
    file: str
    inode: int
    mtime_ns: int
    published_at: str


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file. `name`: bytes of its path in the inbox. `document_id`: of its article, if it held one."""

    name: bytes
    content: str
    outcome: str
    code: str | None
    document_id: str | None
    moved_to: bytes
    at: str


class Ledger:
    """The ledger in one file; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last entries, never the rest
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find_versions(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Publication]:
        """Return those of the versions (document id, version) that were published."""
        found = {}
        for document_id, version in wanted:
            row = self._connection.execute(
                "SELECT * FROM versions WHERE document_id = ? AND version = ?", (document_id, version)
            ).fetchone()
            if row is not None:
                found[document_id, version] = Publication(*row)
        return found

    def note_publications(
        self, published: Iterable[Publication], fingerprints: Iterable[tuple[str, tuple[int, ...]]] = ()
    ) -> None:
        """Remember what Kafka has acknowledged, and the fingerprints of documents' texts."""
        with self._write() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (one.document_id, one.version, one.file, one.inode, one.mtime_ns, one.published_at)
                    for one in published
                ],
            )
            for document_id, slots in fingerprints:
                self._note_text(connection, document_id, slots)

    def _note_text(self, connection: sqlite3.Connection, document_id: str, slots: tuple[int, ...]) -> None:
        bands = cut_bands(slots)
        if not bands:
            return
        row = connection.execute(
            "INSERT INTO texts (document_id, slots) VALUES (?, ?)"
            " ON CONFLICT (document_id) DO UPDATE SET slots = excluded.slots RETURNING id",
            (document_id, _PACKED.pack(*slots)),
        ).fetchone()
        connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, row[0]) for band in bands])

    def find_similar(self, document_id: str, slots: tuple[int, ...]) -> tuple[str, ...]:
        """Return other documents with nearly the same text, the most alike first."""
        bands = cut_bands(slots)
        if not bands:
            return ()
        rows = self._connection.execute(
            "SELECT document_id, slots FROM texts WHERE id IN"  # noqa: S608  (only question marks)
            f" (SELECT text FROM bands WHERE band IN ({', '.join('?' * len(bands))}) LIMIT {_MOST_CANDIDATES})"
            " AND document_id <> ?",
            (*bands, document_id),
        )
        alike = [(measure_likeness(slots, _PACKED.unpack(packed)), other) for other, packed in rows]
        return tuple(other for share, other in sorted(alike, reverse=True) if share >= LEAST_LIKENESS)[:MOST_LINKS]

    def note_files(self, records: Sequence[FileRecord]) -> None:
        """Remember what became of files; of one name the latest."""
        with self._write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (one.name, one.content, one.outcome, one.code, one.document_id, one.moved_to, one.at)
                    for one in records
                ],
            )
            connection.executemany("DELETE FROM progress WHERE content = ?", [(one.content,) for one in records])
            connection.executemany("DELETE FROM returned WHERE name = ?", [(one.name,) for one in records])

    def find_file(self, name: bytes) -> FileRecord | None:
        """Return what became of the file that last had this name in the inbox."""
        row = self._connection.execute("SELECT * FROM files WHERE name = ?", (name,)).fetchone()
        return None if row is None else FileRecord(*row)

    def note_progress(self, content: str, entries: int, at: str) -> None:
        """Remember how many entries of a collection are published."""
        with self._write() as connection:
            connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?, ?)", (content, entries, at))

    def find_progress(self, content: str) -> int:
        """Return how many entries of a collection were published before."""
        row = self._connection.execute("SELECT entries FROM progress WHERE content = ?", (content,)).fetchone()
        return 0 if row is None else int(row[0])

    def note_return(self, name: bytes, document_id: str) -> None:
        """Remember which document a file was that comes back for its new sidecar."""
        with self._write() as connection:
            connection.execute("INSERT OR REPLACE INTO returned VALUES (?, ?)", (name, document_id))

    def list_returned(self) -> dict[bytes, str]:
        """Return the files that came back for new sidecars and are not done yet, with their documents."""
        return dict(self._connection.execute("SELECT name, document_id FROM returned"))

    def forget(self, before: str, most: int) -> int:
        """Forget at most so many files and versions noted before a moment, with their texts; return how many."""
        old = self._connection.execute(
            "SELECT document_id, version FROM versions WHERE published_at < ? LIMIT ?", (before, most)
        ).fetchall()
        names = self._connection.execute("SELECT name FROM files WHERE at < ? LIMIT ?", (before, most)).fetchall()
        begun = self._connection.execute("SELECT content FROM progress WHERE at < ? LIMIT ?", (before, most)).fetchall()
        if not old and not names and not begun:  # looked through without keeping other processes waiting
            return 0
        with self._write() as connection:
            connection.executemany("DELETE FROM versions WHERE document_id = ? AND version = ?", old)
            for document_id in {document_id for document_id, _ in old}:
                self._forget_text(connection, document_id)
            for table, column, found in (("files", "name", names), ("progress", "content", begun)):
                connection.executemany(
                    f"DELETE FROM {table} WHERE {column} = ? AND at < ?",  # noqa: S608  (names of our own)
                    [(key, before) for (key,) in found],
                )
            connection.execute("DELETE FROM returned WHERE name NOT IN (SELECT name FROM files)")
        return len(old) + len(names) + len(begun)

    def _forget_text(self, connection: sqlite3.Connection, document_id: str) -> None:
        """Forget the fingerprint of a document of which no version is remembered any more."""
        row = connection.execute(
            "DELETE FROM texts WHERE document_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.document_id = texts.document_id)"
            " RETURNING id, slots",
            (document_id,),
        ).fetchone()
        if row is not None:
            bands = cut_bands(_PACKED.unpack(row[1]))
            connection.executemany("DELETE FROM bands WHERE band = ? AND text = ?", [(band, row[0]) for band in bands])

    @contextmanager
    def look(self) -> Iterator[None]:
        """Let what is asked meanwhile be answered from one state: locks are taken once, not for each question.

        Nothing may be noted meanwhile.
        """
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
