from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from shared.runtime import health
from shared.runtime.health import Heartbeat, describe_health, heartbeat_path
from shared.runtime.settings import ProcessSettings


@pytest.fixture
def settings(tmp_path: Path) -> ProcessSettings:
    return ProcessSettings(health_dir=tmp_path / "deep" / "health", health_max_age_s=60)


def test_a_service_that_never_showed_life_is_not_well(settings: ProcessSettings) -> None:
    well, sentence = describe_health(settings, "extractor", now=0)
    assert not well
    assert "no sign of life" in sentence


def test_a_beat_is_health_until_it_is_too_old(settings: ProcessSettings) -> None:
    Heartbeat(settings, "extractor").beat()
    beaten = heartbeat_path(settings, "extractor").stat().st_mtime
    assert describe_health(settings, "extractor", now=beaten + 59) == (True, "extractor made progress 59 s ago")
    well, sentence = describe_health(settings, "extractor", now=beaten + 61)
    assert not well
    assert "61 s" in sentence
    assert "restart" in sentence


def test_beats_in_a_row_touch_the_file_once(settings: ProcessSettings) -> None:
    heartbeat = Heartbeat(settings, "extractor")
    heartbeat.beat()
    path = heartbeat_path(settings, "extractor")
    os.utime(path, (1, 1))
    heartbeat.beat()
    assert path.stat().st_mtime == 1


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--help"], 2), (["extractor"], 1)])
def test_the_command_tells_by_its_exit_status(
    arguments: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGEBILD_HEALTH_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["lagebild-health", *arguments])
    with pytest.raises(SystemExit) as ended:
        health.run()
    assert ended.value.code == status


def test_the_command_ends_with_0_for_a_service_that_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_HEALTH_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["lagebild-health", "ingest"])
    Heartbeat(ProcessSettings(), "ingest").beat()
    with pytest.raises(SystemExit) as ended:
        health.run()
    assert ended.value.code == 0
    assert "ingest made progress" in capsys.readouterr().out
