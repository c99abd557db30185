"""Tallies in Postgres: what a batch adds and takes away, without reading the mentions they count."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from asyncpg import Record

from services.reconciler.adapters.tables import Table
from services.reconciler.adapters.told import StoredStatement
from services.reconciler.core.policy import CITED_CLAIMS, LATEST_MENTIONS
from services.reconciler.core.tallies import (
    Company,
    DossierState,
    Gist,
    Mention,
    Tally,
    Told,
    add_mentions,
    identify_member,
    read_gist,
    remove_mentions,
    write_gist,
)
from shared.storage.connections import Connection

TALLIES = Table("tallies", ("gist_id", "base_id", "gist", "mentions", "first", "last", "position_id"))
COMPANIES = Table("companies", ("company_id", "base_id", "members", "documents"))

_LOAD_TALLIES = "SELECT * FROM lagebild.tallies WHERE base_id = ANY($1)"
_LOAD_COMPANIES = "SELECT * FROM lagebild.companies WHERE base_id = ANY($1)"
_UPDATE_TALLY = "UPDATE lagebild.tallies SET mentions = $2, first = $3, last = $4 WHERE gist_id = $1"
_PLACE_TALLY = "UPDATE lagebild.tallies SET position_id = $2 WHERE gist_id = $1"
_COUNT_COMPANY = "UPDATE lagebild.companies SET documents = $2 WHERE company_id = $1"
_MENTIONS = "claim_id, document_id, known, instant, coalesce(company_id, '') AS company_id"
_REFILL = f"""
SELECT g.gist_id, m.*
  FROM unnest($1::text[]) AS g (gist_id)
 CROSS JOIN LATERAL (
       (SELECT true AS is_first, {_MENTIONS} FROM lagebild.TABLE AS c WHERE c.gist_id = g.gist_id
         ORDER BY known, instant, claim_id LIMIT {CITED_CLAIMS})
       UNION ALL
       (SELECT false, {_MENTIONS} FROM lagebild.TABLE AS c WHERE c.gist_id = g.gist_id
         ORDER BY known DESC, instant DESC, claim_id DESC LIMIT {LATEST_MENTIONS})
       ) AS m"""  # noqa: S608  (constants)


@dataclass(slots=True)
class BaseState:
    """The state of a base dossier as Postgres holds it, and what a batch makes of it.

    `places`: position id by gist id, of what live versions say. `unsettled`: gists whose first or last mentions must be
    looked up once the claims are written, with their new count.
    """

    base_id: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    places: dict[str, str | None] = field(default_factory=dict)
    old_tallies: dict[str, Tally] = field(default_factory=dict)
    old_companies: dict[str, Company] = field(default_factory=dict)
    unsettled: dict[str, tuple[Gist, int]] = field(default_factory=dict)

    def freeze(self) -> DossierState:
        """Return what the core reconciles."""
        tallies = tuple(tally for _, tally in sorted(self.tallies.items()))
        return DossierState(self.base_id, tallies, tuple(each for _, each in sorted(self.companies.items())))

    def apply(self, old: Iterable[StoredStatement], new: Iterable[Told], companies: Mapping[str, Company]) -> None:
        """Count what documents say anew instead of what they said; `companies`: those of the new, by id."""
        removed: defaultdict[str, set[Mention]] = defaultdict(set)
        added: defaultdict[str, set[Mention]] = defaultdict(set)
        gists: dict[str, Gist] = {}
        for stored in old:
            if stored.gist_id is not None:
                removed[stored.gist_id].add(stored.mention)
        for each in new:
            gists[each.gist_id] = each.gist
            added[each.gist_id].add(each.mention)
        for gist_id in sorted(removed.keys() | added.keys()):
            gone, come = removed[gist_id] - added[gist_id], added[gist_id] - removed[gist_id]
            if gone or come:
                self._recount(gist_id, gists.get(gist_id), sorted(gone), sorted(come))
        self._recount_companies(removed.values(), added.values(), companies)

    def _recount(self, gist_id: str, gist: Gist | None, gone: Sequence[Mention], come: Sequence[Mention]) -> None:
        tally = self.tallies.get(gist_id)
        if tally is None:
            assert gist is not None
            self.tallies[gist_id] = add_mentions(None, gist_id, gist, come)
            return
        count = tally.mentions - len(gone) + len(come)
        if count == 0:
            del self.tallies[gist_id]
            return
        rest = remove_mentions(tally, gone) if gone else tally
        if rest is None:
            self.unsettled[gist_id] = (tally.gist, count)
        else:
            self.tallies[gist_id] = add_mentions(rest if rest.mentions else None, gist_id, tally.gist, come)

    def _recount_companies(
        self, removed: Iterable[set[Mention]], added: Iterable[set[Mention]], known: Mapping[str, Company]
    ) -> None:
        changes: defaultdict[str, int] = defaultdict(int)
        for company_id, _ in {(each.company, each.document_id) for found in removed for each in found}:
            changes[company_id] -= 1
        for company_id, _ in {(each.company, each.document_id) for found in added for each in found}:
            changes[company_id] += 1
        changes.pop("", None)
        for company_id, change in changes.items():
            company = self.companies.get(company_id) or known[company_id]
            held = self.companies[company_id].documents if company_id in self.companies else 0
            if held + change:
                self.companies[company_id] = Company(company_id, company.members, held + change)
            else:
                self.companies.pop(company_id, None)


async def load_states(connection: Connection, base_ids: Sequence[str]) -> dict[str, BaseState]:
    """Return the state of each base dossier; they must be locked."""
    states = {base_id: BaseState(base_id) for base_id in base_ids}
    for row in await connection.fetch(_LOAD_TALLIES, list(base_ids)):
        state, tally = states[row["base_id"]], _read_tally(row)
        state.tallies[tally.gist_id] = state.old_tallies[tally.gist_id] = tally
        state.places[tally.gist_id] = row["position_id"]
    for row in await connection.fetch(_LOAD_COMPANIES, list(base_ids)):
        state = states[row["base_id"]]
        company = Company(row["company_id"], _read_members(row["members"], state.tallies), row["documents"])
        state.companies[company.company_id] = state.old_companies[company.company_id] = company
    return states


async def settle_tallies(connection: Connection, states: Iterable[BaseState]) -> None:
    """Look up the mentions that took the place of those taken away; the claims must be written."""
    owners = {gist_id: state for state in states for gist_id in state.unsettled}
    for table, live in (("claims", True), ("ended_claims", False)):
        wanted = [gist_id for gist_id, state in owners.items() if state.unsettled[gist_id][0].is_live == live]
        if not wanted:
            continue
        first: defaultdict[str, list[Mention]] = defaultdict(list)
        last: defaultdict[str, list[Mention]] = defaultdict(list)
        for row in await connection.fetch(_REFILL.replace("TABLE", table), wanted):
            mention = Mention(
                row["known"], row["instant"], row["claim_id"], row["document_id"], row["company_id"] if live else ""
            )
            (first if row["is_first"] else last)[row["gist_id"]].append(mention)
        for gist_id in wanted:
            gist, count = owners[gist_id].unsettled[gist_id]
            owners[gist_id].tallies[gist_id] = Tally(
                gist_id, gist, count, tuple(sorted(first[gist_id])), tuple(sorted(last[gist_id]))
            )


async def write_states(
    connection: Connection, states: Iterable[BaseState], places: Mapping[str, tuple[str, str]]
) -> None:
    """Write what changed; `places`: dossier and position of each gist that live versions say."""
    new, changed, gone, placed = [], [], [], []
    new_companies, counted, gone_companies = [], [], []
    for state in states:
        for gist_id, tally in state.tallies.items():
            old = state.old_tallies.get(gist_id)
            position = places[gist_id][1] if gist_id in places else None
            if old is None:
                gist = json.dumps(write_gist(tally.gist))
                new.append((gist_id, state.base_id, gist, *_write_counts(tally), position))
                continue
            if old != tally:
                changed.append((gist_id, *_write_counts(tally)))
            if state.places[gist_id] != position:
                placed.append((gist_id, position))
        gone += [(gist_id,) for gist_id in state.old_tallies.keys() - state.tallies.keys()]
        for company_id, company in state.companies.items():
            held = state.old_companies.get(company_id)
            if held is None:
                new_companies.append((company_id, state.base_id, list(company.members), company.documents))
            elif held != company:
                counted.append((company_id, company.documents))
        gone_companies += [(company_id,) for company_id in state.old_companies.keys() - state.companies.keys()]
    await TALLIES.copy(connection, new)
    await COMPANIES.copy(connection, new_companies)
    for statement, rows in (
        (_UPDATE_TALLY, changed),
        (_PLACE_TALLY, placed),
        (TALLIES.delete, gone),
        (_COUNT_COMPANY, counted),
        (COMPANIES.delete, gone_companies),
    ):
        if rows:
            await connection.executemany(statement, rows)


def _write_counts(tally: Tally) -> tuple[int, str, str]:
    # where all mentions are among the first, the last need not be kept twice
    last = tally.last if tally.mentions > CITED_CLAIMS else ()
    return tally.mentions, json.dumps(tally.first), json.dumps(last)


def _read_tally(row: Record) -> Tally:
    first = _read_mentions(row["first"])
    last = _read_mentions(row["last"]) or first[-LATEST_MENTIONS:]
    return Tally(row["gist_id"], _read_gist(row["gist"]), row["mentions"], first, last)


def _read_members(stored: Sequence[str], tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    """Return the members of a company; before migration 0007 they were gists, by id."""
    if tallies.keys().isdisjoint(stored):
        return tuple(stored)
    return tuple(sorted({identify_member(tallies[each].gist) if each in tallies else each for each in stored}))


@lru_cache(maxsize=65536)  # most tallies of a dossier are as the batch before has seen them
def _read_mentions(stored: str) -> tuple[Mention, ...]:
    return tuple(Mention(*each) for each in json.loads(stored))


@lru_cache(maxsize=131072)
def _read_gist(stored: str) -> Gist:
    return read_gist(json.loads(stored))
