"""What the corpus's gold_ledger.json asks of a ledger in JSON, wherever that comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[3] / "shared"
TEXTS = sorted((SHARED / "corpus" / "texts").glob("*.txt"))
GOLD = SHARED / "corpus" / "gold_ledger.json"


def require_relations(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Assert the relations that the articles must show."""
    positions = _positions(ledger)
    for want in wanted["relations"]:
        pairs = [[positions[r["from"]], positions[r["to"]]] for r in _relations(ledger, want["kind"]) if "from" in r]
        found: list[Any]
        match want["kind"]:
            case "supersedes":
                found = [
                    pair
                    for pair in pairs
                    if [end["quantity"]["point"] for end in pair] == [want["from"], want["to"]]
                    and all(end["measure"] == want["measure"] and _is_origin(end, want["origin"]) for end in pair)
                ]
            case "contradicts":
                (first, one), (second, other) = want["between"]
                ends = {(first.casefold(), one), (second.casefold(), other)}
                found = [pair for pair in pairs if {(e["origin"]["id"], e["quantity"]["point"]) for e in pair} == ends]
            case _:
                found = [
                    relation
                    for relation in _relations(ledger, "sums_to")
                    if sorted(positions[part]["quantity"]["point"] for part in relation["parts"])
                    == sorted(want["parts"])
                    and positions[relation["to"]]["quantity"]["point"] == want["total"]
                ]
        assert found, want


def require_discrepancies(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Assert the discrepancies that the articles must show."""
    claims = {claim["claim_id"]: claim for claim in ledger["claims"]}
    for want in wanted["discrepancies"]:
        found = [
            one
            for one in ledger["discrepancies"]
            if one["kind"] == want["kind"]
            and Path(one["path"] or "").name.startswith(want["article"])
            and want["figure"] in {claims[claim]["quantity"]["point"] for claim in one["claims"]}
            and one["severity"] == want.get("severity", one["severity"])
        ]
        assert found, want


def require_estimate(known: dict[str, Any], want: dict[str, Any]) -> None:
    """Assert an estimate of the ledger as it was known on its day."""
    estimates = [
        track["estimate"] or {"low": None, "best": None, "high": None}
        for dossier in known["dossiers"]
        if dossier["id"].endswith("nordkoreanische-soldaten")
        for track in dossier["tracks"]
        if track["measure"] == want["measure"] and track["place"] is None
    ]
    values = {value for one in estimates for value in (one["low"], one["best"], one["high"])}
    assert not values & set(want.get("must_not", ())), want
    if "best" in want:
        assert [one["best"] for one in estimates] == [want["best"]], want
    if "low_at_most" in want:
        assert all(one["low"] <= want["low_at_most"] for one in estimates), want
        assert all(one["high"] is None or one["high"] >= want["high_at_least"] for one in estimates), want


def require_silence(ledger: dict[str, Any]) -> None:
    """Assert what the ledger must never say of the articles."""
    positions = _positions(ledger)
    for kind in ("contradicts", "corroborates"):
        for relation in _relations(ledger, kind):
            first, second = positions[relation["from"]], positions[relation["to"]]
            assert first["measure"] == second["measure"]
            assert {first["quantity"]["point"], second["quantity"]["point"]} != {8000, 10_000}
            assert first["origin"]["id"] != second["origin"]["id"]


def _positions(ledger: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        position["position_id"]: position | {"measure": track["measure"]}
        for dossier in ledger["dossiers"]
        for track in dossier["tracks"]
        for position in track["positions"]
    }


def _relations(ledger: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [r for dossier in ledger["dossiers"] for r in dossier["relations"] if r["kind"] == kind]


def _is_origin(position: dict[str, Any], name: str) -> bool:
    return name.casefold() in {position["origin"]["id"].casefold(), position["origin"]["label"].casefold()}
