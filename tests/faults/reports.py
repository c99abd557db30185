"""The report of the long run, from the lines of its results."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.faults.cases import CASES, count_seeds
from tests.faults.results import Line
from tests.faults.soaks import SoakOutcome
from tests.faults.trials import LONG, Outcome

REPORT = Path(__file__).with_name("REPORT.md")
_GIGABYTE = 1024**3


def write_report(lines: Sequence[Line], path: Path = REPORT) -> None:
    """Write the report anew."""
    path.write_text("\n".join(describe_run(lines)) + "\n", encoding="utf-8")


def describe_run(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the report's lines."""
    trials = [line.outcome for line in lines if isinstance(line.outcome, Outcome)]
    soaks = [line for line in lines if isinstance(line.outcome, SoakOutcome)]
    well = [one for one in trials if not one.complaints]
    yield "# Faults injected, and what came of them"
    yield ""
    yield "Written by `make faults` and `make soak`; how it is tested and what is promised: docs/operations.md."
    yield f"Machine: {os.cpu_count()} cores, {_measure_memory():.0f} GB, {platform.system()}."
    yield f"Commits: {', '.join(sorted({line.commit for line in lines})) or 'none'}."
    yield ""
    yield from _describe_sums(trials, well)
    yield from _describe_cases(trials)
    for line in soaks:
        assert isinstance(line.outcome, SoakOutcome)
        yield from _describe_soak(line.outcome)


def _describe_sums(trials: Sequence[Outcome], well: Sequence[Outcome]) -> Iterator[str]:
    yield "|  |  |"
    yield "|---|---:|"
    yield f"| trials that went well | {len(well)} of {len(trials)} |"
    yield f"| faults injected | {sum(sum(one.faults.values()) for one in trials):,} |"
    yield f"| articles sent | {sum(one.articles for one in trials):,} |"
    yield f"| messages written to all topics | {sum(one.messages for one in trials):,} |"
    yield f"| of these written again after a fault (same `ce_id`) | {sum(one.repeated for one in trials):,} |"
    yield f"| lost | {sum(one.lost for one in trials):,} |"
    yield f"| doubled | {sum(one.doubled for one in trials):,} |"
    yield f"| dead letters, each of them expected | {sum(one.letters for one in trials):,} |"
    yield f"| longest recovery | {max((one.recovery_s for one in trials), default=0.0):.1f} s |"
    yield ""
    yield "*Lost* and *doubled* count archived versions, documents, claims, tracks told on the assessments topic,"
    yield "discrepancies told, files on ingest's shelves and dead letters. In every trial that went well the ledger's"
    yield "digest is that of the pure cores over the same articles. *Recovery*: from the end of a fault to the next"
    yield "thing that a service it hit put out, its start and Kafka's session time-out (6 s here) included."
    yield ""


def _describe_cases(trials: Sequence[Outcome]) -> Iterator[str]:
    yield f"## Cases, {LONG.articles:,} articles in each trial"
    yield ""
    yield "| case | what is done | seeds that went well | faults | messages | again | lost | doubled | recovery |"
    yield "|---|---|---:|---|---:|---:|---:|---:|---:|"
    for name, case in CASES.items():
        mine = [one for one in trials if one.case == name]
        if not mine:
            yield f"| {name} | {case.faults} | not run yet |  |  |  |  |  |  |"
            continue
        passed, planned = sum(not one.complaints for one in mine), max(len(mine), count_seeds(name))
        yield (
            f"| {name} | {case.faults} | {passed} of {planned} | {_join(one.faults for one in mine)}"
            f" | {sum(one.messages for one in mine):,} | {sum(one.repeated for one in mine):,}"
            f" | {sum(one.lost for one in mine)} | {sum(one.doubled for one in mine)}"
            f" | {max(one.recovery_s for one in mine):.1f} s |"
        )
    yield ""
    missing = sum(count_seeds(name) for name in CASES) - len(trials)
    if missing > 0:
        yield f"{missing} trials have not been run yet; `make faults FAULTS=--resume` goes on."
        yield ""
    ill = [one for one in trials if one.complaints]
    if ill:
        yield "Went ill:"
        yield ""
        yield from (f"- {one.case}, seed {one.seed}: {'; '.join(one.complaints)}" for one in ill)
        yield ""


def _join(counts: Iterable[object]) -> str:
    total: Counter[str] = Counter()
    for one in counts:
        assert isinstance(one, dict)
        total.update(one)
    return ", ".join(f"{count} {kind}" for kind, count in total.items()) or "none"


def _describe_soak(soak: SoakOutcome) -> Iterator[str]:
    yield f"## Soak: {soak.minutes:g} minutes at {soak.rate:g} articles a second"
    yield ""
    yield f"{'; '.join(soak.complaints) or 'Went well: the digest is right, no lag is left'}."
    yield f"{soak.articles:,} articles, {soak.messages:,} messages, {soak.lost} lost, {soak.doubled} doubled,"
    yield f"services ended by themselves {soak.unasked_ends} times,"
    yield f"at most {soak.longest_queue} articles waited for the extractor."
    yield ""
    yield "| service | first third | second third | last third | last against second |"
    yield "|---|---:|---:|---:|---:|"
    for key, (first, second, third) in soak.memory.items():
        change = 100 * (third / second - 1) if second else 0.0
        yield f"| {key} | {first:.1f} MB | {second:.1f} MB | {third:.1f} MB | {change:+.1f} % |"
    yield ""


def _measure_memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
