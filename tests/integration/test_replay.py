"""`lagebild replay`: archived articles are read by other rules, and the ledger is what these make of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import asyncpg
import psycopg
import pytest

from infra.local.stack import LocalStack
from services.desk.archived_articles import Selection, count_stale, list_documents, list_versions, read_articles
from services.desk.kafka_lags import Lag
from services.desk.rereadings import Progress, Reread, Rereading, encode_article
from services.extractor.core.lexicons import Lexicon, load_lexicon
from services.extractor.core.pipeline import extract_claims
from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.reconcile import reconcile
from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from shared.runtime.codec import decode_event
from shared.runtime.messages import OutboundMessage
from tests.integration.ledger_ends import fetch, open_database, read_ledger

pytestmark = pytest.mark.postgres

TEXT = "Nach Angaben der Polizei wurden bei dem Erdbeben in der Türkei {} Menschen getötet, {} wurden verletzt.\n"
OLD, NEW = "old", "new"


def make_article(number: int, version: int = 1, **changes: object) -> Article:
    day = f"2025-04-{1 + number % 20 + version:02d}"
    article = Article(
        document_id=f"document-{number:03d}",
        version=f"version-{version}",
        text=TEXT.format(40 + number % 3 + version, 90 + number % 5),
        headline=None,
        outlet=f"Bote {number % 7}",
        published=day,
        updated=None,
        language="de",
        media_type="text/plain",
        origin_file=f"{number}-{version}.txt",
        url=f"https://bote.example/{number}",
        received=f"2025-05-{1 + number % 20 + version:02d}T08:00:00.000000+00:00",
    )
    return replace(article, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


class Services:
    """Archive, extractor and reconciler in this process, by one ruleset: the old one overlooks the wounded."""

    def __init__(self, dsn: str, lexicon: Lexicon, ruleset: str) -> None:
        self.dsn = dsn
        self.lexicon = lexicon
        self.ruleset = ruleset
        self.sizes: list[int] = []
        self.before_each: Callable[[], Awaitable[None]] | None = None

    def extract(self, article: Article) -> ClaimSet:
        found = extract_claims(article, self.lexicon)
        claims = tuple(
            replace(claim, ruleset=self.ruleset)
            for claim in found.claims
            if self.ruleset == NEW or claim.measure != "wounded"
        )
        return replace(found, claims=claims, ruleset=self.ruleset)

    async def take(self, articles: Sequence[Article]) -> None:
        async with open_database(self.dsn) as database:
            await Archive(database).store(articles)
            await LedgerWriter(database).write([self.extract(article) for article in articles])

    async def publish(self, messages: Sequence[OutboundMessage]) -> None:
        if self.before_each:
            await self.before_each()
        self.sizes.append(len(messages))
        values = [decode_event(ARTICLES, message.value, message.headers) for message in messages]
        await self.take([value.to_domain() for value in values if isinstance(value, ArticleV1)])


async def replay(services: Services, selection: Selection, window: int = 10) -> Reread:
    async def read_lags() -> Sequence[Lag]:
        return ()

    reports: list[Progress] = []
    connection = await asyncpg.connect(services.dsn, server_settings={"default_transaction_read_only": "on"})
    try:
        return await Rereading(connection, services.publish, read_lags, reports.append, window).run(selection)
    finally:
        await connection.close()


async def list_rulesets(dsn: str) -> set[str]:
    rows = await fetch(
        dsn,
        "SELECT ruleset FROM lagebild.documents UNION SELECT ruleset FROM lagebild.ended_versions"
        " UNION SELECT ruleset FROM lagebild.claims UNION SELECT ruleset FROM lagebild.ended_claims",
    )
    return {row["ruleset"] for row in rows}


CORPUS = [make_article(number) for number in range(60)] + [make_article(number, 2) for number in range(0, 60, 4)]


async def test_the_ledger_becomes_what_the_new_rules_make_of_all_articles(postgres_dsn: str, lexicon: Lexicon) -> None:
    await Services(postgres_dsn, lexicon, OLD).take(CORPUS)
    services = Services(postgres_dsn, lexicon, NEW)
    before = await read_ledger(postgres_dsn)

    done = await replay(services, Selection(ruleset=NEW))

    assert (done.sent, done.left) == (75, 0)
    assert max(services.sizes) <= 10
    assert await list_rulesets(postgres_dsn) == {NEW}
    after = await read_ledger(postgres_dsn)
    assert after.digest == reconcile([services.extract(article) for article in CORPUS]).digest != before.digest
    again = await replay(services, Selection(ruleset=NEW))
    assert (again.sent, again.left) == (0, 0)


async def test_claims_that_the_new_rules_do_not_make_are_withdrawn(postgres_dsn: str, lexicon: Lexicon) -> None:
    await Services(postgres_dsn, lexicon, NEW).take(CORPUS)
    services = Services(postgres_dsn, lexicon, OLD)

    await replay(services, Selection(ruleset=OLD))

    found = await fetch(
        postgres_dsn, "SELECT DISTINCT measure FROM lagebild.claims UNION SELECT measure FROM lagebild.ended_claims"
    )
    assert {row["measure"] for row in found} == {"killed"}
    expected = reconcile([services.extract(article) for article in CORPUS])
    assert (await read_ledger(postgres_dsn)).digest == expected.digest


async def test_no_reader_sees_half_of_an_article_and_an_interruption_costs_nothing(
    postgres_dsn: str, lexicon: Lexicon
) -> None:
    await Services(postgres_dsn, lexicon, OLD).take(CORPUS)
    services = Services(postgres_dsn, lexicon, NEW)
    seen: list[int] = []

    async def look_and_break() -> None:
        rows = await fetch(
            postgres_dsn,
            "SELECT FROM lagebild.claims JOIN lagebild.documents AS d USING (document_id)"
            " GROUP BY document_id, d.ruleset HAVING array_agg(DISTINCT claims.ruleset) <> ARRAY[d.ruleset]",
        )
        seen.append(len(rows))
        if len(seen) in (3, 5):
            raise ConnectionError("Kafka is away")

    services.before_each = look_and_break
    sent = 0
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await replay(services, Selection(ruleset=NEW))
        sent = sum(services.sizes)
    done = await replay(services, Selection(ruleset=NEW))

    assert set(seen) == {0}
    assert 0 < sent < 75
    assert done.sent <= 75 - sent + 15  # a live version is sent once more behind its older ones
    assert (await read_ledger(postgres_dsn)).digest == reconcile([services.extract(each) for each in CORPUS]).digest


async def test_a_newer_version_that_arrives_meanwhile_wins_and_comes_last(postgres_dsn: str, lexicon: Lexicon) -> None:
    await Services(postgres_dsn, lexicon, OLD).take(CORPUS)
    services = Services(postgres_dsn, lexicon, NEW)
    newer = [make_article(number, 3) for number in (5, 59)]
    newcomer = make_article(99)
    order: list[tuple[str, str]] = []

    async def arrive() -> None:
        if not services.sizes:  # before the first part is published, after it was read
            await services.take([*newer, newcomer])

    services.before_each = arrive
    publish = services.publish

    async def note(messages: Sequence[OutboundMessage]) -> None:
        for message in messages:
            value = decode_event(ARTICLES, message.value, message.headers)
            assert isinstance(value, ArticleV1)
            order.append((value.document_id, value.version))
        await publish(messages)

    services.publish = note  # type: ignore[method-assign]
    done = await replay(services, Selection(ruleset=NEW))

    assert done.left == 0
    last = dict(order)
    assert (last["document-005"], last["document-059"]) == ("version-3", "version-3")
    assert "document-099" not in last
    everything = [*CORPUS, *newer, newcomer]
    expected = reconcile([services.extract(article) for article in everything])
    assert (await read_ledger(postgres_dsn)).digest == expected.digest


async def test_what_was_taken_again_keeps_its_later_arrival(postgres_dsn: str, lexicon: Lexicon) -> None:
    """The archive keeps a version as it first came; sent back like that, the ledger would take it for an older one."""
    services = Services(postgres_dsn, lexicon, OLD)
    article = make_article(1)
    later = replace(article, received="2025-06-01T08:00:00.000000+00:00", origin_file="again.txt")
    await services.take([article])
    await services.take([later])

    done = await replay(Services(postgres_dsn, lexicon, NEW), Selection(ruleset=NEW))

    assert (done.sent, done.left) == (1, 0)
    (row,) = await fetch(postgres_dsn, "SELECT ruleset, received, origin_file FROM lagebild.documents")
    assert tuple(row) == (NEW, later.received, "again.txt")


async def test_selections_choose_and_articles_come_back_as_they_were(postgres_dsn: str, lexicon: Lexicon) -> None:
    services = Services(postgres_dsn, lexicon, OLD)
    odd = make_article(7, agency="dpa", guessed=("outlet",), similar_to=("document-001",), headline="Ä")
    corpus = [make_article(1), odd, make_article(3), make_article(3, 2)]
    await services.take(corpus)
    async with open_database(postgres_dsn) as database:  # archived, but refused by the extractor
        await Archive(database).store([make_article(18)])
    connection = await asyncpg.connect(postgres_dsn)
    try:

        async def count(**selected: object) -> int:
            return await count_stale(connection, Selection(**selected))  # type: ignore[arg-type]

        assert await count() == 5
        assert await count(ruleset=NEW) == 5
        assert await count(ruleset=OLD) == 1
        assert await count(since="2025-05-06") == 3
        assert await count(document_ids=("document-003",)) == 2
        assert await list_documents(connection, Selection(), after="document-003", most=1) == ["document-007"]
        versions = await list_versions(connection, ["document-003", "document-007"], None)
        assert [each.version for each in versions] == ["version-1", "version-2", "version-1"]
        (found,) = await read_articles(connection, versions[2:])
    finally:
        await connection.close()
    assert found.to_domain() == odd
    assert encode_article(found).key == odd.document_id.encode()


@pytest.mark.kafka
@pytest.mark.slow
def test_the_command_works_beside_the_running_services(stack: LocalStack) -> None:
    stack.start_services()
    for number in range(40):
        (stack.inbox / f"{number}.txt").write_text(TEXT.format(40 + number, 90), encoding="utf-8")
    wait_until(
        lambda: lagebild(stack, "status", "--json")["counts"]["documents"] == 40, "all articles are in the ledger"
    )
    wait_until(lambda: lagebild(stack, "status", "--json")["complete"], "nothing waits")
    digest = lagebild(stack, "digest", "--json")
    with psycopg.connect(stack.postgres_dsn, autocommit=True) as connection:
        connection.execute("UPDATE lagebild.documents SET ruleset = 'of yesterday'")
        connection.execute("UPDATE lagebild.claims SET ruleset = 'of yesterday'")

    assert "40 articles would be read again" in run(stack, "replay", "--all", "--dry-run").stdout
    killed = subprocess.Popen(
        command("replay", "--all", "--window", "1"), env=environment(stack), stderr=subprocess.DEVNULL
    )
    wait_until(lambda: count_stale_rows(stack) < 40, "some articles are read again")
    killed.kill()
    killed.wait()
    told = run(stack, "replay", "--all", "--window", "20")

    assert told.returncode == 0, told.stderr
    assert "articles were read again" in told.stdout
    assert count_stale_rows(stack) == 0
    assert lagebild(stack, "digest", "--json") == digest
    assert "0 articles would be read again" in run(stack, "replay", "--since", "2020-01-01", "--dry-run").stdout
    forced = run(stack, "replay", "--since", "2020-01-01", "--force")
    assert "40 articles were read again" in forced.stdout, forced.stderr
    assert lagebild(stack, "digest", "--json") == digest
    assert "say which articles" in run(stack, "replay").stderr


def count_stale_rows(stack: LocalStack) -> int:
    with psycopg.connect(stack.postgres_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM lagebild.documents WHERE ruleset = 'of yesterday'").fetchone()
    assert row is not None
    return int(row[0])


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "services.desk.main", *arguments]


def environment(stack: LocalStack) -> dict[str, str]:
    return {
        **os.environ,
        **stack.environment,
        "LAGEBILD_KAFKA": stack.kafka,
        "LAGEBILD_POSTGRES_DSN": stack.postgres_dsn,
    }


def run(stack: LocalStack, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=Path(__file__).parents[2],
        env=environment(stack),
        capture_output=True,
        text=True,
        check=False,
    )


def lagebild(stack: LocalStack, *arguments: str) -> dict[str, dict[str, int]]:
    told = run(stack, *arguments)
    assert told.returncode == 0, told.stderr
    document: dict[str, dict[str, int]] = json.loads(told.stdout)
    return document


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.2)
