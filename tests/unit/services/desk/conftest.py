from __future__ import annotations

import io

import pytest
from rich.console import Console

from services.desk.consoles import PAGE_WIDTH, THEME
from shared.contracts.ledger import LedgerV1


@pytest.fixture
def page() -> Console:
    """A page of 100 columns that a test reads with `page.file.getvalue()`."""
    return Console(file=io.StringIO(), width=PAGE_WIDTH, theme=THEME, highlight=False, emoji=False, markup=False)


@pytest.fixture
def ledger() -> LedgerV1:
    """Two origins that contradict each other, one of which replaced its own figure, on a flood."""
    return LedgerV1.model_validate(
        {
            "dossiers": [
                {
                    "id": "hochwasser@SI/menschen",
                    "label": "Menschen · Hochwasser in Slowenien",
                    "tracks": [
                        {
                            "track_id": "7ac0000000000001",
                            "measure": "killed",
                            "unit": "person",
                            "place": None,
                            "estimate": _estimate(9, 12, 12, ("c-nine", "c-twelve")),
                            "history": [
                                {
                                    "known_on": "2025-09-16",
                                    "low": 4,
                                    "best": 4,
                                    "high": None,
                                    "rule": "latest-of-origin",
                                },
                                {
                                    "known_on": "2025-09-17",
                                    "low": 9,
                                    "best": 12,
                                    "high": 12,
                                    "rule": "latest-of-origin",
                                },
                            ],
                            "positions": [
                                _position(
                                    "p-four",
                                    "zivilschutz",
                                    4,
                                    "2025-09-16",
                                    "c-four",
                                    document="d-first",
                                    current=False,
                                ),
                                _position("p-nine", "zivilschutz", 9, "2025-09-17", "c-nine", document="d-second"),
                                _position(
                                    "p-twelve", "innenministerium", 12, "2025-09-17", "c-twelve", document="d-second"
                                ),
                            ],
                        }
                    ],
                    "relations": [
                        {
                            "kind": "supersedes",
                            "from": "p-four",
                            "to": "p-nine",
                            "delta": 5,
                            "why": "zivilschutz went from 4 to 9",
                        },
                        {"kind": "contradicts", "from": "p-nine", "to": "p-twelve", "why": "9 and 12 do not overlap"},
                    ],
                }
            ],
            "discrepancies": [
                {
                    "id": "x-contradiction",
                    "dossier_id": "hochwasser@SI/menschen",
                    "kind": "contradiction",
                    "severity": "major",
                    "document_id": None,
                    "claims": ["c-nine", "c-twelve"],
                    "why": "zivilschutz says 9, innenministerium says 12 on the same day",
                }
            ],
            "documents": [
                _document("d-first", "flut-1.txt", "2025-09-16", "Grenzlandbote"),
                _document("d-second", "flut-2.txt", "2025-09-17", None),
            ],
            "claims": [
                _claim("c-four", "d-first", 4, "Mindestens vier Menschen\nkamen ums Leben.", (11, 15)),
                _claim("c-nine", "d-second", 9, "Neun Menschen starben laut Zivilschutz.", (0, 4)),
                _claim("c-twelve", "d-second", 12, "Laut Ministerium starben zwölf Menschen.", (25, 30)),
            ],
            "digest": "sha256:00",
        }
    )


@pytest.fixture
def denied(ledger: LedgerV1) -> LedgerV1:
    """The same, but the ministry denies its twelve: that position is kept apart."""
    claims = tuple(
        claim.model_copy(update={"modality": "denied"}) if claim.claim_id == "c-twelve" else claim
        for claim in ledger.claims
    )
    (dossier,) = ledger.dossiers
    (track,) = dossier.tracks
    positions = tuple(
        position.model_copy(update={"admissible": position.position_id != "p-twelve"}) for position in track.positions
    )
    changed = track.model_copy(update={"positions": positions})
    return ledger.model_copy(
        update={"claims": claims, "dossiers": (dossier.model_copy(update={"tracks": (changed,)}),)}
    )


def _estimate(low: int, best: int, high: int, claims: tuple[str, ...]) -> dict[str, object]:
    return {
        "low": low,
        "best": best,
        "high": high,
        "origins": 2,
        "rule": "latest-of-origin",
        "claims": claims,
        "why": "two origins",
    }


def _figure(point: int) -> dict[str, object]:
    return {"point": point, "low": point, "high": point, "modifier": "exact", "unit": "person", "aspect": "total"}


def _position(
    position_id: str, origin: str, point: int, day: str, claim: str, *, document: str, current: bool = True
) -> dict[str, object]:
    return {
        "position_id": position_id,
        "origin": {"id": origin, "label": origin.title()},
        "quantity": _figure(point),
        "as_of": [],
        "effective": day,
        "first_said": day,
        "last_said": day,
        "current": current,
        "admissible": True,
        "claims": [claim],
        "documents": [document],
    }


def _document(document_id: str, path: str, published: str, outlet: str | None) -> dict[str, object]:
    return {"document_id": document_id, "path": path, "published": published, "outlet": outlet, "url": None}


def _claim(claim_id: str, document_id: str, point: int, sentence: str, figure: tuple[int, int]) -> dict[str, object]:
    start, end = figure
    return {
        "claim_id": claim_id,
        "document_id": document_id,
        "dossier_id": "hochwasser@SI/menschen",
        "measure": "killed",
        "subject": {"id": "menschen", "label": "Menschen"},
        "event": None,
        "place": None,
        "quantity": {**_figure(point), "text": sentence[start:end]},
        "figure": {"start": 100 + start, "end": 100 + end},
        "source": {"id": "zivilschutz", "label": "Zivilschutz"},
        "as_of": None,
        "as_of_basis": None,
        "as_of_span": None,
        "modality": "stated",
        "section": "body",
        "evidence": {"start": 100, "end": 100 + len(sentence), "exact": sentence, "prefix": "", "suffix": ""},
        "rule": "quantity.plain",
        "confidence": 0.9,
        "ruleset": "r",
    }
