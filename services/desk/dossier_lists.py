"""Which dossiers there are, and which of them to look at first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.desk.events import identify_event

SHOWN_EVENTS = 12
"""Events on the first page of a ledger: some screens."""

_LIST = """
SELECT d.dossier_id, d.label, t.tracks, t.articles, s.first_said, s.last_said, f.major, f.minor
  FROM lagebild.dossiers AS d
 CROSS JOIN LATERAL (
       SELECT count(*) AS tracks, max(document_count) AS articles
         FROM lagebild.tracks WHERE dossier_id = d.dossier_id AND NOT is_past
       ) AS t
 CROSS JOIN LATERAL (
       SELECT min(p.first_said) AS first_said, max(p.last_said) AS last_said
         FROM lagebild.tracks AS k JOIN lagebild.positions AS p USING (track_id) WHERE k.dossier_id = d.dossier_id
       ) AS s
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE severity = 'major') AS major, count(*) FILTER (WHERE severity = 'minor') AS minor
         FROM (SELECT severity FROM lagebild.discrepancies WHERE dossier_id = d.dossier_id
               UNION ALL
               SELECT severity FROM lagebild.audit_findings WHERE dossier_id = d.dossier_id) AS each
       ) AS f
 WHERE t.tracks > 0 AND ($1::text[] IS NULL OR d.dossier_id = ANY($1))
 ORDER BY f.major DESC, s.last_said DESC NULLS LAST, d.dossier_id"""


@dataclass(frozen=True, slots=True)
class ListedDossier:
    """A dossier in a list. `articles`: how many speak of what most of them speak of."""

    dossier_id: str
    label: str
    tracks: int
    articles: int
    first_said: date | None
    last_said: date | None
    major: int
    minor: int


async def list_dossiers(
    connection: asyncpg.Connection, dossier_ids: Sequence[str] | None = None
) -> list[ListedDossier]:
    """Return the dossiers (None: all) that articles of today speak of, those with most serious conflicts first."""
    rows = await connection.fetch(_LIST, None if dossier_ids is None else list(dossier_ids))
    return [ListedDossier(*row) for row in rows]


def choose_first(listed: Sequence[ListedDossier]) -> list[str]:
    """Return the ids of all dossiers of the events to show first: most serious conflicts, then the latest."""
    events: defaultdict[str, list[ListedDossier]] = defaultdict(list)
    for each in listed:
        events[identify_event(each.dossier_id)].append(each)
    by_day = sorted(events.values(), key=_find_last, reverse=True)
    ranked = sorted(by_day, key=lambda event: sum(each.major for each in event), reverse=True)
    return [each.dossier_id for event in ranked[:SHOWN_EVENTS] for each in event]


def print_dossiers(page: Console, listed: Sequence[ListedDossier]) -> None:
    """Print a line for each dossier, with the id that other commands take."""
    if not listed:
        page.print("The ledger is empty: no article in it makes a claim.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet", expand=True)
    table.add_column("dossier", ratio=1, overflow="fold")
    table.add_column("counts", justify="right", width=6)
    table.add_column("articles", justify="right", width=8)
    table.add_column("last said", width=10)
    table.add_column("conflicts", width=18)
    for each in listed:
        name = Text.assemble((each.dossier_id, "topic"), (f"  {each.label}", "quiet"))
        conflicts = Text(f"{each.major} major" if each.major else "", style="bad")
        if each.minor:
            conflicts.append(f"{', ' if each.major else ''}{each.minor} minor", style="warn")
        said = "undated" if each.last_said is None else each.last_said.isoformat()
        table.add_row(name, f"{each.tracks:,}", f"{each.articles:,}", said, conflicts)
    page.print(table)


def _find_last(event: Sequence[ListedDossier]) -> str:
    return max("" if each.last_said is None else each.last_said.isoformat() for each in event)
