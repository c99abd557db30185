"""Derives JSON Schemas and the AsyncAPI document from the contracts and the registry: `make contracts-update`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from shared.contracts.registry import Topic, load_topics

FOLDER = Path(__file__).parent
SCHEMAS = FOLDER / "schemas"
ASYNCAPI = FOLDER / "asyncapi.yaml"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "Lagebild"
_VERSION = "1.0.0"
_DESCRIPTION = (
    "Figures that German news articles claim about events, and the ledger they come to. What consumers can rely on is "
    "described in docs/topics.md. Delivery is at least once; ce_id recognises a repetition."
)
_HEADER = "# Generated from topics.yaml and the contract classes by `make contracts-update`. Do not edit.\n"


def render_files() -> Mapping[Path, str]:
    """Return the text of every generated file."""
    topics = load_topics()
    files = {schema_path(topic): _to_json(build_schema(topic)) for topic in topics if topic.contract is not None}
    return {**files, ASYNCAPI: _HEADER + _to_yaml(build_asyncapi(topics))}


def schema_path(topic: Topic) -> Path:
    """Return where the schema of the topic's values lies."""
    return SCHEMAS / f"{topic.name}.schema.json"


def build_schema(topic: Topic) -> dict[str, Any]:
    """Return the JSON Schema of the topic's values, as they are written."""
    assert topic.contract is not None
    schema = topic.contract.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": _DIALECT, "$id": f"urn:lagebild:{topic.name}", "description": topic.purpose, **schema}


def build_asyncapi(topics: tuple[Topic, ...]) -> dict[str, Any]:
    """Return the AsyncAPI 3 document over all topics."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": _TITLE,
            "version": _VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "127.0.0.1:9092",
                "protocol": "kafka",
                "description": "The default of LAGEBILD_KAFKA",
            }
        },
        "channels": {_name_channel(topic): _build_channel(topic) for topic in topics},
        "operations": {name: operation for topic in topics for name, operation in _build_operations(topic).items()},
        "components": {
            "messages": {_name_channel(topic): _build_message(topic) for topic in topics},
            "schemas": {"CloudEventHeaders": _cloud_event_headers(), "DeadLetterHeaders": _dead_letter_headers()},
        },
    }


def _name_channel(topic: Topic) -> str:
    """`lagebild.dead-letters.v1` is `deadLettersV1`."""
    first, *rest = topic.name.removeprefix("lagebild.").replace(".", "-").split("-")
    return first + "".join(word.capitalize() for word in rest)


def _build_channel(topic: Topic) -> dict[str, Any]:
    name = _name_channel(topic)
    settings: dict[str, Any] = {
        key: value.split(",") if key == "cleanup.policy" else int(value)
        for key, value in topic.config.items()
        if key != "message.timestamp.type"  # AsyncAPI's binding does not know it
    }
    return {
        "address": topic.name,
        "description": topic.purpose,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": settings,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _build_operations(topic: Topic) -> dict[str, Any]:
    name = _name_channel(topic)
    parties = [(topic.producer, "send")] + [(consumer, "receive") for consumer in topic.consumers]
    return {
        f"{party.replace(' ', '-')}-{action}s-{name}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{name}"},
            "summary": f"{party} {action}s {topic.name}",
        }
        for party, action in parties
    }


def _build_message(topic: Topic) -> dict[str, Any]:
    headers = "DeadLetterHeaders" if topic.contract is None else "CloudEventHeaders"
    message: dict[str, Any] = {
        "name": topic.event_type,
        "summary": topic.purpose,
        "headers": {"$ref": f"#/components/schemas/{headers}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": "0.5.0"}},
    }
    if topic.contract is None:
        return {**message, "contentType": "application/octet-stream"}
    payload = {
        "schemaFormat": "application/schema+json;version=draft-2020-12",
        "schema": {"$ref": f"./schemas/{schema_path(topic).name}"},
    }
    return {**message, "contentType": "application/json", "payload": payload}


def _cloud_event_headers() -> dict[str, Any]:
    described = {
        "ce_specversion": "Always 1.0",
        "ce_id": "Hash of topic, key, value and time: equal for a repeated delivery of one event",
        "ce_type": "What happened, with the version of the contract",
        "ce_source": "/lagebild/ and the service",
        "ce_time": "When it happened, ISO 8601",
        "content-type": "Media type of the value",
    }
    return _headers_schema(described)


def _dead_letter_headers() -> dict[str, Any]:
    described = {
        "topic": "Where the original stood",
        "partition": "Its partition",
        "offset": "Its offset",
        "reason": "Why it can never be handled",
        "service": "Who refused it",
        "version": "Version of the software that refused it",
    }
    schema = _headers_schema({**_cloud_event_headers()["properties"], **described})
    schema["properties"]["truncated"] = {
        "type": "string",
        "description": "There if the original was too long to be kept whole",
    }
    schema["patternProperties"] = {"^original_": {"type": "string", "description": "A header of the original"}}
    return schema


def _headers_schema(described: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: {"type": "string", "description": text} if isinstance(text, str) else text
        for name, text in described.items()
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _to_json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _to_yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=118)


def write_files() -> None:
    """Write all generated files and delete schemas of topics that are gone."""
    files = render_files()
    SCHEMAS.mkdir(exist_ok=True)
    for orphan in set(SCHEMAS.iterdir()) - files.keys():
        orphan.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_files()
