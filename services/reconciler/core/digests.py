"""One hash over everything that the ledger says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from shared.domain.claims import Claim
from shared.domain.ledger import Dossier

_NOT_IN_DIGEST = frozenset({"rule", "confidence", "ruleset"})
"""Fields of a claim that say how it was found, not what it says."""


def digest_ledger(dossiers: Iterable[Dossier], claims: Iterable[Claim]) -> str:
    """Return `sha256:…` over live claims, positions, relations, discrepancies and estimates, whatever their order.

    Ingestion times, paths, rulesets, rule ids, confidence, the history of estimates and what has a past alone stay out.
    """
    digest = hashlib.sha256()
    for line in sorted({_print_line("claim", _strip_claim(claim)) for claim in claims}):
        digest.update(line)
    for line in sorted({line for dossier in dossiers if dossier.tracks for line in _print_dossier(dossier)}):
        digest.update(line)
    return f"sha256:{digest.hexdigest()}"


def _strip_claim(claim: Claim) -> dict[str, Any]:
    plain: dict[str, Any] = _make_plain(claim)
    return {name: value for name, value in plain.items() if name not in _NOT_IN_DIGEST}


def _print_dossier(dossier: Dossier) -> Iterator[bytes]:
    yield _print_line("dossier", [dossier.dossier_id, dossier.label])
    for track in dossier.tracks:
        yield _print_line("track", [track.track_id, dossier.dossier_id, track.measure, track.unit])
        yield _print_line("place", [track.track_id, _make_plain(track.place)])
        yield _print_line("estimate", [track.track_id, _make_plain(track.estimate)])
        yield from (_print_line("position", _make_plain(position)) for position in track.positions)
    yield from (_print_line("relation", _make_plain(relation)) for relation in dossier.relations)
    yield from (_print_line("discrepancy", _make_plain(found)) for found in dossier.discrepancies)


def _print_line(kind: str, value: object) -> bytes:
    line = json.dumps([kind, value], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return line.encode() + b"\n"


@lru_cache(maxsize=64)
def _list_fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _make_plain(value: Any) -> Any:
    """Return dicts, lists and scalars; 600.0 is 600, since a database may give back either."""
    if is_dataclass(value):
        return {name: _make_plain(getattr(value, name)) for name in _list_fields(value.__class__)}
    if isinstance(value, tuple | list):
        return [_make_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
