"""Dead letters as an operator sees them: what, where from, why, and whether it was sent back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import ConsumerRecord

from services.desk.connections import open_consumer
from services.desk.errors import DeskError
from services.desk.topic_reading import read_to_end
from shared.contracts.registry import DEAD_LETTERS, REPLAYS
from shared.contracts.replays import ReplayV1
from shared.runtime.codec import decode_event
from shared.runtime.errors import UndecodableError

_ORIGINAL = "original_"
_SAID = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{16,}\b|\b\d+\b|\S+\.(?:txt|html?|pdf|json|xml|eml)\b")
_LONGEST_KIND = 120
Place = tuple[int, int]
Source = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message of the dead-letters topic. What its headers do not say is empty, since others may write there, too.

    `place`: partition and offset of the letter; `source`: topic, partition and offset of the original.
    """

    letter_id: str
    place: Place
    buried: str
    source: Source
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    reason: str
    service: str
    version: str
    truncated: str

    @property
    def kind_of_reason(self) -> str:
        """The reason without the names and numbers that make each one another."""
        return _SAID.sub("…", self.reason)[:_LONGEST_KIND]


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are wanted; what is empty wants all. `names`: beginnings of ids, or PARTITION/OFFSET."""

    names: tuple[str, ...] = ()
    topic: str = ""
    service: str = ""
    version: str = ""
    reason: str = ""
    since: str = ""

    def wants(self, letter: DeadLetter) -> bool:
        """Tell whether the letter is wanted."""
        return (
            (not self.names or any(_is_named(letter, name) for name in self.names))
            and (not self.topic or self.topic in (letter.source[0], *letter.source[0].split(".")[1:2]))
            and self.service in ("", letter.service)
            and self.version in ("", letter.version)
            and self.reason.lower() in letter.reason.lower()
            and letter.buried >= self.since
        )


@dataclass(frozen=True, slots=True)
class Replays:
    """What was sent back: by original when, and the places of all letters that this is about.

    An original that two services refused has two letters; sent once, both services read it again.
    """

    times: Mapping[Source, Sequence[str]]
    places: frozenset[Place]


def read_letter(record: ConsumerRecord) -> DeadLetter:
    """Return the letter that a message is."""
    told = {name: raw.decode("utf-8", "backslashreplace") for name, raw in record.headers if raw is not None}
    moment = datetime.fromtimestamp(record.timestamp / 1000, UTC).isoformat(timespec="seconds")
    return DeadLetter(
        letter_id=told.get("ce_id") or f"{record.partition}/{record.offset}",
        place=(record.partition, record.offset),
        buried=moment,
        source=(told.get("topic", ""), told.get("partition", ""), told.get("offset", "")),
        key=record.key,
        value=record.value,
        headers=tuple((n.removeprefix(_ORIGINAL), raw or b"") for n, raw in record.headers if n.startswith(_ORIGINAL)),
        reason=told.get("reason", ""),
        service=told.get("service", ""),
        version=told.get("version", ""),
        truncated=told.get("truncated", ""),
    )


async def read_letters(kafka: str, wanted: LetterFilter) -> AsyncIterator[DeadLetter]:
    """Yield the wanted letters that there are now, each partition in order; one that was refused twice comes twice."""
    async with open_consumer(kafka, DEAD_LETTERS.name, from_beginning=True) as consumer:
        async for record in read_to_end(consumer):
            letter = read_letter(record)
            if wanted.wants(letter):
                yield letter


async def read_replays(kafka: str) -> Replays:
    """Return what was sent back."""
    times: defaultdict[Source, list[str]] = defaultdict(list)
    places: set[Place] = set()
    async with open_consumer(kafka, REPLAYS.name, from_beginning=True) as consumer:
        async for record in read_to_end(consumer):
            try:
                value = decode_event(REPLAYS, record.value, record.headers)
            except UndecodableError:  # not written by us: it marks nothing
                continue
            assert isinstance(value, ReplayV1)
            moments = times[value.topic, str(value.partition), str(value.offset)]
            if value.replayed not in moments:
                moments.append(value.replayed)
            places.add((value.letter_partition, value.letter_offset))
    return Replays(times, frozenset(places))


async def find_letter(kafka: str, name: str) -> DeadLetter:
    """Return the letter of that name; a DeskError where there is none, or several."""
    found = {each.letter_id: each async for each in read_letters(kafka, LetterFilter(names=(name,)))}
    if not found:
        raise DeskError(f"no dead letter {name}; `lagebild dead-letters list` lists them")
    if len(found) > 1:
        raise DeskError(f"{len(found)} dead letters begin with {name}; write more of the id")
    return next(iter(found.values()))


def count_reasons(letters: Iterable[DeadLetter]) -> list[tuple[int, str, str, str, str]]:
    """Return how many letters of which topic, service, version and kind of reason there are, the most first."""
    counts = Counter((each.source[0], each.service, each.version, each.kind_of_reason) for each in letters)
    return [(number, *what) for what, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _is_named(letter: DeadLetter, name: str) -> bool:
    return letter.letter_id.startswith(name) or name == f"{letter.place[0]}/{letter.place[1]}"
