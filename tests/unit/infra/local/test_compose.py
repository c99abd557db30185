"""docker-compose.yml as the stack reads it."""

from pathlib import Path

import pytest

from infra.local.compose import fill_in, read_declarations
from infra.local.errors import StackError


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("${A}", "a"),
        ("$A/$A", "a/a"),
        ("${A:-b}", "a"),
        ("${EMPTY:-b}", "b"),
        ("${EMPTY-b}", ""),
        ("${NONE:-b}", "b"),
        ("${NONE-b}", "b"),
        ("${NONE}", ""),
        ("price: 5$$", "price: 5$"),
        ("127.0.0.1:${NONE:-9092}:9092", "127.0.0.1:9092:9092"),
    ],
)
def test_variables_are_filled_in_as_compose_does(text: str, filled: str) -> None:
    assert fill_in({"key": [text, 7]}, {"A": "a", "EMPTY": ""}) == {"key": [filled, 7]}


def test_a_required_variable_that_lacks_is_named() -> None:
    with pytest.raises(StackError, match="SECRET: set it"):
        fill_in("${SECRET:?set it}", {})


def test_a_service_is_read_with_merged_variables_and_mounts(tmp_path: Path) -> None:
    file = tmp_path / "compose.yml"
    file.write_text(
        """
x-environment: &environment {LAGEBILD_KAFKA: "kafka:19092", LAGEBILD_ON: true}
services:
  ingest:
    command: [lagebild-ingest, --once]
    environment: {<<: *environment, LAGEBILD_WORD: "${WORD:-default}"}
    volumes: ["./inbox:/inbox:rw"]
    tmpfs: [/tmp]
    healthcheck: {test: [CMD, lagebild-health, ingest]}
"""
    )
    ingest = read_declarations({"WORD": "given"}, file)["ingest"]
    assert ingest.command == ("lagebild-ingest", "--once")
    assert ingest.environment == {"LAGEBILD_KAFKA": "kafka:19092", "LAGEBILD_ON": "true", "LAGEBILD_WORD": "given"}
    assert ingest.mounts == {"/inbox": "./inbox", "/tmp": "tmpfs"}
    assert ingest.health_test == ("lagebild-health", "ingest")


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"docker-compose\.yml"):
        read_declarations({}, tmp_path / "none.yml")
