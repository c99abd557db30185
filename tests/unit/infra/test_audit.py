"""What `make audit` finds in locks, licences and answers of pip-audit."""

from __future__ import annotations

import json
import subprocess
from email.message import Message
from pathlib import Path

import pytest

from infra import audit
from infra.audit import Report, check_licences, check_pins, find_licences, is_allowed, list_pins, read_advisories

ROOT = Path(__file__).parents[3]
HASH = f"    --hash=sha256:{'a' * 64}\n"


@pytest.mark.parametrize("lock", audit.LOCKS)
def test_our_locks_are_pinned_hashed_and_name_no_index(lock: str) -> None:
    report = Report()
    text = (ROOT / lock).read_text()
    check_pins(lock, text, report)
    assert report.faults == []
    assert len(list_pins(text)) > 40
    assert f"{len(list_pins(text))} packages" in report.good[0]


def test_our_licences_are_on_the_list() -> None:
    report = Report()
    check_licences(list_pins((ROOT / "requirements.lock").read_text()), report)
    assert report.faults == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"one>=1 \\\n{HASH}", "one>=1 is not pinned"),
        ("one==1\n", "one==1 has no sha256 hash"),
        (f"one==1 \\\n{HASH}two==2\n    # via one\n", "two==2 has no sha256 hash"),
        (f"one==1 \\\n    --hash=md5:{'a' * 64}\n", "one==1 has no sha256 hash"),
        (f"--index-url https://example.org/simple\none==1 \\\n{HASH}", "names an index"),
        (f"one @ https://example.org/one.whl \\\n{HASH}", "is not pinned"),
    ],
)
def test_a_lock_that_leaves_something_open_is_wrong(text: str, said: str) -> None:
    report = Report()
    check_pins("lock", text, report)
    assert any(said in fault for fault in report.faults)
    assert report.good == []


@pytest.mark.parametrize(
    ("licences", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("(MIT OR Apache-2.0)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later OR Proprietary", False),
        ("", False),
    ],
)
def test_an_alternative_of_the_list_suffices(licences: str, allowed: bool) -> None:  # noqa: FBT001
    assert is_allowed(licences) == allowed


def test_licences_are_found_wherever_a_package_names_them() -> None:
    by_classifier = Message()
    by_classifier["Classifier"] = "License :: OSI Approved"
    by_classifier["Classifier"] = "License :: OSI Approved :: MIT License"
    by_text = Message()
    by_text["License"] = "BSD-3-Clause"
    assert find_licences(by_classifier) == "MIT License"  # type: ignore[arg-type]
    assert find_licences(by_text) == "BSD-3-Clause"  # type: ignore[arg-type]
    assert find_licences(Message()) == ""  # type: ignore[arg-type]


def answer(*packages: dict[str, object], code: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, json.dumps({"dependencies": packages}), "")


def test_a_known_vulnerability_is_wrong() -> None:
    report = Report()
    advisory = {"id": "PYSEC-1", "fix_versions": ["2"]}
    read_advisories("lock", answer({"name": "one", "version": "1", "vulns": [advisory]}, code=1), report)
    assert report.faults == ["lock: one 1 has PYSEC-1; mended in 2"]


def test_what_was_not_looked_up_is_never_good() -> None:
    report = Report()
    read_advisories("lock", answer({"name": "one", "skip_reason": "not found"}), report)
    read_advisories("lock", subprocess.CompletedProcess([], 1, "", "Traceback\nConnectionError: no network"), report)
    assert (report.faults, report.good) == ([], [])
    assert "of all packages (1 of 1)" in report.unknown[0]
    assert "no network" in report.unknown[1]


def test_what_is_good_is_counted() -> None:
    report = Report()
    known: dict[str, object] = {"name": "one", "version": "1", "vulns": []}
    unknown: dict[str, object] = {"name": "two", "skip_reason": "not found"}
    read_advisories("lock", answer(known, unknown), report)
    assert report.good == ["lock: no vulnerability is known of 1 packages"]
    assert "(1 of 2)" in report.unknown[0]
