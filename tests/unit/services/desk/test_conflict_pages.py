from __future__ import annotations

import io
import json

from rich.console import Console

from services.desk.conflict_pages import conflicts_to_json, print_conflicts
from shared.contracts.ledger import LedgerV1


def read(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def test_a_conflict_shows_why_and_the_words_of_both_sides(page: Console, ledger: LedgerV1) -> None:
    print_conflicts(page, ledger)
    text = read(page)
    assert "zivilschutz says 9, innenministerium says 12" in text
    assert "»Neun Menschen starben laut Zivilschutz.«" in text
    assert "»Laut Ministerium starben zwölf Menschen.«" in text


def test_major_conflicts_come_before_minor_ones(page: Console, ledger: LedgerV1) -> None:
    (major,) = ledger.discrepancies
    minor = major.model_copy(update={"id": "a", "kind": "headline_hedge", "severity": "minor", "why": "only a hedge"})
    print_conflicts(page, ledger.model_copy(update={"discrepancies": (minor, major)}))
    text = read(page)
    assert text.index("innenministerium says 12") < text.index("only a hedge")


def test_no_conflict_is_said_in_words(page: Console, ledger: LedgerV1) -> None:
    print_conflicts(page, ledger.model_copy(update={"discrepancies": ()}))
    assert "No conflicts" in read(page)


def test_conflicts_of_one_severity_come_in_the_order_of_their_days(page: Console, ledger: LedgerV1) -> None:
    (late,) = ledger.discrepancies
    early = late.model_copy(update={"id": "z", "claims": ("c-four",), "why": "the day before"})
    print_conflicts(page, ledger.model_copy(update={"discrepancies": (late, early)}))
    text = read(page)
    assert text.index("the day before") < text.index("innenministerium says 12")


def test_a_conflict_shows_its_severity_its_day_and_what_explain_takes(page: Console, ledger: LedgerV1) -> None:
    print_conflicts(page, ledger)
    assert "major · contradiction  2025-09-17  x-contra\n" in read(page)


def test_each_sentence_is_printed_once_and_then_named_by_its_number(page: Console, ledger: LedgerV1) -> None:
    (found,) = ledger.discrepancies
    again = found.model_copy(update={"id": "y", "claims": ("c-nine", "c-four")})
    print_conflicts(page, ledger.model_copy(update={"discrepancies": (found, again)}))
    text = read(page)
    assert text.count("Neun Menschen starben") == 1
    number = text.partition("»Neun Menschen")[0].rsplit("\n", 1)[1].strip()
    assert text.count(number) == 2


def test_headline_and_body_that_say_the_same_are_one_line(page: Console, ledger: LedgerV1) -> None:
    (found,) = ledger.discrepancies
    (nine,) = (claim for claim in ledger.claims if claim.claim_id == "c-nine")
    exact = "Neun Tote"
    evidence = nine.evidence.model_copy(update={"start": 0, "end": len(exact), "exact": exact})
    figure = nine.figure.model_copy(update={"start": 0, "end": 4})
    headline = nine.model_copy(
        update={"claim_id": "c-head", "section": "headline", "source": None, "evidence": evidence, "figure": figure}
    )
    found = found.model_copy(update={"claims": ("c-head", "c-nine", "c-twelve")})
    changed = {"claims": (*ledger.claims, headline), "discrepancies": (found,)}
    print_conflicts(page, ledger.model_copy(update=changed))
    assert "9 killed, Zivilschutz, body and headline of flut-2.txt 2025-09-17" in read(page)
    assert "»Neun Tote«" not in read(page)


def test_a_claim_that_is_kept_apart_says_why(page: Console, denied: LedgerV1) -> None:
    print_conflicts(page, denied)
    assert "12 killed, Zivilschutz, body of flut-2.txt 2025-09-17 (kept apart: denied)" in read(page)


def test_programs_get_conflicts_in_the_same_order_with_their_claims(ledger: LedgerV1) -> None:
    (late,) = ledger.discrepancies
    early = late.model_copy(update={"id": "z", "claims": ("c-four",)})
    minor = early.model_copy(update={"id": "a", "severity": "minor"})
    told = json.loads(json.dumps(conflicts_to_json(ledger.model_copy(update={"discrepancies": (minor, late, early)}))))
    assert [found["id"] for found in told["discrepancies"]] == ["z", "x-contradiction", "a"]
    assert {claim["claim_id"] for claim in told["claims"]} == {"c-four", "c-nine", "c-twelve"}
    assert {document["document_id"] for document in told["documents"]} == {"d-first", "d-second"}
