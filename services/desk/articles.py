"""Read articles from files the way ingest does, without the inbox: for `analyze` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from services.desk.errors import DeskError
from services.ingest.core.formats import choose_format
from services.ingest.core.names import SIDECAR_SUFFIX, is_sidecar, name_sidecar
from services.ingest.core.read_documents import read_documents
from services.ingest.core.rejections import Rejection
from shared.domain.articles import Article, identify_version


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that became an article."""

    path: Path
    article: Article


def read_files(paths: Sequence[Path], published: str | None, refuse: Callable[[Path, str], None]) -> Iterator[ReadFile]:
    """Read each file with its sidecar, in the order given; `refuse` is told of each that is no article, and why.

    `published` (ISO 8601) dates the articles that have no date of their own.
    """
    named = frozenset(paths)
    for path in paths:
        if path.is_dir():
            refuse(path, f"is a directory, no article. With {path}/*.txt the articles in it are read.")
            continue
        if is_sidecar(path.name) and path.with_name(path.name.removesuffix(SIDECAR_SUFFIX)) in named:
            continue  # `seeds/*` names texts and sidecars: each is read with its text
        try:
            read = tuple(_read_file(path))
        except OSError as error:
            refuse(path, f"can't be read: {error.strerror or error}. Check its name and permissions.")
            continue
        for one in read:
            if isinstance(one, Rejection):
                where = f" ({one.entry})" if one.entry else ""
                refuse(path, f"{one.reason}{where}. {one.advice}")
            else:
                yield ReadFile(path, _date_article(one, published))


def check_day(day: str | None, option: str) -> str | None:
    """Return the ISO 8601 day or moment as given; a DeskError names the option that holds something else."""
    if day is None:
        return None
    try:
        datetime.fromisoformat(day)
    except ValueError as error:
        raise DeskError(f"{option} {day}: not a date; write it as 2025-04-28 or 2025-04-28T16:40:00+02:00") from error
    return day


def _read_file(path: Path) -> Iterator[Article | Rejection]:
    found = path.stat()
    form = choose_format(str(path), found.st_size)
    if isinstance(form, Rejection):
        yield form
        return
    arrived = datetime.fromtimestamp(found.st_mtime, UTC).isoformat(timespec="milliseconds")
    with path.open("rb") as file:
        entries = read_documents(file, found.st_size, str(path), _read_sidecar(path), received=arrived)
        yield from (entry.outcome for entry in entries)


def _read_sidecar(path: Path) -> bytes | None:
    try:
        return path.with_name(name_sidecar(path.name)).read_bytes()
    except FileNotFoundError:
        return None


def _date_article(article: Article, published: str | None) -> Article:
    if published is None or article.published is not None:
        return article
    version = identify_version(
        text=article.text,
        headline=article.headline,
        outlet=article.outlet,
        published=published,
        updated=article.updated,
        url=article.url,
    )
    return replace(article, published=published, version=version)
