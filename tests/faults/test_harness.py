"""The harness itself: a verdict that sees what is wrong, a clock that goes wrong, a report that says so."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.articles import generate_articles
from tests.faults.clock.clocks import WrongClock
from tests.faults.reports import describe_run
from tests.faults.results import Line, append_line, read_lines
from tests.faults.soaks import MemoryWatch, SoakOutcome, complain_of_growth
from tests.faults.trials import Outcome
from tests.faults.verdicts import Verdict
from tests.faults.workloads import prepare_workload

YEAR_S = 366 * 86_400.0


def make_outcome(seed: int = 1, *, lost: int = 0, complaints: tuple[str, ...] = ()) -> Outcome:
    return Outcome("kill", seed, 7, 100, {"ingest down": 2}, 500, 3, lost, 0, 0, 0, 4.5, 20.0, complaints)


def test_what_is_missing_is_lost_and_what_is_there_twice_is_doubled() -> None:
    verdict = Verdict()
    verdict.compare("claims", ["a", "b", "c"], ["a", "b", "b", "x"])
    assert (verdict.lost, verdict.doubled) == (1, 2)
    assert len(verdict.complaints) == 3


def test_nothing_is_complained_of_where_all_is_there_once() -> None:
    verdict = Verdict()
    verdict.compare("claims", ["a", "b"], ["b", "a"])
    assert verdict == Verdict()


def test_a_seed_gives_the_same_articles_and_another_seed_others() -> None:
    first, again, other = (list(generate_articles(200, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_workload_has_dossiers_revisions_copies_and_files_that_come_twice(tmp_path: Path) -> None:
    workload = prepare_workload(400, 3, tmp_path)
    expected = workload.expected
    texts = {article.text for article in workload.articles}
    assert len(expected.documents) < len(expected.versions) < len(workload.files)
    assert len(texts) < len(expected.versions)
    assert len(expected.estimates) > 50
    assert expected.discrepancies


def test_a_wrong_clock_is_wrong_for_python_and_can_be_set_while_the_program_runs(tmp_path: Path) -> None:
    clock = WrongClock(tmp_path / "clock")
    program = (
        "import datetime, time\nwhile input():\n print(time.time(), datetime.datetime.now().timestamp(), flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, **clock.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        for wrong in (YEAR_S, -YEAR_S, 0.0):
            clock.set(wrong)
            process.stdin.write("go\n")
            process.stdin.flush()
            told = [float(part) for part in process.stdout.readline().split()]
            assert all(abs(moment - wrong - datetime.now(UTC).timestamp()) < YEAR_S / 10 for moment in told)
        process.stdin.write("\n")


def test_the_latest_result_of_a_seed_counts(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    for outcome in (make_outcome(1, complaints=("ill",)), make_outcome(2), make_outcome(1)):
        append_line(results, Line("abc", "2025-11-29T22:00:00+00:00", outcome))
    assert {(line.outcome.seed, tuple(line.outcome.complaints)) for line in read_lines(results)
            if isinstance(line.outcome, Outcome)} == {(1, ()), (2, ())}  # fmt: skip


def test_the_report_hides_no_loss_and_no_trial_that_went_ill() -> None:
    lines = [
        Line("abc", "", make_outcome(1)),
        Line("abc", "", make_outcome(2, lost=4, complaints=("4 claims missing",))),
    ]
    report = "\n".join(describe_run(lines))
    assert "| trials that went well | 1 of 2 |" in report
    assert "| lost | 4 |" in report
    assert "kill, seed 2: 4 claims missing" in report
    assert "| poison |" in report
    assert "not run" in report


def test_the_report_tells_of_the_soak() -> None:
    soak = SoakOutcome(30, 5, 7, 9000, 20_000, 0, 0, 0, 12, {"extractor": [80.0, 100.0, 101.0]}, 1900.0, ())
    report = "\n".join(describe_run([Line("abc", "", soak)]))
    assert "| extractor | 80.0 MB | 100.0 MB | 101.0 MB | +1.0 % |" in report


def test_memory_that_is_not_flat_from_the_second_third_to_the_last_is_complained_of() -> None:
    assert complain_of_growth({"flat": [50, 100, 104], "growing": [100, 100, 106], "shrinking": [100, 100, 90]}) == [
        "growing went from 100 MB in the second third to 106 MB in the last",
        "shrinking went from 100 MB in the second third to 90 MB in the last",
    ]


def test_memory_is_summed_up_by_thirds() -> None:
    watch = MemoryWatch(crew=None, seen={"ingest": [(second, float(second // 10)) for second in range(30)]})  # type: ignore[arg-type]
    assert watch.summarize(0, 30) == {"ingest": [0.0, 1.0, 2.0]}
