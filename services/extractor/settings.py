"""Settings of the extractor."""

from __future__ import annotations

from pydantic import Field

from shared.runtime.settings import KafkaSettings


class ExtractorSettings(KafkaSettings):
    """What the extractor reads from the environment."""

    extractor_batch: int = Field(
        default=50, ge=1, description="Most articles in one batch of the extractor; a crash repeats at most one batch"
    )
    extract_within_s: float = Field(
        default=20.0,
        gt=0,
        description="Seconds of processor time that one article may take; beyond that it goes to the dead letters",
    )
