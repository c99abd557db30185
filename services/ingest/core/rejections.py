"""Why a file, or an entry of a file, was not taken, in words for the person who dropped it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RejectionCode = Literal[
    "unsupported_format",
    "empty",
    "no_text",
    "too_large",
    "too_complex",
    "bomb",
    "binary",
    "damaged",
    "encrypted",
    "wrong_encoding",
    "broken_sidecar",
    "broken_manifest",
    "broken_entry",
    "not_a_file",
    "unreadable",
    "outside_inbox",
    "some_entries_failed",
    "refused_by_kafka",
    "internal_error",
]
"""Stable names of the reasons, for scripts; documented in docs/ingest.md."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """What can't become an article: a code for scripts, what is wrong, and what to do about it.

    `entry`: which one of the file's entries (`line 12`, `presse/a.txt`), empty where the file itself is meant.
    """

    code: RejectionCode
    reason: str
    advice: str
    entry: str = ""
