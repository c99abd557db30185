"""The one way into the ledger: a batch of claim sets, one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.documents import (
    Audits,
    find_bases,
    group_arrivals,
    lock_documents,
    replace_documents,
)
from services.reconciler.adapters.events import Paths, describe_changes, fill_outbox
from services.reconciler.adapters.ledger_rows import compare_ledgers
from services.reconciler.adapters.statements import load_audits
from services.reconciler.adapters.tables import write_differences
from services.reconciler.adapters.versions import DocumentPlan, plan_document
from services.reconciler.core.audit import audit_document
from services.reconciler.core.dossiers import reconcile_dossier
from services.reconciler.core.reconcile import rank_version
from services.reconciler.core.statements import Audit
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Dossier
from shared.runtime.errors import refuse_failures
from shared.storage.connections import Connection
from shared.storage.dossiers import load_entries

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

        Writing a claim set again changes nothing, nor does an older version that is known already.

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
            paths = {
                each.facts.document_id: each.facts.origin_file for held in stored.values() for each in held if each.live
            }
            changed = bool(plans) and await _change_ledger(connection, plans, paths)
        if changed:
            self._on_change()


async def _change_ledger(connection: Connection, plans: Sequence[DocumentPlan], old_paths: Paths) -> bool:
    """Carry out the plans and bring their dossiers up to date; tell whether the topics must hear of it."""
    audits = await asyncio.to_thread(_audit_arrivals, plans)  # the loop goes on answering Kafka meanwhile
    base_ids = await find_bases(connection, plans, audits)
    await connection.execute(_ADD_BASES, base_ids)
    await connection.execute(_LOCK_BASES, base_ids)
    before = await load_entries(connection, base_ids)
    await replace_documents(connection, plans, audits)
    parts = await load_audits(connection, base_ids)
    after = await asyncio.to_thread(_reconcile_all, parts)
    await write_differences(connection, compare_ledgers(before, after))
    new_paths = _list_paths(parts)
    messages = describe_changes(
        [dossier for _, dossier in before],
        [dossier for _, dossier in after],
        old_paths={**new_paths, **old_paths},
        new_paths=new_paths,
        time=datetime.now(UTC).isoformat(),
    )
    await fill_outbox(connection, messages)
    return bool(messages)


def _audit_arrivals(plans: Sequence[DocumentPlan]) -> Audits:
    arrivals = (each for plan in plans for each in plan.list_arrivals())
    with refuse_failures("auditing"):
        return {(each.document_id, each.version): audit_document(each) for each in arrivals}


def _reconcile_all(parts: Mapping[str, Sequence[Audit]]) -> list[tuple[str, Dossier]]:
    reconciled = []
    for base_id, audits in parts.items():
        with refuse_failures(f"reconciling {base_id}"):
            reconciled += [(base_id, dossier) for dossier in reconcile_dossier(base_id, audits)]
    return reconciled


def _list_paths(parts: Mapping[str, Sequence[Audit]]) -> Paths:
    statements = (statement for audits in parts.values() for audit in audits for statement in audit.statements)
    live = (each.document for each in statements if each.document.known_until is None)
    return {document.document_id: document.path for document in live}
