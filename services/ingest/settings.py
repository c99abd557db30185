"""What can be set for ingest, by environment variables with the prefix `LAGEBILD_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from shared.runtime.settings import KafkaSettings


class IngestSettings(KafkaSettings):
    """Where files come from and go to, when they are taken, and what reading may cost."""

    inbox: Path = Field(default=Path("inbox"), description="Directory that people drop files into; made if missing")
    processed: Path | None = Field(
        default=None, description="Where published files go; unset: `processed` in the inbox"
    )
    failed: Path | None = Field(
        default=None, description="Where refused files go with their reasons; unset: `failed` in the inbox"
    )
    duplicate: Path | None = Field(
        default=None, description="Where files go whose version is known already; unset: `duplicate` in the inbox"
    )
    state: Path | None = Field(
        default=None, description="Directory of ingest's own ledger, on a local disk; unset: `.lagebild` in the inbox"
    )
    settle_s: float = Field(
        default=0.75, ge=0, description="Seconds without a change of size and time after which a file is complete"
    )
    done_markers: bool = Field(default=False, description="Take NAME only once an empty file NAME.done lies beside it")
    scan_every_s: float = Field(
        default=2.0, gt=0, description="Seconds between looks at the inbox when the system hints at nothing"
    )
    batch_files: int = Field(default=500, ge=1, description="Most files or articles published at once")
    batch_bytes: int = Field(
        default=16_000_000, ge=1, description="Most bytes of files published at once; bounds memory"
    )
    remember_days: float = Field(
        default=180.0, gt=0, le=100_000, description="Days after which ingest's own ledger forgets files and versions"
    )
    read_within_s: float = Field(
        default=30.0, gt=0, description="Seconds that reading one article may take; beyond that its file is refused"
    )
    read_memory_mb: int = Field(
        default=768, ge=256, description="Megabytes of address space of the process that reads all but plain UTF-8"
    )
    complain_every_s: float = Field(
        default=30.0, ge=0, description="Seconds between two log lines about the same lasting trouble"
    )
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="Port of /metrics and /ready; unset: none; 0: any free one, logged"
    )
    metrics_host: str = Field(default="127.0.0.1", description="Address that /metrics and /ready are served on")
