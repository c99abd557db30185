from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.runtime.settings import KafkaSettings, PostgresSettings, load_settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_KAFKA", "kafka:19092")
    monkeypatch.setenv("LAGEBILD_KAFKA_IDEMPOTENCE", "false")
    settings = KafkaSettings()
    assert settings.kafka == "kafka:19092"
    assert settings.kafka_idempotence is False


def test_secrets_come_from_files_too_and_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)
    secret = tmp_path / "dsn"
    secret.write_text("postgresql://u:geheim@h/d\n")
    monkeypatch.setenv("LAGEBILD_POSTGRES_DSN_FILE", str(secret))
    settings = PostgresSettings()
    assert settings.postgres_dsn.get_secret_value() == "postgresql://u:geheim@h/d"
    assert "geheim" not in repr(settings)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "dsn"
    secret.write_text("postgresql://file/d")
    monkeypatch.setenv("LAGEBILD_POSTGRES_DSN_FILE", str(secret))
    monkeypatch.setenv("LAGEBILD_POSTGRES_DSN", "postgresql://environment/d")
    settings = PostgresSettings()
    assert settings.postgres_dsn.get_secret_value() == "postgresql://environment/d"


def test_what_is_missing_or_senseless_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAGEBILD_POSTGRES_DSN", raising=False)
    monkeypatch.delenv("LAGEBILD_POSTGRES_DSN_FILE", raising=False)
    with pytest.raises(ValidationError, match="postgres_dsn"):
        PostgresSettings()
    monkeypatch.setenv("LAGEBILD_RETRY_GIVE_UP_S", "-1")
    with pytest.raises(ValidationError, match="retry_give_up_s"):
        KafkaSettings()


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_KAFKA", "")
    monkeypatch.setenv("LAGEBILD_KAFKA_FILE", "")
    assert KafkaSettings().kafka == "127.0.0.1:9092"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("LAGEBILD_KAFKA_SESSION_S", "1", "LAGEBILD_KAFKA_SESSION_S: Input should be greater"),
        ("LAGEBILD_KAFKA_FILE", "missing/secret", "missing/secret"),
        ("LAGEBILD_KAFKA", "kafka:port", "LAGEBILD_KAFKA: must be host:port"),
    ],
)
def test_faulty_settings_are_named_and_end_the_process(
    variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as ended:
        load_settings(KafkaSettings)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_dsn_that_no_driver_understands_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_POSTGRES_DSN", "postgresql://u:geheim#1@h:5432/d")
    with pytest.raises(SystemExit) as ended:
        load_settings(PostgresSettings)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("LAGEBILD_POSTGRES_DSN: must look like postgresql://user:password@host:port/database;")
    assert "geheim" not in said
