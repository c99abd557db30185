from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.ingest.adapters.rooms import Room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """Three empty directories, a publisher that acknowledges, and a delivery between them."""
    return Room(tmp_path)
