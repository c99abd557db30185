"""The laws of reconciling hold for what Postgres keeps: tallies, copies and ended versions, batch by batch."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import reconcile
from shared.domain.claims import ClaimSet
from shared.domain.ledger import Ledger
from tests.integration.ledger_ends import cut, open_database, read_ledger
from tests.unit.services.reconciler.core.document_sets import SETS

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

_EMPTY = """
TRUNCATE lagebild.documents, lagebild.ended_versions, lagebild.dossier_bases, lagebild.copy_bands, lagebild.outbox
 CASCADE"""
# each example empties the one database that the test was given
_settings = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def write(dsn: str, batches: Sequence[Sequence[ClaimSet]]) -> Ledger:
    """Return the ledger that an empty database comes to."""

    async def run() -> Ledger:
        async with open_database(dsn) as database:
            await _empty(database)
            for batch in batches:
                await LedgerWriter(database).write(batch)
        return await read_ledger(dsn)

    return asyncio.run(run())


async def _empty(database: Database) -> None:
    async with database.transact() as connection:
        await connection.execute(_EMPTY)


@given(sets=SETS, rng=st.randoms(use_true_random=False))
@_settings
def test_any_order_and_repetition_in_any_batches_is_the_ledger_of_the_core(
    sets: list[ClaimSet], rng: random.Random, postgres_dsn: str
) -> None:
    delivered = sets + rng.choices(sets, k=4) if sets else []
    rng.shuffle(delivered)
    ledger = write(postgres_dsn, cut(delivered, rng, most=4))

    assert ledger == reconcile(sets)
    assert ledger.digest == reconcile(sets).digest


@given(sets=SETS.filter(lambda sets: any(each.claims for each in sets)), rng=st.randoms(use_true_random=False))
@_settings
def test_a_claim_that_a_later_extraction_drops_had_never_been(
    sets: list[ClaimSet], rng: random.Random, postgres_dsn: str
) -> None:
    index = rng.choice([index for index, each in enumerate(sets) if each.claims])
    dropped = rng.randrange(len(sets[index].claims))
    kept = tuple(claim for place, claim in enumerate(sets[index].claims) if place != dropped)
    anew = replace(sets[index], claims=kept, ruleset="rules of later")

    ledger = write(postgres_dsn, [*cut(sets, rng, most=4), [anew]])
    assert ledger == reconcile([*sets[:index], anew, *sets[index + 1 :]])
