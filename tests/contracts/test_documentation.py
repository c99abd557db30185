"""docs/topics.md names every topic and every setting, with its default."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from infra.postgres.migrate import MigrateSettings
from shared.contracts.registry import Topic, load_topics
from shared.runtime.dead_letters import build_dead_letter
from shared.runtime.errors import PermanentError
from shared.runtime.messages import InboundMessage
from shared.runtime.settings import PostgresSettings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
ROWS = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| `")}


def find_settings() -> Iterator[tuple[str, FieldInfo]]:
    modules = ["shared.runtime.settings"]
    modules += [f"services.{path.parent.name}.settings" for path in sorted(ROOT.glob("services/*/settings.py"))]
    for name in modules:
        for item in vars(importlib.import_module(name)).values():
            if isinstance(item, type) and issubclass(item, BaseSettings) and item is not BaseSettings:
                yield from item.model_fields.items()


SETTINGS = dict(find_settings())


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
def test_each_topic_is_documented(topic: Topic) -> None:
    row = ROWS[f"`{topic.name}`"]
    assert f"| {topic.key} |" in row
    assert f"| {topic.partitions} |" in row
    assert topic.contract is None or topic.contract.__name__ in row
    assert ("compacted" in row) == topic.compacted
    if not topic.compacted:
        assert f"{int(topic.config['retention.ms']) // 86_400_000} days" in row
    assert f"`{topic.event_type}`" in PAGE


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_documented_with_its_default(name: str) -> None:
    row = ROWS[f"`LAGEBILD_{name.upper()}`"]
    assert f"| {show_default(SETTINGS[name])} |" in row


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = {row for row in ROWS if row.startswith("`LAGEBILD_")}
    assert documented == {f"`LAGEBILD_{name.upper()}`" for name in SETTINGS}


def test_each_setting_of_migrating_is_documented() -> None:
    pages = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("operations.md", "postgres.md"))
    own = MigrateSettings.model_fields.keys() - PostgresSettings.model_fields.keys()
    assert [name for name in own if f"`LAGEBILD_{name.upper()}`" not in pages] == []
    assert len(own) > 1


def test_each_header_is_documented() -> None:
    message = InboundMessage("t", 0, 0, b"k", b"x" * (9 * 1024 * 1024), ())
    letter = build_dead_letter(message, PermanentError("r"), service="s", time="t")
    missing = [name for name, _ in letter.headers if f"`{name}`" not in PAGE]
    assert not missing


def show_default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "required"
    if field.default is None:
        return "unset"
    shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"`{shown.replace(tempfile.gettempdir(), '$TMPDIR')}`"
