"""What the desk shows of a ledger in Postgres: exports, proofs of copies, the past."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.desk.exports import VIEWS
from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.core.policy import CITED_CLAIMS
from services.reconciler.core.reconcile import reconcile
from shared.domain.articles import Article
from shared.domain.claims import Evidence, Span
from tests.integration.claim_sets import generate_claim_sets
from tests.integration.ledger_ends import fetch, open_database
from tests.unit.services.reconciler.core.examples import make_set

pytestmark = pytest.mark.postgres


def lagebild(dsn: str, *arguments: object, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "services.desk.main", *map(str, arguments)],
        env={**os.environ, "LAGEBILD_POSTGRES_DSN": dsn, "COLUMNS": "100", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
async def filled_dsn(postgres_dsn: str) -> str:
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(generate_claim_sets(60, 21))
    return postgres_dsn


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_export_writes_each_view_with_all_its_rows(form: str, filled_dsn: str, tmp_path: Path) -> None:
    told = lagebild(filled_dsn, "export", tmp_path / "out", "--format", form)

    for view in VIEWS:
        (row,) = await fetch(filled_dsn, f"SELECT count(*) AS number FROM lagebild.{view}")
        with (tmp_path / "out" / f"{view}.{form}").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]
        assert len(rows) == row["number"]
        assert f"{view}.{form}: {row['number']:,} rows" in told
        assert all(each["dossier_id"] for each in rows)
    with (tmp_path / "out" / f"evidence.{form}").open(encoding="utf-8", newline="") as file:
        shown = list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]
    sentences = {each["sentence"] for each in shown}
    assert sentences == {claim.evidence.exact for claim in reconcile(generate_claim_sets(60, 21)).claims}


async def test_export_of_one_dossier_holds_no_other(filled_dsn: str, tmp_path: Path) -> None:
    lagebild(filled_dsn, "export", tmp_path, "--dossier", "ukraine-krieg/menschen", "--format", "jsonl")

    rows = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["dossier_id"] for row in rows} == {"ukraine-krieg/menschen"}


def test_export_names_its_formats(postgres_dsn: str, tmp_path: Path) -> None:
    assert "choose one of csv, jsonl" in lagebild(postgres_dsn, "export", tmp_path, "--format", "xml", code=1)


async def test_explain_proves_that_articles_are_copies(postgres_dsn: str) -> None:
    text = tuple(range(1, 17))
    sets = [
        make_set([{"killed": "30"}], doc=f"document-{name}", outlet=name, published=day, print=print_)
        for name, day, print_ in (
            ("Morgenblatt", "2025-01-10", text),
            ("Abendblatt", "2025-01-11", (*text[:12], 91, 92, 93, 94)),
            ("Nordblatt", "2025-01-11", tuple(range(101, 117))),
        )
    ]
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(sets)

    told = " ".join(lagebild(postgres_dsn, "explain", "document-Abendblatt").split())
    assert "Abendblatt 2025-01-11 (document-Abe) shares 75% of its words with Morgenblatt 2025-01-10" in told
    assert "one voice" in told
    assert "shares" not in lagebild(postgres_dsn, "explain", "document-Nordblatt")


async def test_explain_finds_the_position_of_a_claim_that_it_does_not_name(postgres_dsn: str) -> None:
    sets = [
        make_set([{"killed": "300", "by": "NIS"}], doc=f"d{index}", published=f"2025-01-{1 + index:02}")
        for index in range(CITED_CLAIMS + 5)
    ]
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(sets)

    told = lagebild(postgres_dsn, "explain", sets[-1].claims[0].claim_id)
    assert re.search(r"position \w+ +300 killed, says NIS", told)


async def test_the_ledger_of_a_day_shows_what_was_known_then(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}], doc="a", published="2025-01-10")
    later = make_set([{"killed": "90", "by": "NIS"}], doc="b", published="2025-02-10")
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([first, later])

    assert "best 90" in lagebild(postgres_dsn, "ledger", "soldaten")
    then = lagebild(postgres_dsn, "ledger", "soldaten", "--known-on", "2025-01-31")
    assert "best 30" in then
    assert "90" not in then
    assert "not a day" in lagebild(postgres_dsn, "ledger", "--known-on", "gestern", code=1)


async def test_a_dossier_of_the_past_alone_is_named_with_the_way_to_it(postgres_dsn: str) -> None:
    first = make_set([{"killed": "30", "by": "NIS"}], published="2025-01-10")
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([first, replace(first, version="2", updated="2025-02-12", claims=())])

    assert "--known-on DAY" in lagebild(postgres_dsn, "ledger", "soldaten", code=1)
    assert "best 30" in lagebild(postgres_dsn, "ledger", "soldaten", "--known-on", "2025-01-31")


async def test_the_ledger_of_any_day_is_that_of_compare(filled_dsn: str) -> None:
    for day in ("2024-12-01", "2026-01-10"):
        shown = json.loads(lagebild(filled_dsn, "ledger", "--json", "--known-on", day))
        assert shown["digest"] == reconcile(generate_claim_sets(60, 21), date.fromisoformat(day)).digest


async def test_the_first_page_and_the_list_name_every_dossier_of_today(postgres_dsn: str) -> None:
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write(generate_claim_sets(300, 3))
    rows = await fetch(postgres_dsn, "SELECT DISTINCT dossier_id FROM lagebild.ledger")
    known = {row["dossier_id"] for row in rows}
    listed = [json.loads(line) for line in lagebild(postgres_dsn, "dossiers", "--json").splitlines()]
    conflicts = await fetch(postgres_dsn, "SELECT dossier_id, severity FROM lagebild.conflicts")

    assert {each["dossier_id"] for each in listed} == known
    counted = [(each["dossier_id"], name) for each in listed for name in ("major", "minor") for _ in range(each[name])]
    assert sorted(counted) == sorted(map(tuple, conflicts))
    assert counted
    assert [each["major"] for each in listed] == sorted((each["major"] for each in listed), reverse=True)
    front = lagebild(postgres_dsn, "ledger")
    assert "Ukraine-Krieg" in front
    assert "lagebild dossiers" in front
    assert max(map(len, front.splitlines())) <= 100


async def test_explain_shows_where_the_article_names_the_source(postgres_dsn: str) -> None:
    before, sentence = "Das teilte der Geheimdienst NIS mit.\n\n", "Etwa 300 Soldaten fielen."
    told = make_set([{"killed": "300", "by": "NIS"}], doc="document-a")
    (claim,) = told.claims
    assert claim.source is not None
    start = before.index("NIS")
    moved = replace(
        claim,
        source=replace(claim.source, span=Span(start, start + 3)),
        evidence=Evidence(len(before), len(before) + len(sentence), sentence, "", ""),
        figure=Span(len(before) + 5, len(before) + 8),
    )
    article = Article(
        told.document_id, told.version, before + sentence, None, None, None, None, "de", "text/plain", "a.txt", None, ""
    )
    async with open_database(postgres_dsn) as database:
        await LedgerWriter(database).write([replace(told, claims=(moved,))])
        await Archive(database).store([article])

    shown = " ".join(lagebild(postgres_dsn, "explain", claim.claim_id).split())
    assert "source named: »…Das teilte der Geheimdienst NIS mit." in shown
