"""All cases, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults import message_cases, server_cases, service_cases
from tests.faults.trials import Case

CASES: Mapping[str, Case] = {
    case.name: case for module in (service_cases, server_cases, message_cases) for case in module.list_cases()
}


def count_seeds(name: str) -> int:
    """Return with how many seeds the long run tries a case."""
    return 20 if name == "kill" else 3
