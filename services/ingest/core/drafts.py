"""What readers take out of a file, before it is dated, identified and measured."""

from __future__ import annotations

from dataclasses import dataclass

from services.ingest.core.facts import NOTHING, Facts


@dataclass(frozen=True, slots=True)
class Draft:
    """One article of a file. `entry`: which one, in names that can be found again; empty where the file is the article.

    `facts`: what the format says. `guessed`: what of it, or `encoding`, was inferred. `withdrawn`: why the source calls
    the document back. `embargo`: until when it must not be published, ISO 8601 with offset.
    """

    text: str
    media_type: str
    facts: Facts = NOTHING
    entry: str = ""
    guessed: frozenset[str] = frozenset()
    withdrawn: str | None = None
    embargo: str | None = None


def compose_text(title: str | None, body: str) -> str:
    """Return the body with the title above it, unless it stands there: figures of headlines are found in the text."""
    if not title or " ".join(body[: 2 * len(title) + 80].split()).startswith(" ".join(title.split())):
        return body
    return f"{title}\n\n{body}"
