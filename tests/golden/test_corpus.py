"""The five real articles beside the repository, where they are: what must be found in them, and what they must come to.

The texts are not part of the project; without them these tests are skipped. CI has them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SHARED = Path(__file__).parents[3] / "shared"
_TEXTS = sorted((_SHARED / "corpus" / "texts").glob("*.txt"))
_LEAST = {"strict_f1": 0.96, "source": 0.93, "modality": 0.93, "section": 0.93, "as_of": 5 / 6, "grounded": 1.0}

pytestmark = pytest.mark.skipif(not _TEXTS, reason="the corpus does not lie beside the repository (../shared/corpus)")


def _lagebild(*arguments: str) -> str:
    command = [sys.executable, "-m", "services.desk.main", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def ledger() -> dict[str, Any]:
    return json.loads(_lagebild("compare", "--json", *map(str, _TEXTS)))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def wanted() -> dict[str, Any]:
    return json.loads((_SHARED / "corpus" / "gold_ledger.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_claims_reach_the_scores_asked_for(tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(_lagebild("analyze", "--json", *map(str, _TEXTS)), encoding="utf-8")
    bounds = [word for name, least in _LEAST.items() for word in ("--min", f"{name}={least}")]
    scorer = [sys.executable, str(_SHARED / "tools" / "score_claims.py"), str(_SHARED / "corpus" / "gold")]
    done = subprocess.run(
        [*scorer, str(predictions), "--details", *bounds], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


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


def test_relations_that_the_articles_must_show(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
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


def test_discrepancies_that_the_articles_must_show(ledger: dict[str, Any], wanted: dict[str, Any]) -> None:
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


def test_estimates_as_known_on_a_day(wanted: dict[str, Any]) -> None:
    for want in wanted["estimates"]:
        known = json.loads(_lagebild("compare", "--json", "--known-on", want["known_on"], *map(str, _TEXTS)))
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


def test_what_the_ledger_must_never_say(ledger: dict[str, Any]) -> None:
    positions = _positions(ledger)
    for kind in ("contradicts", "corroborates"):
        for relation in _relations(ledger, kind):
            first, second = positions[relation["from"]], positions[relation["to"]]
            assert first["measure"] == second["measure"]
            assert {first["quantity"]["point"], second["quantity"]["point"]} != {8000, 10_000}
            assert first["origin"]["id"] != second["origin"]["id"]
