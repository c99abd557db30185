"""What set-up says where it may not install."""

from pathlib import Path

import pytest

from infra.local import prerequisites
from infra.local.postgres import find_tls_programs


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


@pytest.mark.parametrize(("ci", "installed"), [("true", [("postgresql", "openssl")]), ("", [])])
def test_what_tests_of_tls_need_is_installed_where_tests_must_not_be_skipped(
    ci: str, installed: list[tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, ...]] = []
    settings = tmp_path / "postgresql-common" / "createcluster.conf"
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("LAGEBILD_KAFKA", "127.0.0.1:9092")
    monkeypatch.setattr(prerequisites, "find_tls_programs", lambda: find_tls_programs(tmp_path))
    monkeypatch.setattr(prerequisites, "may_install", lambda: True)
    monkeypatch.setattr(prerequisites, "_CLUSTER_SETTINGS", settings)
    monkeypatch.setattr(prerequisites, "install_packages", lambda packages: done.append(tuple(packages)))
    prerequisites.run()
    assert done == installed
    assert settings.exists() == bool(installed), "the package must not start a server of its own"


def test_the_newest_postgresql_with_tls_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    assert find_tls_programs(tmp_path) == tmp_path / "17" / "bin"


@pytest.mark.usefixtures("bare_machine")
def test_a_broker_that_runs_already_needs_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_KAFKA", "127.0.0.1:9092")
    prerequisites.run()
    assert capsys.readouterr().err == ""
