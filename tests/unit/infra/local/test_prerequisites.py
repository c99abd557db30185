"""What set-up says where it may not install."""

from pathlib import Path

import pytest

from infra.local import prerequisites


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Java nor Maven nor apt-get."""
    for name in ("JAVA_HOME", "LAGEBILD_KAFKA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("bare_machine")
def test_what_lacks_is_named_with_its_command_and_what_goes_on_without(capsys: pytest.CaptureFixture[str]) -> None:
    assert prerequisites.lacks_programs()
    assert not prerequisites.may_install()
    prerequisites.run()
    said = capsys.readouterr().err
    assert "apt-get install default-jre-headless maven" in said
    assert "tansu" in said


@pytest.mark.usefixtures("bare_machine")
def test_a_broker_that_runs_already_needs_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_KAFKA", "127.0.0.1:9092")
    prerequisites.run()
    assert capsys.readouterr().err == ""
