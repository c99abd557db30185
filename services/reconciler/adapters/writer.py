"""The one way into the ledger: a batch of claim sets, one transaction."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.documents import (
    find_bases,
    group_arrivals,
    lock_documents,
    replace_documents,
    restamp_claims,
)
from services.reconciler.adapters.events import describe_changes, fill_outbox
from services.reconciler.adapters.findings import FINDINGS, find_anew, load_findings, tabulate_findings
from services.reconciler.adapters.ledger_rows import DOSSIERS, compare_rows, load_rows, tabulate
from services.reconciler.adapters.tables import write_differences
from services.reconciler.adapters.tallies import BaseState, load_states, settle_tallies, write_states
from services.reconciler.adapters.told import Audits, StoredStatement, Version, load_told, tell_anew
from services.reconciler.adapters.versions import DocumentPlan, plan_document
from services.reconciler.adapters.voices import BaseVoices, settle_voices
from services.reconciler.core.audit import audit_document
from services.reconciler.core.copies import identify_version, let_speak
from services.reconciler.core.dossiers import Reconciled, reconcile_dossier
from services.reconciler.core.reconcile import rank_version
from services.reconciler.core.statements import Statement
from services.reconciler.core.tallies import Company, Told, tell_document
from shared.domain.claims import ClaimSet
from shared.runtime.errors import refuse_failures
from shared.storage.connections import Connection

_ADD_BASES = """
INSERT INTO lagebild.dossier_bases (base_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING"""
_LOCK_BASES = "SELECT FROM lagebild.dossier_bases WHERE base_id = ANY($1) ORDER BY base_id FOR UPDATE"


class LedgerWriter:
    """Writes claim sets into the ledger.

    Several may work at once, here and in other processes: documents, then dossiers, are locked in the order of ids, so
    that they wait for each other and never in a circle. `on_change` is called after each commit that filled the outbox.
    """

    def __init__(self, database: Database, on_change: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._on_change = on_change

    async def write(self, claim_sets: Sequence[ClaimSet]) -> None:
        """Replace what the documents claimed and reconcile the dossiers they touch: all of the batch or nothing.

        Writing a claim set again changes nothing, nor does an older version that is known already. What it costs does
        not depend on how many articles the dossiers have.

        Raises:
            PermanentError: A claim set can never be audited, reconciled or stored.
            Exception: Anything else may succeed when tried again.
        """
        if not claim_sets:
            return
        arrivals = group_arrivals(claim_sets)
        with refuse_failures("reading dates"):
            for claim_set in claim_sets:
                rank_version(claim_set)
        async with self._database.transact() as connection:
            stored = await lock_documents(connection, claim_sets)
            planned = (plan_document(stored[name], arriving) for name, arriving in sorted(arrivals.items()))
            plans = [plan for plan in planned if plan is not None]
            known = {name: held[0].facts.origin_file for name, held in stored.items() if held}
            changed = bool(plans) and await _change_ledger(connection, plans, known)
        if changed:
            self._on_change()


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the documents of a batch, and those whose voice it changes, told before it and tell after it, by base."""

    before: Mapping[str, Sequence[StoredStatement]]
    after: Mapping[str, Sequence[Told]]
    companies: Mapping[str, Company]


async def _change_ledger(connection: Connection, plans: Sequence[DocumentPlan], known: Mapping[str, str]) -> bool:
    """Carry out the plans and bring their dossiers up to date; tell whether the topics must hear of it.

    `known`: the files of the documents that had been there before.
    """
    audits = await asyncio.to_thread(_audit_arrivals, plans)  # the loop goes on answering Kafka meanwhile
    known_ids = [plan.document_id for plan in plans if plan.document_id in known]
    base_ids = await find_bases(connection, known_ids, plans, audits)
    await connection.execute(_ADD_BASES, base_ids)
    await connection.execute(_LOCK_BASES, base_ids)
    states = await load_states(connection, base_ids)
    rows = await load_rows(connection, base_ids)
    told = await _tell(connection, plans, audits, known_ids)
    await replace_documents(connection, plans, audits, known_ids, told.after)
    await restamp_claims(connection, told.before, told.after, audits.keys())
    for base_id, state in states.items():
        state.apply(told.before.get(base_id, ()), told.after.get(base_id, ()), told.companies)
    await settle_tallies(connection, states.values())
    reconciled = await asyncio.to_thread(_reconcile_all, states.values())
    places = {gist_id: place for each in reconciled.values() for gist_id, place in each.places.items()}
    await write_states(connection, states.values(), places)

    episodes = Counter(base_id for _, base_id, _ in rows[DOSSIERS].values())
    cut = [name for name, each in reconciled.items() if max(episodes[name], len(each.dossiers)) > 1]
    held = await load_findings(connection, known_ids, cut)
    dossiers = {gist_id: dossier_id for gist_id, (dossier_id, _) in places.items()}
    found = await find_anew(connection, held, plans, audits, dossiers)
    entries = [(base_id, dossier) for base_id, each in reconciled.items() for dossier in each.dossiers]
    changes = compare_rows(
        {**rows, FINDINGS: tabulate_findings(held)}, {**tabulate(entries), FINDINGS: tabulate_findings(found)}
    )
    await write_differences(connection, changes)
    moved = {plan.document_id for plan in plans if plan.live and known.get(plan.document_id) != plan.live.origin_file}
    messages = await describe_changes(
        connection, changes, entries, [each for _, each in found.values()], moved, time=datetime.now(UTC).isoformat()
    )
    await fill_outbox(connection, messages)
    return bool(messages)


async def _tell(
    connection: Connection, plans: Sequence[DocumentPlan], audits: Audits, known_ids: Sequence[str]
) -> _Telling:
    """Find out what is told before and after, copies speaking with one voice; write who speaks for whom."""
    stored = await load_told(connection, known_ids)
    after = tell_anew(plans, audits, stored)
    voices = await settle_voices(connection, [each.statement for each in stored if each.gist_id is not None], after)
    elsewhere = await _load_moved(connection, voices)
    before: defaultdict[str, list[StoredStatement]] = defaultdict(list)
    for each in (*stored, *elsewhere):
        before[each.statement.claim.dossier_id].append(each)
    return _join_voices(before, [*after, *(each.statement for each in elsewhere)], voices)


async def _load_moved(connection: Connection, voices: Mapping[str, BaseVoices]) -> list[StoredStatement]:
    """Return what documents outside the batch say with a voice that is no longer theirs."""
    moved = {base_id: each.moved for base_id, each in voices.items() if each.moved}
    loaded = await load_told(connection, {document_id for each in moved.values() for document_id, _ in each}, moved)
    return [each for each in loaded if each.version in moved.get(each.statement.claim.dossier_id, ())]


def _join_voices(
    before: Mapping[str, Sequence[StoredStatement]], statements: Iterable[Statement], voices: Mapping[str, BaseVoices]
) -> _Telling:
    together: defaultdict[tuple[str, Version], list[Statement]] = defaultdict(list)
    for statement in statements:
        together[statement.claim.dossier_id, identify_version(statement.document)].append(statement)
    after: defaultdict[str, list[Told]] = defaultdict(list)
    companies: dict[str, Company] = {}
    for (base_id, _), each in together.items():
        speakers = voices[base_id].speakers if base_id in voices else {}
        told, company = tell_document(base_id, [let_speak(one, speakers) for one in each] if speakers else each)
        after[base_id] += told
        if company is not None:
            companies[company.company_id] = company
    return _Telling(before, after, companies)


def _audit_arrivals(plans: Sequence[DocumentPlan]) -> Audits:
    arrivals = (each for plan in plans for each in plan.list_arrivals())
    with refuse_failures("auditing"):
        return {(each.document_id, each.version): audit_document(each) for each in arrivals}


def _reconcile_all(states: Iterable[BaseState]) -> dict[str, Reconciled]:
    reconciled = {}
    for state in states:
        with refuse_failures(f"reconciling {state.base_id}"):
            reconciled[state.base_id] = reconcile_dossier(state.freeze())
    return reconciled
