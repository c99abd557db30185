"""What can be set for ingest, by environment variables with the prefix `LAGEBILD_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from shared.runtime.settings import KafkaSettings


class IngestSettings(KafkaSettings):
    """Where files come from and go to, and when they are taken."""

    inbox: Path = Field(default=Path("inbox"), description="Directory that people drop files into; made if missing")
    processed: Path | None = Field(
        default=None, description="Where published files go; unset: `processed` in the inbox"
    )
    failed: Path | None = Field(
        default=None, description="Where refused files go with their reasons; unset: `failed` in the inbox"
    )
    settle_s: float = Field(
        default=0.75, ge=0, description="Seconds without a change of size and time after which a file is complete"
    )
    scan_every_s: float = Field(
        default=2.0, gt=0, description="Seconds between looks at the inbox when the system hints at nothing"
    )
    batch_files: int = Field(default=200, ge=1, description="Most files published at once")
    batch_bytes: int = Field(
        default=16_000_000, ge=1, description="Most bytes of files published at once; bounds memory"
    )
    complain_every_s: float = Field(
        default=30.0, ge=0, description="Seconds between two log lines about the same lasting trouble"
    )
