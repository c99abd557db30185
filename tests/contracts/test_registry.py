"""The registry, its schemas and its examples agree, and nothing lies about that belongs to no topic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from shared.contracts import registry
from shared.contracts.generate import ASYNCAPI, FOLDER, SCHEMAS, render_files, schema_path
from shared.contracts.registry import ARTICLES, CLAIMS, Topic, load_topics
from shared.runtime.codec import decode_event, encode_event
from shared.runtime.producers import LARGEST_REQUEST_BYTES

EXAMPLES = FOLDER / "examples"
TYPED = [topic for topic in load_topics() if topic.contract is not None]
EXAMPLE_FILES = sorted(EXAMPLES.rglob("*.json"))


def topic_of(example: Path) -> Topic:
    return registry.find_topic(example.parents[1].name)


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
def test_each_topic_has_its_constant(topic: Topic) -> None:
    assert getattr(registry, topic.constant) == topic


def test_articles_and_claims_share_their_partitions() -> None:
    assert ARTICLES.partitions == CLAIMS.partitions == 6


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
def test_the_producer_can_send_what_a_topic_takes(topic: Topic) -> None:
    assert int(topic.config["max.message.bytes"]) < LARGEST_REQUEST_BYTES


@pytest.mark.parametrize("topic", load_topics(), ids=lambda topic: topic.name)
def test_no_topic_grows_for_ever(topic: Topic) -> None:
    """Each closes its segments in time, and has an end for what is old or was replaced."""
    assert int(topic.config["segment.ms"]) <= 86_400_000
    assert int(topic.config["max.compaction.lag.ms" if topic.compacted else "retention.ms"]) <= 97 * 86_400_000


@pytest.mark.parametrize("example", EXAMPLE_FILES, ids=lambda path: "-".join(path.parts[-3:]))
def test_examples_fit_schema_and_contract(example: Path) -> None:
    topic = topic_of(example)
    assert topic.contract is not None
    document = json.loads(example.read_text(encoding="utf-8"))
    schema = json.loads(schema_path(topic).read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(document)
    value = topic.contract.model_validate_json(example.read_bytes())
    if int(example.parent.name) == max(int(folder.name) for folder in example.parents[1].iterdir()):
        assert json.loads(value.model_dump_json(by_alias=True)) == document, "the example lacks fields or has others"


@pytest.mark.parametrize("example", EXAMPLE_FILES, ids=lambda path: "-".join(path.parts[-3:]))
def test_examples_survive_the_codec(example: Path) -> None:
    topic = topic_of(example)
    assert topic.contract is not None
    value = topic.contract.model_validate_json(example.read_bytes())
    message = encode_event(topic, "key", value, source="test", time="2025-06-12T17:04:09+00:00")
    assert decode_event(topic, message.value, message.headers) == value


def test_example_claims_stand_in_the_example_article() -> None:
    article = json.loads((EXAMPLES / ARTICLES.name / "2" / "flood_with_url.json").read_text(encoding="utf-8"))
    claims = json.loads((EXAMPLES / CLAIMS.name / "1" / "flood_three_claims.json").read_text(encoding="utf-8"))[
        "claims"
    ]
    text: str = article["text"]
    for claim in claims:
        figure, evidence = claim["figure"], claim["evidence"]
        assert text[figure["start"] : figure["end"]] == claim["quantity"]["text"]
        assert text[evidence["start"] : evidence["end"]] == evidence["exact"]


def test_generated_files_are_as_the_contracts_say() -> None:
    stale = [path.name for path, text in render_files().items() if not path.exists() or path.read_text() != text]
    assert not stale, f"{stale} differ from the contracts: run `make contracts-update` and review the difference"


def test_nothing_is_orphaned() -> None:
    assert set(SCHEMAS.iterdir()) == {schema_path(topic) for topic in TYPED}
    assert {folder.name for folder in EXAMPLES.iterdir()} == {topic.name for topic in TYPED}


def test_asyncapi_references_exist() -> None:
    document = yaml.safe_load(ASYNCAPI.read_text(encoding="utf-8"))
    references = list(find_references(document))
    assert references
    for reference in references:
        if reference.startswith("#/"):
            place: Any = document
            for step in reference[2:].split("/"):
                place = place[step]
        else:
            assert (ASYNCAPI.parent / reference).is_file(), reference


def find_references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in find_references(value)]
    if isinstance(node, list):
        return [found for value in node for found in find_references(value)]
    return []
