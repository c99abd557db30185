"""Where things of this checkout lie."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = PROJECT / "docker-compose.yml"
KAFKA_FILES = PROJECT / "infra" / "kafka"


def find_cache() -> Path:
    """Directory for what is fetched once; `LAGEBILD_CACHE` names another, for instance one that checkouts share."""
    return Path(os.environ.get("LAGEBILD_CACHE") or PROJECT / ".cache").resolve()
