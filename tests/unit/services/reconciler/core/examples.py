"""Claim sets for unit tests, in the compact notation of the golden conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.domain.claims import ClaimSet
from tests.golden.ledger_notation import read_document

CASE: dict[str, Any] = {
    "event": "ukraine-krieg",
    "kind": "war",
    "group": "soldaten",
    "parents": {"NIS": ["seoul"], "JCS": ["seoul"]},
    "places": {"Kursk": ["Russland"]},
}


def make_set(claims: Sequence[dict[str, Any]], doc: str = "a", **facts: Any) -> ClaimSet:
    """Return the claim set of one document; `facts` as in claims.json (published, outlet, print, …)."""
    return read_document({"doc": doc, "claims": list(claims), **facts}, CASE)
