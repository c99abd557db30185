"""A dump restored into a fresh database is the same ledger, and what came after the dump comes back from Kafka."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from infra.local.postgres import find_programs
from infra.local.stack import LocalStack
from services.desk.arrivals import wait_for_arrivals
from services.desk.ledger_reading import fetch_ledger
from services.desk.seeds import drop_files, identify_seeds, list_seeds

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
WITHIN_S = 90.0


def run_page(stack: LocalStack, heading: str) -> None:
    """Run the commands that the page gives under a heading, as they stand there."""
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n#")[0]
    commands = re.findall(r"^```\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    assert commands, heading
    assert stack.postgres
    environment = os.environ | {
        "PATH": f"{find_programs()}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LAGEBILD_POSTGRES_DSN": stack.desk_dsn,
        "LAGEBILD_OWNER_DSN": stack.postgres_dsn,
        "LAGEBILD_ADMIN_DSN": stack.postgres.admin_dsn.replace("/lagebild", "/postgres"),
        "LAGEBILD_KAFKA": stack.kafka,
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],
        env=environment, cwd=stack.data, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def send(stack: LocalStack, seeds: list[Path]) -> None:
    drop_files(seeds, stack.inbox)
    wait_for(stack, seeds)


def wait_for(stack: LocalStack, seeds: list[Path]) -> None:
    def require_alive(_: object) -> None:
        for service in stack.services.values():
            service.require_alive()

    arrived = wait_for_arrivals(
        stack.postgres_dsn,
        stack.kafka,
        files=[stack.inbox / seed.name for seed in seeds],
        document_ids=identify_seeds(seeds),
        within_s=WITHIN_S,
        report=require_alive,
    )
    asyncio.run(arrived)


def read_digest(dsn: str) -> str:
    return asyncio.run(fetch_ledger(dsn)).digest


def test_an_older_dump_and_kafka_together_are_the_whole_ledger(stack: LocalStack) -> None:
    seeds = list_seeds()
    early, late, after = seeds[:5], seeds[5:9], seeds[9:]
    stack.start_services()
    send(stack, early)
    dumped = read_digest(stack.postgres_dsn)
    run_page(stack, "Back up")
    assert sorted(path.name for path in stack.data.glob("*.dump")) == ["lagebild.dump"]
    send(stack, late)
    whole = read_digest(stack.postgres_dsn)
    assert whole != dumped

    for service in stack.services.values():
        service.stop()
    run_page(stack, "Restore")
    assert read_digest(stack.desk_dsn) == dumped, "the roles have their rights again, too"
    with psycopg.connect(stack.postgres_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM lagebild.articles").fetchone()
    assert row == (len(early),)

    run_page(stack, "Catch up")
    stack.start_services()
    wait_for(stack, [*early, *late])
    assert read_digest(stack.postgres_dsn) == whole
    send(stack, after)
    assert read_digest(stack.postgres_dsn) == compare(seeds)


def test_nobody_rewinds_a_service_that_runs(stack: LocalStack) -> None:
    stack.start_services(["extractor"])
    send_and_read = [str(Path(sys.executable).with_name("lagebild")), "rewind", "extractor"]
    drop_files(list_seeds()[:1], stack.inbox)
    stack.start_services(["ingest", "reconciler"])
    wait_for(stack, list_seeds()[:1])
    done = subprocess.run(
        send_and_read, env=os.environ | {"LAGEBILD_KAFKA": stack.kafka}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "still runs" in done.stderr


def compare(seeds: list[Path]) -> str:
    command = [str(Path(sys.executable).with_name("lagebild")), "compare", "--json", *map(str, seeds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r'"digest": "([^"]+)"', done.stdout)
    assert found
    return found[1]
