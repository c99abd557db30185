"""A clock that a trial can set, for a service that runs: see `sitecustomize.py` beside this module."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "FAULTS_CLOCK"


@dataclass(frozen=True, slots=True)
class WrongClock:
    """The file that says by how many seconds a service's clock is wrong; 0 at first."""

    path: Path

    def __post_init__(self) -> None:
        self.set(0.0)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a Python program must be started with to go by this clock."""
        # aiokafka's extensions in C would ask the kernel past Python
        return {VARIABLE: str(self.path), "PYTHONPATH": str(Path(__file__).parent), "AIOKAFKA_NO_EXTENSIONS": "1"}

    def set(self, seconds: float) -> None:
        """Let the clock jump, so that it is so many seconds ahead of the true time (negative: behind)."""
        with self.path.open("r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("d", seconds))
