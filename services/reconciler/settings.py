"""Settings of the reconciler."""

from __future__ import annotations

from pydantic import Field

from shared.runtime.settings import KafkaSettings, PostgresSettings


class ReconcilerSettings(KafkaSettings, PostgresSettings):
    """What the reconciler reads from the environment."""

    reconciler_batch: int = Field(
        default=2000, ge=1, description="Most claim sets in one transaction of the reconciler; more cost less each"
    )
    reconciler_gather_s: float = Field(
        default=0.5,
        gt=0,
        description="Seconds that a transaction of the reconciler waits for more claim sets to share it",
    )
    archive_batch: int = Field(
        default=50, ge=1, description="Most articles in one transaction of the archive; each may be 900 kB"
    )
    relay_batch: int = Field(default=500, ge=1, description="Most outbox rows published before they are deleted")
    relay_poll_s: float = Field(
        default=0.5, gt=0, description="Seconds between looks at the outbox when no writer here has filled it"
    )
    postgres_statement_timeout_s: float = Field(
        default=60.0, gt=0, description="Seconds after which Postgres gives up a statement or a wait for a lock"
    )
