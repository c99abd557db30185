from __future__ import annotations

import pytest

from services.ingest.core.returns import Failure, choose_failures, plan_return, read_failures

PATHS = {
    "2025-05-02/lokal/a.txt",
    "2025-05-02/lokal/a.txt.meta.json",
    "2025-05-02/lokal/a.txt.reason.json",
    "2025-05-02/b-2.pdf",
    "2025-05-02/b-2.pdf.reason.json",
    "2025-05-02/weg.txt.reason.json",
}
REASONS = {
    "2025-05-02/lokal/a.txt.reason.json": {"what": "broken_sidecar", "where": "lokal/a.txt", "why": "weil"},
    "2025-05-02/b-2.pdf.reason.json": {"what": "no_text", "where": "b.pdf", "why": "weil"},
    "2025-05-02/weg.txt.reason.json": {"what": "empty", "where": "weg.txt", "why": "weil"},
}
FAILURES = read_failures(PATHS, REASONS)


def test_a_failed_file_goes_back_under_the_name_it_had() -> None:
    assert [(failure.path, failure.where) for failure in FAILURES] == [
        ("2025-05-02/b-2.pdf", "b.pdf"),
        ("2025-05-02/lokal/a.txt", "lokal/a.txt"),
    ]


def test_its_sidecar_goes_along() -> None:
    planned = plan_return(FAILURES[1], PATHS)
    assert (planned.name, planned.sidecar) == ("lokal/a.txt", "2025-05-02/lokal/a.txt.meta.json")
    assert plan_return(FAILURES[0], PATHS).sidecar is None


@pytest.mark.parametrize(
    ("names", "codes", "chosen"),
    [
        ([], [], ["b.pdf", "lokal/a.txt"]),
        (["a.txt"], [], ["lokal/a.txt"]),
        (["lokal/*"], [], ["lokal/a.txt"]),
        (["*.pdf", "lokal/a.txt"], [], ["b.pdf", "lokal/a.txt"]),
        ([], ["no_text"], ["b.pdf"]),
        (["a.txt"], ["no_text"], []),
    ],
)
def test_chooses_by_name_pattern_and_reason(names: list[str], codes: list[str], chosen: list[str]) -> None:
    assert [failure.where for failure in choose_failures(FAILURES, names, codes)] == chosen


@pytest.mark.parametrize("where", ["../x.txt", "/etc/x.txt", "a/../../x.txt", r"zwei\nZeilen.txt", ""])
def test_a_name_that_can_not_be_trusted_is_the_shelfs(where: str) -> None:
    reasons = {"2025-05-02/x.txt.reason.json": {"what": "empty", "where": where, "why": "weil"}}
    (failure,) = read_failures({"2025-05-02/x.txt"}, reasons)
    assert failure == Failure("2025-05-02/x.txt", "x.txt", "empty", "weil")
