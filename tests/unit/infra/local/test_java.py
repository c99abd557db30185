"""What is said when Java, Maven or the jars are missing."""

from pathlib import Path

import pytest

from infra.local import java
from infra.local.errors import MissingError
from infra.local.places import find_cache


def write_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_402"', 8),
        ('openjdk version "25-ea" 2025-09-16', 25),
        ("no java here", 0),
    ],
)
def test_the_version_is_read_from_what_java_prints(tmp_path: Path, printed: str, version: int) -> None:
    assert java.read_java_version(write_program(tmp_path / "java", f"echo '{printed}' >&2")) == version


def test_missing_java_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match=r"apt-get install default-jre-headless maven.*LAGEBILD_KAFKA"):
        java.find_java()


def test_old_java_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "bin" / "java", "echo 'openjdk version \"11.0.2\"' >&2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingError, match=r"needs Java 17 or newer, .* is 11"):
        java.find_java()


def test_missing_maven_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="PATH has no mvn"):
        java.fetch_jars()


def test_a_fetch_that_fails_shows_what_maven_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGEBILD_CACHE", str(tmp_path / "cache"))
    write_program(tmp_path / "bin" / "mvn", "echo '[ERROR] Unknown host'; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(MissingError, match="Unknown host"):
        java.fetch_jars()
    assert list((find_cache() / "kafka").iterdir()) == []


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_CACHE", str(tmp_path / "cache"))
    write_program(tmp_path / "bin" / "mvn", 'for last; do :; done; mkdir -p "${last#-DoutputDirectory=}"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    jars = java.fetch_jars()
    assert jars.is_dir()
    (tmp_path / "bin" / "mvn").unlink()
    assert java.fetch_jars() == jars
