"""A compact notation for claims and ledgers, so that a case can be written by hand and read at a glance.

claims.json
    event, kind, named, group        the dossier (named defaults to true, kind to null)
    parents    {"NIS": ["seoul"]}    who sources belong to
    places     {"Kursk": ["Russland"]}   what contains a place, nearest first
                 "by": "NIS|Geheimdienst" gives id and label
    documents  [{"doc": "a", "claims": [CLAIM]}]; also version, published, updated, received, outlet, print
    CLAIM      {"killed": "~600", "by": "NIS", "at": "Kursk", "as_of": "2025-01", "in": "headline", "is": "planned",
                "sure": 0.3, "unit": "EUR", "of": "kinder", "words": "von 15 auf 14"}; the measure is the key that is
               none of the others; `of`: another group; `words`: a sentence that holds the figure
Figures: 600  ~600 (about)  >=600  >600  <=600  <600  10..20 (range)  600* (vague, from 600)
    with a prefix: +3000 (increment)  =8000 (current)  %12 (subset)

ledger.json holds, per dossier id, everything that must be found and nothing else: `estimates` (track: "low best high
origins rule", "-" for none, "nothing" where nothing is admissible), `relations`, `discrepancies`; where given also
`history`, `replaced` (positions that are not current) and `known_on` (day: estimates). A position prints as
"killed@Kursk NIS ~600", a claim as "a: killed ~600".
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from services.reconciler.core.reconcile import reconcile
from shared.domain.articles import hash_parts
from shared.domain.claims import Claim, ClaimSet, Event, Evidence, Label, Modifier, Place, Quantity, Source, Span
from shared.domain.ledger import Discrepancy, Dossier, Estimate, Figure, Ledger, Position, Relation, Track

_CLAIM_KEYS = {"by", "at", "as_of", "in", "is", "sure", "unit", "of", "words"}
_WORDS_START = 10_000
_MODIFIERS: dict[str, Modifier] = {"~": "about", ">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than"}
_SIGNS = {modifier: sign for sign, modifier in _MODIFIERS.items()}
_ASPECTS = {"+": "increment", "=": "current", "%": "subset"}
_ASPECT_SIGNS = {aspect: sign for sign, aspect in _ASPECTS.items()}


def read_case(path: Path) -> tuple[ClaimSet, ...]:
    """Return the claim sets of a case."""
    case = json.loads(path.read_text(encoding="utf-8"))
    return tuple(read_document(document, case) for document in case["documents"])


def read_document(document: dict[str, Any], case: dict[str, Any]) -> ClaimSet:
    """Return the claim set of one document of a case."""
    claims = tuple(_read_claim(entry, index, document, case) for index, entry in enumerate(document["claims"]))
    return ClaimSet(
        document_id=document["doc"],
        version=document.get("version", "1"),
        headline=None,
        outlet=document.get("outlet"),
        published=document.get("published"),
        updated=document.get("updated"),
        url=None,
        language="de",
        origin_file=f"{document['doc']}.txt",
        received=document.get("received", "2026-01-01T00:00:00Z"),
        ruleset=document.get("ruleset", "rules"),
        text_fingerprint=tuple(document.get("print", ())),
        claims=claims,
    )


def _read_claim(entry: dict[str, Any], index: int, document: dict[str, Any], case: dict[str, Any]) -> Claim:
    (measure,) = entry.keys() - _CLAIM_KEYS
    quantity = read_quantity(str(entry[measure]), entry.get("unit", "person"))
    place = entry.get("at")
    identity = hash_parts(document["doc"], measure, entry, index)
    group = entry.get("of", case["group"])
    words = entry.get("words", quantity.text)
    start = _WORDS_START if "words" in entry else 100 * index
    figure = start + words.index(quantity.text)
    return Claim(
        claim_id=identity,
        document_id=document["doc"],
        dossier_id=f"{case['event']}/{group}",
        measure=measure,
        subject=Label(group, group),
        event=Event(case["event"], case["event"], case.get("kind"), case.get("named", True)),
        place=None if place is None else Place(place, place, tuple(case.get("places", {}).get(place, ()))),
        quantity=quantity,
        figure=Span(figure, figure + len(quantity.text)),
        source=_read_source(entry.get("by"), case),
        as_of=entry.get("as_of"),
        as_of_basis="stated" if "as_of" in entry else None,
        as_of_span=None,
        modality=entry.get("is", "stated"),
        section=entry.get("in", "body"),
        evidence=Evidence(start, start + len(words), words, "", ""),
        rule="quantity.test",
        confidence=entry.get("sure", 0.9),
        ruleset=document.get("ruleset", "rules"),
    )


def _read_source(name: str | None, case: dict[str, Any]) -> Source | None:
    if name is None:
        return None
    identity, _, label = name.partition("|")
    return Source(identity.casefold(), label or identity, parents=tuple(case.get("parents", {}).get(identity, ())))


def read_quantity(text: str, unit: str) -> Quantity:
    """Return the quantity of a compact figure."""
    aspect: Any = _ASPECTS.get(text[0], "total")
    bare = text[1:] if text[0] in _ASPECTS else text
    if bare.endswith("*"):
        return Quantity(None, int(bare[:-1]), None, "vague", unit, aspect, text)
    if ".." in bare:
        low, high = bare.split("..")
        return Quantity(None, int(low), int(high), "range", unit, aspect, text)
    sign = next((sign for sign in _MODIFIERS if bare.startswith(sign)), "")
    number = int(bare.removeprefix(sign))
    modifier = _MODIFIERS.get(sign, "exact")
    low_end = None if modifier in {"at_most", "less_than"} else number
    high_end = None if modifier in {"at_least", "more_than"} else number
    return Quantity(number, low_end, high_end, modifier, unit, aspect, text)


def print_figure(figure: Figure | Quantity) -> str:
    """Return the compact figure of a quantity."""
    aspect = _ASPECT_SIGNS.get(figure.aspect, "")
    if figure.modifier == "range":
        return f"{aspect}{figure.low}..{figure.high}"
    if figure.modifier == "vague":
        return f"{aspect}{figure.low}*"
    return f"{aspect}{_SIGNS.get(figure.modifier, '')}{figure.point}"


def print_case(claim_sets: tuple[ClaimSet, ...], expected: dict[str, Any]) -> dict[str, Any]:
    """Return the ledger of a case in the compact form, with the optional parts that the expectation asks for."""
    ledger = reconcile(claim_sets)
    printed = {dossier.dossier_id: _print_dossier(dossier, ledger) for dossier in ledger.dossiers}
    for dossier_id, dossier in printed.items():
        wanted = expected.get(dossier_id, {})
        for day in wanted.get("known_on", {}):
            past = reconcile(claim_sets, date.fromisoformat(day))
            tracks = [track for each in past.dossiers if each.dossier_id == dossier_id for track in each.tracks]
            dossier.setdefault("known_on", {})[day] = _print_estimates(tracks)
        for optional in ("history", "replaced", "known_on"):
            if optional not in wanted:
                dossier.pop(optional, None)
    return printed


def _print_dossier(dossier: Dossier, ledger: Ledger) -> dict[str, Any]:
    positions = {each.position_id: _print_position(each, track) for track in dossier.tracks for each in track.positions}
    claims = {claim.claim_id: claim for claim in ledger.claims}
    replaced = [positions[each.position_id] for track in dossier.tracks for each in track.positions if not each.current]
    history = {
        _print_track(track): [f"{past.known_on}: {print_estimate(past.estimate)}" for past in track.history]
        for track in dossier.tracks
        if track.history
    }
    return {
        "estimates": _print_estimates(dossier.tracks),
        "relations": sorted(_print_relation(each, positions) for each in dossier.relations),
        "discrepancies": sorted(_print_discrepancy(each, claims) for each in dossier.discrepancies),
        "history": history,
        "replaced": sorted(replaced),
    }


def _print_estimates(tracks: Any) -> dict[str, str]:
    return {
        _print_track(track): "nothing" if track.estimate is None else print_estimate(track.estimate) for track in tracks
    }


def print_estimate(estimate: Estimate) -> str:
    """Return low, best, high, origins and rule."""
    figures = ("-" if each is None else str(each) for each in (estimate.low, estimate.best, estimate.high))
    return f"{' '.join(figures)} {estimate.origins} {estimate.rule}"


def _print_track(track: Track) -> str:
    unit = "" if track.unit == "person" else f"[{track.unit}]"
    return f"{track.measure}{unit}{'' if track.place is None else '@' + track.place.id}"


def _print_position(position: Position, track: Track) -> str:
    return f"{_print_track(track)} {position.origin.label} {print_figure(position.quantity)}"


def _print_claim(claim: Claim) -> str:
    place = "" if claim.place is None else f"@{claim.place.id}"
    return f"{claim.document_id}: {claim.measure}{place} {print_figure(claim.quantity)}"


def _print_discrepancy(found: Discrepancy, claims: dict[str, Claim]) -> str:
    said = list(dict.fromkeys(_print_claim(claims[claim]) for claim in found.claims))
    if found.kind in {"contradiction", "sum_mismatch"}:
        said.sort()  # no side comes first
    return f"{found.kind} ({found.severity}): {' | '.join(said)}"


def _print_relation(relation: Relation, positions: dict[str, str]) -> str:
    parts = sorted(positions[part] for part in relation.parts)
    if relation.kind in {"contradicts", "corroborates"}:
        return f"{relation.kind}: {' -- '.join(sorted([*parts, positions[relation.to]]))}"
    delta = "" if relation.delta is None else f" ({relation.delta:+})"
    return f"{relation.kind}: {' & '.join(parts)} -> {positions[relation.to]}{delta}"
