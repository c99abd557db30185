from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.ingest.adapters.rooms import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Empty directories, a publisher that acknowledges, and a delivery between them."""
    made = Room(tmp_path)
    yield made
    made.close()
