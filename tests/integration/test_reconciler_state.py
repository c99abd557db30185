"""What the reconciler keeps of a dossier is that of its claims, whatever came, went and came again; and no more."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.policy import CITED_CLAIMS
from services.reconciler.core.reconcile import order_versions, reconcile
from shared.domain.claims import ClaimSet
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import cut, fetch, open_database, read_ledger
from tests.unit.services.reconciler.core.examples import make_set

pytestmark = pytest.mark.postgres

_SLOTS = 16
_STATE = {
    "tallies": "SELECT gist_id, mentions, first::text, last::text, position_id FROM lagebild.tallies ORDER BY 1",
    "companies": "SELECT company_id, members, documents FROM lagebild.companies ORDER BY 1",
    "copies": "SELECT * FROM lagebild.copies ORDER BY 1, 2, 3",
    "bands": "SELECT * FROM lagebild.copy_bands ORDER BY 1, 2, 3, 4",
    "claims": "SELECT claim_id, gist_id, company_id, known, instant FROM lagebild.claims ORDER BY 1",
    "ended": "SELECT claim_id, version, gist_id FROM lagebild.ended_claims WHERE gist_id IS NOT NULL ORDER BY 1, 2",
}
_RENAME_COMPANY = """
WITH renamed AS (UPDATE lagebild.companies SET company_id = 'old-' || company_id WHERE company_id = $1),
     claims AS (UPDATE lagebild.claims SET company_id = 'old-' || company_id WHERE company_id = $1)
UPDATE lagebild.tallies
   SET first = replace(first::text, $1, 'old-' || $1)::json, last = replace(last::text, $1, 'old-' || $1)::json
 WHERE first::text LIKE '%' || $1 || '%' OR last::text LIKE '%' || $1 || '%'"""


def share_texts(claim_sets: Sequence[ClaimSet], draw: random.Random) -> list[ClaimSet]:
    """Give most articles one of few texts, rewritten here and there, and no source, so that copies abound."""
    texts = [tuple(draw.randrange(1, 2**32) for _ in range(_SLOTS)) for _ in range(4)]
    shared = []
    for each in claim_sets:
        text = list(draw.choice(texts))
        for _ in range(draw.choice((0, 0, 1, 2, 5, _SLOTS))):
            text[draw.randrange(_SLOTS)] = draw.randrange(6)
        claims = tuple(replace(claim, source=None) if draw.random() < 0.5 else claim for claim in each.claims)
        outlet = draw.choice((None, "Zarnauer Bote", "Nordblatt", "Südblatt"))
        shared.append(replace(each, outlet=outlet, text_fingerprint=tuple(text), claims=claims))
    return shared


@pytest.mark.parametrize("seed", range(6))
async def test_copies_that_come_in_any_order_are_one_voice(seed: int, postgres_dsn: str) -> None:
    draw = random.Random(seed)
    claim_sets = share_texts(generate_claim_sets(70, seed), draw)
    deliveries = claim_sets + draw.sample(claim_sets, 20)
    draw.shuffle(deliveries)

    async with open_database(postgres_dsn) as database:
        for batch in cut(deliveries, draw):
            await LedgerWriter(database).write(batch)

    assert await fetch(postgres_dsn, "SELECT FROM lagebild.copies LIMIT 1")
    assert (await read_ledger(postgres_dsn)) == reconcile(claim_sets)


async def test_companies_of_before_migration_7_are_counted_on(postgres_dsn: str) -> None:
    draw = random.Random(7)
    claim_sets = generate_claim_sets(60, 7)
    later = [*claim_sets[40:], *(replace(each, ruleset="rules-2") for each in claim_sets[:5])]

    async with open_database(postgres_dsn) as database:
        for batch in cut(claim_sets[:40], draw):
            await LedgerWriter(database).write(batch)
        await fetch(
            postgres_dsn,
            """UPDATE lagebild.companies AS c SET members = m.gists
                 FROM (SELECT company_id, array_agg(DISTINCT gist_id) AS gists FROM lagebild.claims GROUP BY 1) AS m
                WHERE m.company_id = c.company_id""",
        )
        for row in await fetch(postgres_dsn, "SELECT company_id FROM lagebild.companies"):  # their ids were others, too
            await fetch(postgres_dsn, _RENAME_COMPANY, row["company_id"])
        for batch in cut(later, draw):
            await LedgerWriter(database).write(batch)

    assert (await read_ledger(postgres_dsn)) == reconcile([*claim_sets[:40], *later])


@pytest.mark.parametrize("seed", range(4))
async def test_after_other_rules_the_state_is_that_of_claims_that_had_never_been_others(
    seed: int, postgres_dsn: str
) -> None:
    draw = random.Random(seed)
    claim_sets = share_texts(generate_claim_sets(60, 20 + seed), draw)
    again = [replace(each, ruleset="rules-2", claims=each.claims[draw.randrange(3) :]) for each in claim_sets]
    draw.shuffle(again)

    async with open_database(postgres_dsn) as database:
        for batch in [*cut(claim_sets, draw), *cut(again, draw)]:
            await LedgerWriter(database).write(batch)
        replaced = {name: await fetch(postgres_dsn, query) for name, query in _STATE.items()}
        assert (await read_ledger(postgres_dsn)) == reconcile(again)
        await fetch(
            postgres_dsn, "TRUNCATE lagebild.documents, lagebild.ended_versions, lagebild.dossier_bases CASCADE"
        )
        await fetch(postgres_dsn, "TRUNCATE lagebild.copy_bands")
        await LedgerWriter(database).write([each for versions in order_versions(again) for each in versions])

    assert replaced == {name: await fetch(postgres_dsn, query) for name, query in _STATE.items()}


async def test_a_tally_finds_the_next_claims_when_the_first_are_taken_away(postgres_dsn: str) -> None:
    days = [f"2025-0{1 + day // 28}-{1 + day % 28:02}" for day in range(80)]
    sets = [
        make_set([{"killed": "300", "by": "NIS"}], doc=f"d{index:02}", published=day) for index, day in enumerate(days)
    ]
    gone = [replace(each, claims=(), ruleset="rules-2") for each in (*sets[:15], *sets[-15:], sets[40])]

    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(sets)
        await LedgerWriter(database).write(gone)

    left = {each.document_id: each for each in (*sets, *gone)}
    ledger = await read_ledger(postgres_dsn)
    assert ledger == reconcile(left.values())
    (position,) = ledger.dossiers[0].tracks[0].positions
    assert (position.claim_count, len(position.claims)) == (49, CITED_CLAIMS)
    assert (position.first_said, position.last_said) == (days[15], days[-16])


async def test_what_a_dossier_keeps_does_not_grow_with_repetitions(postgres_dsn: str) -> None:
    def repeat(first: int, last: int) -> list[ClaimSet]:
        return [
            make_set([{"killed": "300", "by": "NIS"}, {"wounded": "40", "by": "NIS"}], doc=f"d{index}", published=day)
            for index in range(first, last)
            for day in [f"2025-01-{1 + index % 28:02}"]
        ]

    sizes = []
    async with open_database(postgres_dsn) as database:
        for first, last in ((0, 60), (60, 300)):
            await LedgerWriter(database).write(repeat(first, last))
            query = "SELECT (SELECT count(*) FROM lagebild.tallies), (SELECT count(*) FROM lagebild.companies)"
            sizes += [tuple(row) for row in await fetch(postgres_dsn, query)]

    assert sizes[0] == sizes[1] == (2, 1)
