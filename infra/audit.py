"""`make audit`: what the locks bring in, against rules that need no network, and against advisories where they answer.

Every package pinned with hashes, no address of an index, licences from a list, nothing that its authors have withdrawn
(yanked), no known vulnerability. What could not be looked up is said, never counted as good.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "infra/docker/requirements.lock")
AUDITOR = PROJECT / ".cache" / "audit" / "bin" / "pip-audit"
"""Put there by `make audit`, apart from what the project itself depends on."""

ALLOWED = frozenset(
    {
        *("Apache-2.0", "Apache Software License", "MIT", "MIT License", "MIT-CMU", "ISC", "ISC License (ISCL)"),
        *("BSD-2-Clause", "BSD-3-Clause", "BSD License", "BSD-3-Clause, Apache-2.0, dependency licenses", "0BSD"),
        *("PSF-2.0", "Python Software Foundation License", "CNRI-Python", "Unlicense", "Repoze Public License"),
        *("MPL-1.1", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "LGPL-2.1-or-later", "LGPL-3.0-only"),
    }
)
"""Licences under which a package may be used, unchanged, in a program under Apache-2.0."""
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w,.-]+\])?==(?P<version>[^\s;]+)[^\n]*", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host")
_AUDIT_WITHIN_S = 300.0


@dataclass(slots=True)
class Report:
    """Sentences: what is wrong, what could not be found out, what was looked at."""

    faults: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    good: list[str] = field(default_factory=list)


def run() -> None:
    """Audit both locks; exit status 1 where something is wrong."""
    report = Report()
    for lock in LOCKS:
        text = (PROJECT / lock).read_text(encoding="utf-8")
        check_pins(lock, text, report)
    everything = (PROJECT / LOCKS[0]).read_text(encoding="utf-8")
    check_licences(list_pins(everything), report)
    for lock in LOCKS:
        check_withdrawn(lock, report)
        check_advisories(lock, report)
    for heading, sentences in (("wrong", report.faults), ("NOT LOOKED UP", report.unknown), ("good", report.good)):
        sys.stdout.writelines(f"{heading}: {sentence}\n" for sentence in sentences)
    sys.exit(1 if report.faults else 0)


def list_pins(text: str) -> dict[str, str]:
    """Return the version of each package that a lock names."""
    return {match["name"]: match["version"] for match in _PIN.finditer(text)}


def check_pins(lock: str, text: str, report: Report) -> None:
    """Every requirement is one version with hashes, and no address of an index stands in the lock."""
    faults = [f"{lock} names an index: {line.strip()}" for line in text.splitlines() if _ADDRESS.search(line)]
    requirements = [part for part in re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE) if part.strip()]
    for requirement in requirements:
        first = requirement.splitlines()[0].removesuffix("\\").strip()
        if first.startswith(("#", "-")):
            continue
        if not _PIN.match(requirement):
            faults.append(f"{lock}: {first} is not pinned to one version")
        elif not _HASH.search(requirement):
            faults.append(f"{lock}: {first} has no sha256 hash")
    report.faults += faults
    if not faults:
        report.good.append(f"{lock}: {len(requirements)} packages, each one version with hashes")


def check_licences(pins: dict[str, str], report: Report) -> None:
    """Every package that is installed here has a licence of the list."""
    missing, faults = [], []
    for name in sorted(pins):
        try:
            licences = find_licences(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if not is_allowed(licences):
            faults.append(f"{name} {pins[name]}: its licence is not on the list: {licences or 'none is named'}")
    report.faults += faults
    if missing:
        report.unknown.append(f"licences of what this system does not need: {', '.join(missing)}")
    if not faults:
        report.good.append(f"licences of {len(pins) - len(missing)} packages are on the list")


def find_licences(found: metadata.PackageMetadata) -> str:
    """Return the licence expression; where there is none the classifiers, as alternatives, else the free text."""
    if "License-Expression" in found:
        return found["License-Expression"]
    classifiers = [line for line in found.get_all("Classifier") or () if line.startswith("License ::")]
    named = [line.rpartition("::")[2].strip() for line in classifiers if not line.endswith("OSI Approved")]
    return " OR ".join(named) or (found["License"].strip() if "License" in found else "")


def is_allowed(licences: str) -> bool:
    """Whether one of the alternatives consists of nothing but licences of the list."""
    alternatives = (re.split(r"\s+AND\s+", each) for each in re.split(r"\s+OR\s+", licences))
    return any(all(part in ALLOWED or part.strip("() ") in ALLOWED for part in parts) for parts in alternatives)


def check_withdrawn(lock: str, report: Report) -> None:
    """Ask pip, which says of each version that it would install whether it was yanked."""
    pip = (sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--require-hashes")
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "-r", str(PROJECT / lock))
    done = _run(*pip, *options)
    yanked = [line.strip() for line in done.stderr.splitlines() if "yanked" in line]
    report.faults += [f"{lock}: {line}" for line in yanked]
    if done.returncode:
        report.unknown.append(
            f"{lock}: whether a version was withdrawn (yanked), since pip could not ask: {_tail(done)}"
        )
    elif not yanked:
        report.good.append(f"{lock}: no version was withdrawn (yanked)")


def check_advisories(lock: str, report: Report) -> None:
    """Ask pip-audit; a package that its service does not know has not been looked up."""
    if not AUDITOR.exists():
        report.unknown.append(f"{lock}: known vulnerabilities, since pip-audit could not be installed")
        return
    options = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")
    done = _run(str(AUDITOR), *options, "-r", str(PROJECT / lock))
    read_advisories(lock, done, report)


def read_advisories(lock: str, done: subprocess.CompletedProcess[str], report: Report) -> None:
    """Take what pip-audit said; it ends with 0 also where it could look up nothing."""
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        report.unknown.append(f"{lock}: known vulnerabilities, since pip-audit failed: {_tail(done)}")
        return
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [
        f"{lock}: {package['name']} {package['version']} has {advisory['id']}; mended in "
        f"{', '.join(advisory['fix_versions']) or 'no version yet'}"
        for package in packages
        for advisory in package.get("vulns", ())
    ]
    report.faults += found
    if skipped:
        count = "all" if len(skipped) == len(packages) else "some"
        report.unknown.append(
            f"{lock}: known vulnerabilities of {count} packages ({len(skipped)} of {len(packages)}), "
            "since the service of advisories does not answer for them"
        )
    if len(skipped) < len(packages) and not found:
        report.good.append(f"{lock}: no vulnerability is known of {len(packages) - len(skipped)} packages")


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_AUDIT_WITHIN_S)  # noqa: S603
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {_AUDIT_WITHIN_S:g} s")


def _tail(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return re.sub(r"https?://\S+", "…", lines[-1]) if lines else f"status {done.returncode}"


if __name__ == "__main__":
    run()
