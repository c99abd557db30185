"""Sending dead letters back to where they came from, each once unless asked otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from services.desk.dead_letters import DeadLetter, Place, Replays, Source
from shared.contracts.registry import REPLAYS, load_topics
from shared.contracts.replays import ReplayV1
from shared.runtime.codec import encode_event
from shared.runtime.messages import OutboundMessage

SERVICE = "desk"
READ_TOPICS = frozenset(topic.name for topic in load_topics() if topic.consumers)
_MOST_AT_ONCE = 100
_MOST_BYTES = 8 * 1024 * 1024


@dataclass(slots=True)
class ReplayReport:
    """What became of the letters: ids of those that were sent, and that had been before; others with the reason."""

    sent: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    impossible: list[tuple[str, str]] = field(default_factory=list)


async def replay_letters(
    letters: AsyncIterator[DeadLetter],
    replays: Replays,
    publish: Callable[[Sequence[OutboundMessage]], Awaitable[None]],
    *,
    time: str,
    again: bool = False,
) -> ReplayReport:
    """Send the letters to their topics, original bytes under the original key and headers, and mark each as sent.

    A letter is marked after Kafka has acknowledged what was sent: a crash between the two sends it once more the next
    time, which the services recognise like any repetition. `again`: send also what was sent before.
    """
    report = ReplayReport()
    sent: set[Source] = set() if again else set(replays.times)
    marked: set[Place] = set() if again else set(replays.places)
    messages: list[OutboundMessage] = []
    marks: list[OutboundMessage] = []

    async def flush() -> None:
        await publish(messages)
        await publish(marks)
        messages.clear()
        marks.clear()

    async for letter in letters:
        fault = find_fault(letter)
        if fault is not None:
            report.impossible.append((letter.letter_id, fault))
            continue
        if letter.source in sent:
            report.known.append(letter.letter_id)
        else:
            report.sent.append(letter.letter_id)
            messages.append(restore_original(letter))
        sent.add(letter.source)
        if letter.place not in marked:
            marks.append(_mark(letter, time))
        if len(marks) >= _MOST_AT_ONCE or sum(len(each.value or b"") for each in messages) > _MOST_BYTES:
            await flush()
    await flush()
    return report


def restore_original(letter: DeadLetter) -> OutboundMessage:
    """Return the message as it was before it was refused."""
    return OutboundMessage(letter.source[0], letter.key, letter.value, list(letter.headers))


def find_fault(letter: DeadLetter) -> str | None:
    """Return why the letter cannot be sent back, None if it can."""
    if letter.source[0] not in READ_TOPICS:
        return f"{letter.source[0] or 'no topic'} is no topic that a service reads"
    if not all(number.isdecimal() for number in letter.source[1:]):
        return "where it stood is not known"
    if letter.truncated:
        return f"only {letter.truncated} were kept"
    return None


def _mark(letter: DeadLetter, time: str) -> OutboundMessage:
    value = ReplayV1(
        letter_id=letter.letter_id,
        letter_partition=letter.place[0],
        letter_offset=letter.place[1],
        topic=letter.source[0],
        partition=int(letter.source[1]),
        offset=int(letter.source[2]),
        replayed=time,
        version=version("lagebild"),
    )
    return encode_event(REPLAYS, letter.letter_id, value, source=SERVICE, time=time)
