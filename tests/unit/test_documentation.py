"""Every command, option, topic, rule and kind is documented, and the pages name only what there is."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
import typer

from services.desk.main import COMMANDS
from services.reconciler.core import estimates
from shared.contracts.registry import Topic, load_topics
from shared.domain.ledger import DiscrepancyKind, RelationKind

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PAGES = (README, CLI, RULES, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "services" / "extractor" / "core").glob("*.py"))


def list_options(command: str) -> list[tuple[str, ...]]:
    """Return the names of each option, `--words` and `--no-words` together."""
    found = typer.main.get_command(import_module(f"services.desk.commands.{command.replace('-', '_')}").app)
    return [(*option.opts, *option.secondary_opts) for option in found.params if option.opts[0].startswith("-")]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_line(command: str) -> None:
    assert re.search(rf"^\| `lagebild {command}\b[^|]*` \| ", CLI, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_option_is_explained(command: str) -> None:
    for names in list_options(command):
        assert any(f"`{name}" in CLI for name in names), f"docs/cli.md names none of {names} of {command}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_program_is_named(script: str) -> None:
    assert f"`{script}" in CLI


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
def test_the_readme_names_each_topic(topic: Topic) -> None:
    assert f"`{topic.name}`" in README


@pytest.mark.parametrize("kind", [*get_args(RelationKind), *get_args(DiscrepancyKind)])
def test_each_kind_of_relation_and_discrepancy_is_explained(kind: str) -> None:
    assert f"| `{kind}` | " in RULES


@pytest.mark.parametrize("rule", [*estimates.RULES, estimates.NOTHING_ADMISSIBLE.rule])
def test_each_rule_of_an_estimate_is_explained(rule: str) -> None:
    assert f"| `{rule}` | " in RULES


@pytest.mark.parametrize("rule", sorted(set(re.findall(r'"(measure\.[a-zäöüß_]+)"', CODE))))
def test_each_rule_of_grammar_is_explained(rule: str) -> None:
    assert f"| `{rule}` | " in RULES


def test_no_rule_is_explained_that_does_not_exist() -> None:
    explained = set(re.findall(r"^\| `(measure\.\S+)` \|", RULES, re.MULTILINE))
    assert explained == set(re.findall(r'"(measure\.[a-zäöüß_]+)"', CODE))


@pytest.mark.parametrize("page", PAGES, ids=["README", "cli", "rules", "CONTRIBUTING"])
def test_paths_and_links_lead_somewhere(page: str) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page) if "://" not in link]
    paths = re.findall(r"`((?:services|shared|infra|tests|docs|seeds)/[\w./-]*)`", page)
    for path in filter(None, (*links, *paths)):
        assert (ROOT / path).exists() or (ROOT / "docs" / path).exists(), path


def test_lagebild_commands_in_the_pages_exist() -> None:
    for page in PAGES:
        for command in re.findall(r"(?:^|`|\s)lagebild ([a-z][a-z-]*)\b(?=[^.\n]*(?:`|$))", page, re.MULTILINE):
            assert command in COMMANDS or command in {"is", "and"}, command


def test_make_targets_in_the_pages_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z-]+)`", page)) <= targets
