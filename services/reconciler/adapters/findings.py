"""What articles say against themselves, in Postgres: rows of their own, which no other article changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.reconciler.adapters.ledger_rows import DISCREPANCIES, write_discrepancy
from services.reconciler.adapters.tables import Rows, Table
from services.reconciler.adapters.told import Audits
from services.reconciler.adapters.versions import DocumentPlan
from shared.domain.ledger import Discrepancy
from shared.storage.connections import Connection
from shared.storage.dossiers import read_discrepancy

FINDINGS = Table("audit_findings", (*DISCREPANCIES.columns, "base_id"))

_LOAD = f"""
SELECT {", ".join(FINDINGS.columns)} FROM lagebild.audit_findings
 WHERE document_id = ANY($1) OR base_id = ANY($2)"""  # noqa: S608  (columns are constants)
_GISTS = "SELECT claim_id, gist_id FROM lagebild.claims WHERE claim_id = ANY($1)"

Finding = tuple[str, Discrepancy]
"""A discrepancy of an article with itself, behind the base dossier."""


async def load_findings(
    connection: Connection, document_ids: Sequence[str], base_ids: Sequence[str]
) -> dict[str, Finding]:
    """Return by id what these documents say against themselves, and what any document does in these dossiers."""
    rows = await connection.fetch(_LOAD, document_ids, base_ids)
    return {row["discrepancy_id"]: (row["base_id"], read_discrepancy(row)) for row in rows}


async def find_anew(
    connection: Connection,
    held: Mapping[str, Finding],
    plans: Iterable[DocumentPlan],
    audits: Audits,
    dossiers: Mapping[str, str],
) -> dict[str, Finding]:
    """Return by id what should be held in the place of `held`; the claims must be written.

    `dossiers`: the dossier of each gist: an episode's id, where a base has several.
    """
    found: dict[str, Finding] = {}
    replaced: set[str] = set()
    for plan in plans:
        if plan.live is not None:
            replaced.add(plan.document_id)
            audit = audits[plan.document_id, plan.live.version]
            found.update({each.discrepancy_id: (each.dossier_id, each) for each in audit.discrepancies})
    kept = {name: each for name, each in held.items() if each[1].document_id not in replaced}
    found.update(kept)
    claims = [each.claims[0] for _, each in found.values()]
    gists = {row["claim_id"]: row["gist_id"] for row in await connection.fetch(_GISTS, claims)} if claims else {}
    return {
        name: (base_id, replace(each, dossier_id=dossiers[gists[each.claims[0]]]))
        for name, (base_id, each) in found.items()
    }


def tabulate_findings(findings: Mapping[str, Finding]) -> Rows:
    """Return the rows of findings."""
    return FINDINGS.index((*write_discrepancy(each), base_id) for base_id, each in findings.values())
