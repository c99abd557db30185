"""The value of `lagebild.replays.v1`: a dead letter was sent back to where it came from."""

from __future__ import annotations

from pydantic import Field

from shared.contracts.articles import Contract


class ReplayV1(Contract):
    """One sending; a letter that was sent back again has several."""

    letter_id: str = Field(min_length=1, description="`ce_id` of the dead letter; the message key")
    letter_partition: int = Field(ge=0, description="Where it stands in lagebild.dead-letters.v1")
    letter_offset: int = Field(ge=0)
    topic: str = Field(description="Where the original stood, and was sent again")
    partition: int = Field(ge=0, description="Where the original stood")
    offset: int = Field(ge=0)
    replayed: str = Field(description="When, ISO 8601 in UTC")
    version: str = Field(description="Version of Lagebild that sent it")
