"""Dead letters: read, chosen, counted, and sent back as what they were, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from services.desk.dead_letters import DeadLetter, LetterFilter, Replays, count_reasons, read_letter
from services.desk.letter_replays import ReplayReport, replay_letters
from shared.contracts.registry import ARTICLES, DEAD_LETTERS, REPLAYS
from shared.contracts.replays import ReplayV1
from shared.runtime.codec import decode_event
from shared.runtime.dead_letters import LONGEST_VALUE, build_dead_letter
from shared.runtime.errors import PermanentError
from shared.runtime.messages import InboundMessage, OutboundMessage
from tests.unit.shared.runtime.fakes import FakeTopic

HEADERS = (("ce_id", b"1"), ("trace", b"a"), ("trace", b"b"), ("topic", b"mine"), ("odd", b"\xff"))
NOTHING = Replays({}, frozenset())


def refuse(
    value: bytes | None = b"{", key: bytes | None = b"d", *, offset: int = 7, reason: str = "no ArticleV1"
) -> OutboundMessage:
    message = InboundMessage(ARTICLES.name, 4, offset, key, value, HEADERS)
    return build_dead_letter(message, PermanentError(reason), service="extractor", time="2025-06-12T17:00:00+00:00")


def read(letter: OutboundMessage, offset: int = 0) -> DeadLetter:
    record: Any = SimpleNamespace(
        topic=DEAD_LETTERS.name,
        partition=1,
        offset=offset,
        key=letter.key,
        value=letter.value,
        headers=tuple(letter.headers),
        timestamp=1_749_747_600_000,
    )
    return read_letter(record)


async def stream(letters: Iterable[DeadLetter]) -> AsyncIterator[DeadLetter]:
    for letter in letters:
        yield letter


async def send_back(
    letters: Sequence[DeadLetter], replays: Replays = NOTHING, *, again: bool = False
) -> tuple[ReplayReport, list[OutboundMessage], Replays]:
    """Return the report, what was sent to the topics, and what is marked afterwards."""
    topic = FakeTopic()
    report = await replay_letters(
        stream(letters), replays, topic.publish, time="2025-06-13T08:00:00+00:00", again=again
    )
    times = {name: list(moments) for name, moments in replays.times.items()}
    places = set(replays.places)
    for message in topic.messages:
        if message.topic == REPLAYS.name:
            value = decode_event(REPLAYS, message.value, message.headers)
            assert isinstance(value, ReplayV1)
            times.setdefault((value.topic, str(value.partition), str(value.offset)), []).append(value.replayed)
            places.add((value.letter_partition, value.letter_offset))
    sent = [message for message in topic.messages if message.topic != REPLAYS.name]
    return report, sent, Replays(times, frozenset(places))


def test_a_letter_says_what_it_was_and_why_it_was_refused() -> None:
    letter = read(refuse(b"\xff", reason="kein «JSON»"), offset=3)
    assert letter.place == (1, 3)
    assert letter.source == (ARTICLES.name, "4", "7")
    assert (letter.reason, letter.service) == ("kein «JSON»", "extractor")
    assert (letter.key, letter.value, letter.headers) == (b"d", b"\xff", HEADERS)
    assert letter.buried == "2025-06-12T17:00:00+00:00"


def test_what_others_wrote_there_by_hand_is_read_too() -> None:
    letter = read(OutboundMessage(DEAD_LETTERS.name, None, None, []), offset=9)
    assert letter.letter_id == "1/9"
    assert letter.source == ("", "", "")


@pytest.mark.parametrize("value", [b"\xff\x00", b"", None])
@pytest.mark.parametrize("key", [b"d", b"", None])
async def test_what_is_sent_back_is_what_was_refused(value: bytes | None, key: bytes | None) -> None:
    _, sent, _ = await send_back([read(refuse(value, key))])
    assert sent == [OutboundMessage(ARTICLES.name, key, value, list(HEADERS))]


async def test_a_second_replay_sends_nothing_unless_it_is_asked_to() -> None:
    letters = [read(refuse(offset=offset), offset) for offset in range(250)]
    first, sent, marks = await send_back(letters)
    assert (len(first.sent), len(sent)) == (250, 250)
    second, sent, marks = await send_back(letters, marks)
    assert (len(second.sent), len(second.known), sent) == (0, 250, [])
    third, sent, _ = await send_back(letters[:1], marks, again=True)
    assert (len(third.sent), len(sent)) == (1, 1)


async def test_a_message_that_was_refused_twice_is_sent_once_and_both_letters_are_marked() -> None:
    by_another = build_dead_letter(
        InboundMessage(ARTICLES.name, 4, 7, b"d", b"{", HEADERS), PermanentError("r"), service="reconciler", time="t"
    )
    thrice = [read(refuse(), 0), read(refuse(), 5), read(by_another, 6)]
    _, sent, marks = await send_back(thrice[:2])
    assert len(sent) == 1
    assert marks.places == {(1, 0), (1, 5)}
    report, sent, marks = await send_back(thrice, marks)
    assert (len(report.known), sent) == (3, [])
    assert marks.places == {(1, 0), (1, 5), (1, 6)}


async def test_marks_follow_what_they_mark() -> None:
    published: list[list[str]] = []

    async def publish(messages: Sequence[OutboundMessage]) -> None:
        if messages:
            published.append(sorted({message.topic for message in messages}))

    await replay_letters(stream([read(refuse())]), NOTHING, publish, time="t")
    assert published == [[ARTICLES.name], [REPLAYS.name]]


async def test_nothing_is_marked_when_sending_fails() -> None:
    topic = FakeTopic(failures=1)
    with pytest.raises(ConnectionError):
        await replay_letters(stream([read(refuse())]), NOTHING, topic.publish, time="t")
    assert topic.messages == []


async def test_what_cannot_be_sent_back_stays_with_a_reason() -> None:
    strange = replace(read(refuse()), source=("somebody.elses", "0", "0"))
    cut = read(refuse(b"x" * (LONGEST_VALUE + 1)))
    report, sent, marks = await send_back([strange, cut])
    assert sent == []
    assert marks == NOTHING
    assert [fault for _, fault in report.impossible] == [
        "somebody.elses is no topic that a service reads",
        f"only the first {LONGEST_VALUE} of {LONGEST_VALUE + 1} bytes were kept",
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (LetterFilter(), True),
        (LetterFilter(names=("1/0",)), True),
        (LetterFilter(names=("1/1", "zzz")), False),
        (LetterFilter(topic="articles"), True),
        (LetterFilter(topic=ARTICLES.name), True),
        (LetterFilter(topic="claims"), False),
        (LetterFilter(service="extractor"), True),
        (LetterFilter(service="reconciler"), False),
        (LetterFilter(version="9.9"), False),
        (LetterFilter(reason="ARTICLEV1"), True),
        (LetterFilter(reason="timeout"), False),
        (LetterFilter(since="2025-06-12"), True),
        (LetterFilter(since="2025-06-13"), False),
    ],
)
def test_filters_want_what_they_say(wanted: LetterFilter, found: object) -> None:
    assert wanted.wants(read(refuse())) is found


def test_an_id_may_be_cut_short() -> None:
    letter = read(refuse())
    assert LetterFilter(names=(letter.letter_id[:8],)).wants(letter)


def test_reasons_are_counted_without_what_makes_each_one_another() -> None:
    reasons = [f"extracting claims from lokal/a{n}.txt failed: ValueError: {n} is 'x{n}'" for n in range(5)]
    letters = [read(refuse(reason=reason)) for reason in [*reasons, "no ArticleV1: text: Field required"]]
    counted = count_reasons(letters)
    assert [number for number, *_ in counted] == [5, 1]
    assert counted[0][1:3] == (ARTICLES.name, "extractor")
    assert counted[0][4] == "extracting claims from … failed: ValueError: … is …"
