"""What was released stays: old messages are read, new ones are what was promised, and no edition is edited."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from shared.contracts import releases
from shared.contracts.compatibility import find_breaks
from shared.contracts.generate import FOLDER, schema_path
from shared.contracts.registry import ARTICLES, CLAIMS, Topic, find_topic, load_topics
from shared.contracts.releases import RELEASED, SUMS, find_topic_breaks, list_editions, read_schema, release_topic
from shared.runtime.codec import decode_event
from shared.runtime.decoding import decode_article, decode_claim_set
from shared.runtime.messages import InboundMessage

TYPED = [topic for topic in load_topics() if topic.contract is not None]
EXAMPLES = FOLDER / "examples"
EXAMPLE_FILES = sorted(EXAMPLES.rglob("*.json"))
CONSUMERS: dict[str, Callable[[InboundMessage], object]] = {
    ARTICLES.name: decode_article,
    CLAIMS.name: decode_claim_set,
}


@pytest.mark.parametrize("topic", TYPED, ids=lambda topic: topic.name)
def test_each_contract_is_what_every_edition_promised(topic: Topic) -> None:
    assert list_editions(topic), f"{topic.name} was never released: make contracts-release"
    breaks = find_topic_breaks(topic)
    assert not breaks, "\n".join([*breaks, "A change like that is a new version of the topic: docs/topics.md"])


@pytest.mark.parametrize("topic", TYPED, ids=lambda topic: topic.name)
def test_editions_are_numbered_and_have_examples(topic: Topic) -> None:
    numbers = [int(path.name.partition(".")[0]) for path in list_editions(topic)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {folder.name for folder in (EXAMPLES / topic.name).iterdir()} == {str(number) for number in numbers}


def test_no_edition_was_edited() -> None:
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    kept = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {str(path.relative_to(RELEASED)): path for path in RELEASED.glob("*/*")}
    assert kept == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


@pytest.mark.parametrize("example", EXAMPLE_FILES, ids=lambda path: "-".join(path.parts[-3:]))
def test_messages_of_every_edition_are_read(example: Path) -> None:
    topic, edition = find_topic(example.parts[-3]), example.parts[-2]
    schema = read_schema(RELEASED / topic.name / f"{edition}.schema.json")
    jsonschema.Draft202012Validator(schema).validate(json.loads(example.read_bytes()))

    value = decode_event(topic, example.read_bytes(), ())
    assert isinstance(value, topic.contract or object)
    if topic.name in CONSUMERS:
        key = json.loads(example.read_bytes())["document_id"].encode()
        CONSUMERS[topic.name](InboundMessage(topic.name, 0, 0, key, example.read_bytes(), ()))


@pytest.mark.parametrize("topic", TYPED, ids=lambda topic: topic.name)
def test_consumers_of_every_edition_can_read_what_is_written_now(topic: Topic) -> None:
    newest = list_editions(topic)[-1].name.partition(".")[0]
    for edition in list_editions(topic):
        validator = jsonschema.Draft202012Validator(read_schema(edition))
        for example in (EXAMPLES / topic.name / newest).glob("*.json"):
            validator.validate(json.loads(example.read_bytes()))


def test_a_message_of_before_lacks_what_came_later_and_means_what_it_meant() -> None:
    (old,) = (EXAMPLES / ARTICLES.name / "1").glob("*.json")
    document = json.loads(old.read_bytes())
    assert "agency" not in document
    article = decode_article(
        InboundMessage(ARTICLES.name, 0, 0, document["document_id"].encode(), old.read_bytes(), ())
    )
    assert (article.agency, article.guessed, article.withdrawn, article.similar_to) == (None, (), None, ())


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "modality": {"type": "string", "enum": ["stated", "denied"]},
        "measure": {"type": "string", "pattern": "^(killed|wounded|other:.+)$"},
        "code": {"type": "string", "pattern": "^[a-z]+$"},
        "count": {"type": "integer", "default": 0},
        "place": {"anyOf": [{"$ref": "#/$defs/Place"}, {"type": "null"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "maxItems": 2},
        "part": {"$ref": "#/$defs/Part"},
    },
    "required": ["id", "kind", "modality", "place"],
    "$defs": {
        "Place": {"type": "object", "properties": {"label": {"type": "string"}}, "required": ["label"]},
        "Part": {"type": "object", "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}}}},
    },
}
Change = Callable[[dict[str, Any]], object]


def change(act: Change) -> dict[str, Any]:
    changed = copy.deepcopy(SCHEMA)
    act(changed)
    return changed


BREAKS: dict[str, tuple[Change, str]] = {
    "a field that goes": (lambda s: s["properties"].pop("tags"), "value.tags: is gone"),
    "a new field that is required": (
        lambda s: (s["properties"].update(new={"type": "string"}), s["required"].append("new")),
        "value.new: is new and required",
    ),
    "a field that becomes required": (lambda s: s["required"].append("tags"), "value.tags: is now required"),
    "a field that may come to lack": (lambda s: s["required"].remove("id"), "value.id: may now be missing"),
    "a type that narrows": (lambda s: s["properties"]["place"]["anyOf"].pop(), "value.place: may no longer be null"),
    "a type that widens": (
        lambda s: s["properties"].update(id={"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]}),
        "value.id: may now be null",
    ),
    "a type that changes": (lambda s: s["properties"]["count"].update(type="number"), "may no longer be integer"),
    "a value that goes": (lambda s: s["properties"]["modality"]["enum"].pop(), "'denied' is no longer a value"),
    "a value that goes of an open field": (lambda s: s["properties"]["kind"]["enum"].pop(), "'b' is no longer a value"),
    "a new value of a closed field": (
        lambda s: s["properties"]["modality"]["enum"].append("planned"),
        "'planned' is a new value",
    ),
    "a free text that becomes a choice": (
        lambda s: s["properties"]["tags"]["items"].update(enum=["x"]),
        "values were any",
    ),
    "a choice that becomes free text": (lambda s: s["properties"]["modality"].pop("enum"), "are any"),
    "a measure that goes": (
        lambda s: s["properties"]["measure"].update(pattern="^(killed|other:.+)$"),
        "'wounded' is no longer a value",
    ),
    "another pattern": (lambda s: s["properties"]["code"].update(pattern="^[a-f]+$"), "value.code: pattern was"),
    "a bound that moves": (lambda s: s["properties"]["id"].update(minLength=2), "value.id: minLength was 1, is 2"),
    "another default": (lambda s: s["properties"]["count"].update(default=1), "was 0, is 1"),
    "a field within that goes": (
        lambda s: s["$defs"]["Place"]["properties"].pop("label"),
        "value.place.label: is gone",
    ),
    "items that change": (lambda s: s["properties"]["tags"].update(items={"type": "number"}), "value.tags[]:"),
    "items that come to be anything": (lambda s: s["properties"]["tags"].pop("items"), "value.tags: its items were"),
    "a place of a tuple that changes": (
        lambda s: s["properties"]["pair"]["prefixItems"].reverse(),
        "value.pair[0]: may no longer be string",
    ),
    "a tuple that grows": (lambda s: s["properties"]["pair"]["prefixItems"].append({}), "had 2 places, has 3"),
    "a keyword that nobody thought of": (
        lambda s: s.update(additionalProperties=False),
        "additionalProperties was None",
    ),
    "a field within itself that changes": (
        lambda s: s["$defs"]["Part"]["properties"]["parts"].update(type="object"),
        "value.part.parts: may no longer be array",
    ),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "a new field that may lack": lambda s: s["properties"].update(new={"type": "string", "default": ""}),
    "new values of open fields": lambda s: (
        s["properties"]["kind"]["enum"].append("c"),
        s["properties"]["measure"].update(pattern="^(killed|missing|wounded|other:.+)$"),
    ),
    "other words": lambda s: s["properties"]["id"].update(title="Id", description="The id"),
    "another order": lambda s: (s["required"].reverse(), s["properties"]["place"]["anyOf"].reverse()),
    "a definition by another name": lambda s: (
        s["$defs"].update(Ort=s["$defs"].pop("Place")),
        s["properties"]["place"]["anyOf"][0].update({"$ref": "#/$defs/Ort"}),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_a_release_is_found(name: str) -> None:
    act, sentence = BREAKS[name]
    found = find_breaks(SCHEMA, change(act))
    assert any(sentence in each for each in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nothing_is_let_through(name: str) -> None:
    assert find_breaks(SCHEMA, change(HARMLESS[name])) == []


@pytest.mark.parametrize("topic", TYPED, ids=lambda topic: topic.name)
def test_losing_any_field_of_a_real_contract_is_found(topic: Topic) -> None:
    schema = read_schema(schema_path(topic))
    fields = [(schema, name) for name in schema["properties"]]
    fields += [(each, name) for each in schema.get("$defs", {}).values() for name in each.get("properties", ())]
    for owner, name in fields:
        lost = owner["properties"].pop(name)
        assert find_breaks(read_schema(schema_path(topic)), schema), name
        owner["properties"][name] = lost


def test_what_has_not_changed_is_not_released_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "RELEASED", tmp_path)
    first = release_topic(ARTICLES)
    assert first == tmp_path / ARTICLES.name / "1.schema.json"
    assert release_topic(ARTICLES) is None
    first.write_text("{}")
    assert release_topic(ARTICLES) == tmp_path / ARTICLES.name / "2.schema.json"


def test_a_break_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(releases, "RELEASED", tmp_path)
    promised = read_schema(schema_path(ARTICLES))
    promised["properties"]["author"] = {"type": "string"}
    edition = tmp_path / ARTICLES.name / "1.schema.json"
    edition.parent.mkdir()
    edition.write_text(json.dumps(promised))
    with pytest.raises(SystemExit):
        releases.main()
    assert "lagebild.articles.v1, edition 1: value.author: is gone" in capsys.readouterr().err
    assert list(tmp_path.rglob("*.json")) == [edition]
