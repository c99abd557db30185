"""The schemas that were released, one file each edition, never edited: `make contracts-release` adds to them."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from shared.contracts.compatibility import find_breaks
from shared.contracts.generate import FOLDER, schema_path
from shared.contracts.registry import Topic, load_topics

RELEASED = FOLDER / "released"
SUMS = RELEASED / "SHA256SUMS"


def list_editions(topic: Topic) -> list[Path]:
    """Return the released schemas of a topic's values, the first edition first."""
    return sorted((RELEASED / topic.name).glob("*.schema.json"), key=lambda path: int(path.name.partition(".")[0]))


def read_schema(path: Path) -> dict[str, Any]:
    """Return the schema that lies there."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def find_topic_breaks(topic: Topic) -> list[str]:
    """Return how the present schema breaks any edition."""
    current = read_schema(schema_path(topic))
    return [
        f"{topic.name}, edition {path.name.partition('.')[0]}: {sentence}"
        for path in list_editions(topic)
        for sentence in find_breaks(read_schema(path), current)
    ]


def release_topic(topic: Topic) -> Path | None:
    """Write the present schema as the next edition and return its path; None where nothing has changed."""
    editions, text = list_editions(topic), schema_path(topic).read_text(encoding="utf-8")
    if editions and editions[-1].read_text(encoding="utf-8") == text:
        return None
    path = RELEASED / topic.name / f"{len(editions) + 1}.schema.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_sums() -> None:
    """Write the checksums of all editions, in the form that `sha256sum --check` reads."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(RELEASED)}\n"
        for path in sorted(RELEASED.glob("*/*.json"))
    ]
    SUMS.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Release the present schemas, all or none: exit status 1 where one breaks what was released."""
    typed = [topic for topic in load_topics() if topic.contract is not None]
    breaks = [sentence for topic in typed for sentence in find_topic_breaks(topic)]
    if breaks:
        sys.stderr.write("\n".join([*breaks, "Make a new version of the topic instead: docs/topics.md", ""]))
        sys.exit(1)
    for topic in typed:
        path = release_topic(topic)
        if path is not None:
            sys.stdout.write(f"released {path.relative_to(FOLDER)}; put an example into examples/\n")
    write_sums()


if __name__ == "__main__":
    main()
