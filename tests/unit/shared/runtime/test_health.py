from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from shared.runtime import health
from shared.runtime.health import Health, Heartbeat, describe_health, heartbeat_path
from shared.runtime.settings import ProcessSettings


@pytest.fixture
def settings(tmp_path: Path) -> ProcessSettings:
    return ProcessSettings(health_dir=tmp_path / "deep" / "health", health_max_age_s=60)


def describe(
    settings: ProcessSettings, *, since_progress: float | None, since_report: float = 0.0, up: float = 1000.0
) -> Health:
    """Return the extractor's health that long after its last progress, its last report and its start."""
    progress = heartbeat_path(settings, "extractor")
    path = progress.with_suffix(".report.json")
    report = json.loads(path.read_text())
    now = report["at"] + since_report
    path.write_text(json.dumps(report | {"started": now - up}))
    if since_progress is not None:
        os.utime(progress, (now - since_progress, now - since_progress))
    return describe_health(settings, "extractor", now)


def test_a_service_that_never_showed_life_is_not_well(settings: ProcessSettings) -> None:
    found = describe_health(settings, "extractor", now=0)
    assert (found.live, found.ready) == (False, False)
    assert "no sign of life" in found.sentence


def test_progress_is_health_until_it_is_too_long_ago(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    heartbeat.report(waiting=7, faults={})
    well = describe(settings, since_progress=59)
    assert (well.live, well.ready) == (True, True)
    assert well.sentence == "extractor is well: last progress 59 s ago, 7 messages wait"
    stuck = describe(settings, since_progress=61)
    assert (stuck.live, stuck.ready) == (False, False)
    assert "stuck: last progress 61 s ago, more than 60 s, 7 messages wait" in stuck.sentence
    assert "restart" in stuck.sentence


def test_a_process_that_says_nothing_is_frozen_or_gone(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    heartbeat.report(waiting=0, faults={"kafka": "no answer"})
    found = describe(settings, since_progress=62, since_report=61)
    assert (found.live, found.ready) == (False, False)
    assert "has said nothing for 61 s" in found.sentence


def test_what_does_not_answer_is_named_and_no_restart_would_help(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    heartbeat.note_trouble("process", "ConnectionError: refused")
    heartbeat.report(waiting=None, faults={"postgres": "no answer within 10 s"})
    found = describe(settings, since_progress=300)
    assert (found.live, found.ready) == (True, False)
    assert "postgres: no answer within 10 s; process: ConnectionError: refused" in found.sentence


def test_trouble_that_is_over_is_forgotten(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    heartbeat.note_trouble("process", "ConnectionError")
    heartbeat.note_trouble("process", None)
    heartbeat.report(waiting=0, faults={})
    assert describe(settings, since_progress=1).ready


def test_a_service_that_starts_is_live_and_not_ready_until_it_takes_too_long(settings: ProcessSettings) -> None:
    Heartbeat(settings, "extractor").report(waiting=None, faults={})
    early = describe(settings, since_progress=None, up=20)
    assert (early.live, early.ready) == (True, False)
    assert "is starting: no progress in its 20 s" in early.sentence
    late = describe(settings, since_progress=None, up=61)
    assert (late.live, late.ready) == (False, False)
    assert "is stuck: no progress in its 61 s" in late.sentence


def test_progress_of_an_earlier_process_is_none(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    heartbeat.report(waiting=None, faults={})
    assert "is starting" in describe(settings, since_progress=30, up=20).sentence


def test_beats_in_a_row_touch_the_file_once(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    path = heartbeat_path(settings, "extractor")
    os.utime(path, (1, 1))
    heartbeat.beat()
    assert path.stat().st_mtime == 1


@pytest.mark.parametrize(
    ("arguments", "status"), [([], 2), (["--help"], 2), (["extractor", "ingest"], 2), (["extractor"], 1)]
)
def test_the_command_tells_by_its_exit_status(
    arguments: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGEBILD_HEALTH_DIR", str(tmp_path))
    assert run(monkeypatch, *arguments) == status


def test_the_command_ends_with_0_for_a_service_that_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_HEALTH_DIR", str(tmp_path))
    Heartbeat(ProcessSettings(), "ingest").beat()
    assert run(monkeypatch, "ingest") == 0
    assert "ingest made progress" in capsys.readouterr().out


def test_liveness_and_readiness_differ_while_a_server_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_HEALTH_DIR", str(tmp_path))
    Heartbeat(ProcessSettings(), "reconciler").report(waiting=3, faults={"postgres": "gone"})
    assert run(monkeypatch, "reconciler") == 1
    assert run(monkeypatch, "reconciler", "--live") == 0
    capsys.readouterr()
    assert run(monkeypatch, "reconciler", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["live"], told["ready"]) == (True, False)
    assert told["report"]["waiting"] == 3
    assert told["report"]["faults"] == {"postgres": "gone"}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    monkeypatch.setattr(sys, "argv", ["lagebild-health", *arguments])
    with pytest.raises(SystemExit) as ended:
        health.run()
    return ended.value.code
