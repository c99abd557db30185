"""Reads docker-compose.yml: which commands, variables and mounts each service is declared with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra.local.errors import StackError
from infra.local.places import COMPOSE_FILE

_VARIABLE = re.compile(
    r"\$(?:\$|\{(?P<name>[A-Za-z_]\w*)(?:(?P<rule>:?[-?])(?P<word>[^}]*))?\}|(?P<bare>[A-Za-z_]\w*))"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One service of the compose file.

    Attributes:
        name: its name there.
        command: program and arguments.
        environment: variables, with `${…}` filled in.
        mounts: path in the container, to what is mounted there (a path or a volume's name).
        health_test: command that tells whether it is well; empty where none is declared.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mounts: Mapping[str, str]
    health_test: tuple[str, ...]


def read_declarations(variables: Mapping[str, str], path: Path = COMPOSE_FILE) -> dict[str, Declaration]:
    """All services of a compose file, by name. `variables` fill `${NAME:-default}`."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StackError(f"The stack starts what docker-compose.yml declares, and it can't be read: {error}") from error
    services = fill_in(document["services"], variables)
    return {name: _read_declaration(name, service) for name, service in services.items()}


def fill_in(value: Any, variables: Mapping[str, str]) -> Any:
    """Interpolate all strings of a YAML value as compose does: `${A}`, `${A:-default}`, `${A:?message}`, `$$`."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: _look_up(match, variables), value)
    if isinstance(value, list):
        return [fill_in(item, variables) for item in value]
    if isinstance(value, dict):
        return {key: fill_in(item, variables) for key, item in value.items()}
    return value


def _look_up(match: re.Match[str], variables: Mapping[str, str]) -> str:
    name = match["name"] or match["bare"]
    if name is None:
        return "$"
    value, rule, word = variables.get(name), match["rule"] or "", match["word"] or ""
    missing = value is None or (value == "" and rule.startswith(":"))
    if missing and rule.endswith("?"):
        raise StackError(f"docker-compose.yml needs the variable {name}: {word}")
    return (word if missing and rule else value) or ""


def _read_declaration(name: str, service: Mapping[str, Any]) -> Declaration:
    environment = {key: _write_scalar(value) for key, value in (service.get("environment") or {}).items()}
    mounts = {}
    for volume in service.get("volumes", ()):
        source, target, *_ = volume.split(":")
        mounts[target] = source
    mounts |= dict.fromkeys(service.get("tmpfs", ()), "tmpfs")
    test = (service.get("healthcheck") or {}).get("test", ())
    return Declaration(
        name=name,
        command=tuple(service.get("command", ())),
        environment=environment,
        mounts=mounts,
        health_test=tuple(test[1:]) if test[:1] == ["CMD"] else (),
    )


def _write_scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
