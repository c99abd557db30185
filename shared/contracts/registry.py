"""The one registry of topics: what `topics.yaml` says, checked, with the contract classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.articles import ArticleV1, Contract
from shared.contracts.claims import ClaimSetV1
from shared.contracts.ledger import AssessmentV1, DiscrepancyV1
from shared.contracts.replays import ReplayV1

_CONTRACTS: Mapping[str, type[Contract]] = {
    contract.__name__: contract for contract in (ArticleV1, ClaimSetV1, AssessmentV1, DiscrepancyV1, ReplayV1)
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `contract` None: raw bytes. `config` as the broker takes it."""

    name: str
    constant: str
    purpose: str
    key: str
    partitions: int
    config: Mapping[str, str]
    producer: str
    consumers: tuple[str, ...]
    contract: type[Contract] | None
    event_type: str

    @property
    def compacted(self) -> bool:
        """Whether only the latest value of each key is kept, and a null value deletes it."""
        return "compact" in self.config["cleanup.policy"].split(",")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    constant: str = Field(pattern="^[A-Z_]+$")
    purpose: str = Field(min_length=1)
    key: str = Field(min_length=1)
    contract: str | None
    event: str = Field(pattern=r"^lagebild\.[a-z-]+\.[a-z-]+\.v\d+$")
    partitions: int = Field(ge=1)
    config: dict[str, str]
    producer: str = Field(min_length=1)
    consumers: tuple[str, ...]


class _Registry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    topics: dict[str, _Entry]


@cache
def load_topics() -> tuple[Topic, ...]:
    """Return all topics in the order of `topics.yaml`; a faulty entry raises with its place."""
    document = yaml.safe_load(Path(__file__).with_name("topics.yaml").read_text(encoding="utf-8"))
    return tuple(_to_topic(name, entry) for name, entry in _Registry.model_validate(document).topics.items())


def find_topic(name: str) -> Topic:
    """Return the topic of that name; KeyError names those that there are."""
    for topic in load_topics():
        if topic.name == name:
            return topic
    raise KeyError(f"no topic {name}; there are {', '.join(topic.name for topic in load_topics())}")


def _to_topic(name: str, entry: _Entry) -> Topic:
    if entry.contract is not None and entry.contract not in _CONTRACTS:
        raise ValueError(f"{name}: no contract {entry.contract}; there are {', '.join(_CONTRACTS)}")
    return Topic(
        name=name,
        constant=entry.constant,
        purpose=entry.purpose,
        key=entry.key,
        partitions=entry.partitions,
        config=entry.config,
        producer=entry.producer,
        consumers=entry.consumers,
        contract=None if entry.contract is None else _CONTRACTS[entry.contract],
        event_type=entry.event,
    )


ARTICLES = find_topic("lagebild.articles.v1")
CLAIMS = find_topic("lagebild.claims.v1")
ASSESSMENTS = find_topic("lagebild.assessments.v1")
DISCREPANCIES = find_topic("lagebild.discrepancies.v1")
DEAD_LETTERS = find_topic("lagebild.dead-letters.v1")
REPLAYS = find_topic("lagebild.replays.v1")
