"""Why a file was not taken, in words for the person who dropped it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RejectionCode = Literal[
    "unsupported_format",
    "empty",
    "too_large",
    "binary",
    "wrong_encoding",
    "broken_sidecar",
    "not_a_file",
    "unreadable",
    "outside_inbox",
    "refused_by_kafka",
    "internal_error",
]
"""Stable names of the reasons, for scripts; documented in docs/ingest.md."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that can't become an article: a code for scripts, what is wrong, and what to do about it."""

    code: RejectionCode
    reason: str
    advice: str
